/** The kernel's step: how long one takes, and that a million leave nothing behind. @module */
import { type BenchResult, judge, probe } from "./result.ts";

/** Percentiles of one step with 30 owner rules, 400 beams, an intent and a tree of 40 nodes at each tick. */
export async function kernelTimes(): Promise<BenchResult[]> {
  const found = await probe("./kernel_probe.ts", ["times"]);
  return [
    judge("kernel.step.p50Us", found["p50Us"] ?? NaN, "us", "lower", 15),
    judge("kernel.step.p999Us", found["p999Us"] ?? NaN, "us", "lower", 100),
  ];
}

/** What a follower at work and the collision monitor add to the median step, 400 beams. */
export async function followTimes(): Promise<BenchResult[]> {
  const { addedUs } = await probe("./follow_probe.ts", []);
  return [judge("kernel.followAddsP50Us", addedUs ?? NaN, "us", "lower", 6)];
}

/** Growth of the heap over a million steps after warm-up. */
export async function kernelHeap(): Promise<BenchResult[]> {
  const { growth } = await probe("./kernel_probe.ts", ["heap"], ["--expose-gc"]);
  return [judge("kernel.heapGrowthBytes", growth ?? NaN, "bytes", "lower", 65_536)];
}
