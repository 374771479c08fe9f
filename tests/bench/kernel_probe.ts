/**
 * Measures the kernel's step in a process of its own. `times` prints percentiles of one step in
 * us; `heap` prints the growth of the heap over a million steps after warm-up, and what all of
 * them left to collect, in bytes (it needs --expose-gc).
 *
 * @module
 */
import { createKernel, type Kernel, modeNumber, step } from "core/kernel/mod.ts";
import { say } from ".ci/say.ts";
import {
  createTreeRun,
  createTreeState,
  running,
  tickTree,
  type TreeRun,
} from "core/tree/runtime/mod.ts";
import { benchParams, createFeed, type Feed, feed, treeNodeCount } from "./kernel_feed.ts";
import { percentile } from "./result.ts";

const warmUpTicks = 50_000;

interface Bench {
  readonly kernel: Kernel;
  readonly feed: Feed;
  /**
   * The failsafe's tree, ticked after every step. The kernel ticks it only while it holds the
   * robot, when the gate has little to do: here both work at once, so the figure is of the worst.
   */
  readonly tree: TreeRun;
}

const standing = { tick: () => running, halt: () => {} };

function createBench(): Bench {
  const params = benchParams();
  if (params.tree.count !== treeNodeCount) throw new Error(`${params.tree.count} nodes`);
  const tree = createTreeRun(params.tree, createTreeState(params.tree), standing);
  return { kernel: createKernel(params), feed: createFeed(params), tree };
}

/** Ticks the tree on what the kernel knows. */
function tickBeside({ kernel, tree }: Bench, nowNs: number): void {
  const { slots } = tree.state;
  for (let i = 0; i < tree.tree.hostSlots; i++) slots[i] = kernel.work.ruleSlots[i] ?? NaN;
  tickTree(tree, nowNs);
  if (tree.visits !== treeNodeCount) throw new Error(`The tree ticked ${tree.visits} nodes`);
}

function run(bench: Bench, from: number, to: number): void {
  for (let tick = from; tick < to; tick++) {
    const inputs = feed(bench.feed, bench.kernel, tick);
    step(bench.kernel, inputs, inputs.nowNs);
    tickBeside(bench, inputs.nowNs);
  }
}

/** The kernel must have driven and accepted all the while, or the figures mean nothing. */
function mustHaveWorked({ kernel }: Bench): void {
  const { mode, accepted, refused, intents, linearMps } = kernel.outputs;
  if (mode === modeNumber.auto && refused === 0 && linearMps > 0.25) return;
  throw new Error(
    `The kernel did not drive: mode ${mode}, ${accepted} of ${intents} accepted, ${linearMps} m/s`,
  );
}

function times(): void {
  const bench = createBench();
  run(bench, 0, warmUpTicks);
  const count = 200_000;
  const taken = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const inputs = feed(bench.feed, bench.kernel, warmUpTicks + i);
    const began = performance.now();
    step(bench.kernel, inputs, inputs.nowNs);
    tickBeside(bench, inputs.nowNs);
    taken[i] = performance.now() - began;
  }
  mustHaveWorked(bench);
  taken.sort();
  const us = (share: number): number => percentile(taken, share) * 1000;
  say(JSON.stringify({ p50Us: us(0.5), p99Us: us(0.99), p999Us: us(0.999) }));
}

function collect(): void {
  const gc: unknown = Reflect.get(globalThis, "gc");
  if (typeof gc !== "function") throw new Error("Start with --v8-flags=--expose-gc");
  for (let i = 0; i < 3; i++) gc();
}

function usedBytes(): number {
  return Deno.memoryUsage().heapUsed;
}

function heap(): void {
  const bench = createBench();
  run(bench, 0, warmUpTicks);
  collect();
  const before = usedBytes();
  run(bench, warmUpTicks, warmUpTicks + 1_000_000);
  const uncollected = usedBytes() - before;
  collect();
  const growth = usedBytes() - before;
  mustHaveWorked(bench);
  say(JSON.stringify({ growth, uncollected }));
}

if (import.meta.main) {
  if (Deno.args[0] === "heap") heap();
  else times();
}
