/**
 * The computer around the kernel in lockstep: the heartbeats of the other workers, the troubles
 * that they report, and the kernel's own pace (sim/faults/host.ts).
 *
 * @module
 */
import { createPrng, type Prng, uniform } from "core/math/mod.ts";
import { hostTroubles, hostWorkers, type KernelInputs, numberOf } from "core/messages/mod.ts";
import { type FaultSet, faultValue } from "sim/faults/mod.ts";

/** The host of one run. */
export interface Host {
  readonly faults: FaultSet;
  readonly chance: Prng;
  readonly lastBeatNs: Float64Array;
  /** Until when the kernel's ticks do not fit, ns (fault `kernel.slow`). */
  busyUntilNs: number;
  /** When the wall clock stopped, ns (fault `clock.stuck`). */
  stuckSinceNs: number;
}

/** Workers that a simulated robot has: those whose faults the table knows. */
const workers = ["supervisor", "recorder", "store", "planner"] as const;
/** Period of a worker's heartbeat, ns. */
const beatNs = 100_000_000;

/** A host on which everything runs. */
export function createHost(seed: number, faults: FaultSet): Host {
  return {
    faults,
    chance: createPrng(seed, "kernel.drop"),
    lastBeatNs: new Float64Array(hostWorkers.length).fill(-Infinity),
    busyUntilNs: -1,
    stuckSinceNs: 0,
  };
}

function troubleBit(trouble: typeof hostTroubles[number]): number {
  return 1 << numberOf(hostTroubles, trouble);
}

function troubles(faults: FaultSet): number {
  let bits = 0;
  if (faults.has("disk.full")) bits |= troubleBit("diskFull");
  if (faults.has("disk.off")) bits |= troubleBit("diskOff");
  if (faults.has("disk.slow")) bits |= troubleBit("behind");
  if (faults.has("recorder.full") || faults.has("disk.full")) bits |= troubleBit("recordingDrops");
  if (faults.has("store.full")) bits |= troubleBit("storeFull");
  return bits;
}

/** Puts what the kernel sees of its host at this tick into the inputs. */
export function stepHost(host: Host, nowNs: number, into: KernelInputs): void {
  const { faults } = host;
  let beats = 0;
  for (const worker of workers) {
    const index = numberOf(hostWorkers, worker);
    const periodNs = Math.max(beatNs, faultValue(faults, `${worker}.slow`, "ms", 0) * 1e6);
    // A worker that was slow is not slow any longer than the fault lasts.
    if (nowNs < (host.lastBeatNs[index] ?? 0) + periodNs) continue;
    host.lastBeatNs[index] = nowNs;
    if (!faults.has(`${worker}.hang`) && !faults.has(`${worker}.crash`)) beats |= 1 << index;
  }
  const reported = troubles(faults);
  // A report comes with a heartbeat: every worker tells its troubles when it shows that it lives.
  if (beats === 0) return;
  into.host.fresh = 1;
  into.host.beats = beats;
  into.host.troubles = reported;
}

/** True where the kernel misses the tick at `nowNs`. */
export function missesTick(host: Host, nowNs: number): boolean {
  const { faults } = host;
  if (faults.size === 0) return false;
  if (faults.has("kernel.hang")) return true;
  const p = faultValue(faults, "kernel.drop", "p", 0);
  if (p > 0 && uniform(host.chance) < p) return true;
  return faults.has("kernel.slow") && nowNs < host.busyUntilNs;
}

/** How late the tick at `nowNs` begins, ns; notes how long it keeps the kernel busy. */
export function tickLatenessNs(host: Host, nowNs: number, periodNs: number): number {
  const lateNs = faultValue(host.faults, "kernel.slow", "ms", 0) * 1e6;
  if (lateNs <= 0) return 0;
  host.busyUntilNs = nowNs + lateNs;
  // The part that fits into the period is lateness of this tick; the rest are missed ticks.
  return Math.min(lateNs, periodNs * 0.9);
}

/** Offset of the wall clock to the monotonic one, ns; never before the clock's zero. */
export function wallOffsetNs(host: Host, nowNs: number): number {
  const { faults } = host;
  if (!faults.has("clock.stuck")) host.stuckSinceNs = nowNs;
  const behindNs = nowNs - host.stuckSinceNs;
  return Math.max(-nowNs, faultValue(faults, "clock.jump", "s", 0) * 1e9 - behindNs);
}
