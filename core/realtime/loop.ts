/**
 * The kernel in real time: paced by a monotonic clock that is handed in, one step a period. A late
 * tick is counted and the ticks it displaced are left out: there is no catch-up burst, because
 * commands made for a past moment are worth nothing. How long a tick came late is an input of the
 * step, so that a recording repeats it.
 *
 * @module
 */
import { drill, latenessBuckets, latenessBucketUs, openRegion, type Region } from "core/bus/mod.ts";
import { createInputs, type KernelInputs } from "core/messages/mod.ts";
import {
  createGatherer,
  createPublisher,
  gather,
  type Gatherer,
  publish,
  type Publisher,
} from "./carriers.ts";
import {
  checkInvariants,
  createInvariantMonitor,
  createJournal,
  createKernel,
  enterTick,
  type InvariantMonitor,
  type Journal,
  type Kernel,
  type KernelParams,
  step,
} from "core/kernel/mod.ts";

/** What the loop needs of its thread. */
export interface LoopClock {
  /** Monotonic, ms since the loop's beginning, with fractions. */
  nowMs(): number;
  /** Sleeps; may return early or late. */
  sleep(ms: number): void;
}

/** A loop that can be stepped. */
export interface KernelLoop {
  readonly region: Region;
  readonly kernel: Kernel;
  readonly journal: Journal;
  readonly inputs: KernelInputs;
  readonly gatherer: Gatherer;
  readonly publisher: Publisher;
  readonly invariants: InvariantMonitor;
  readonly lateness: Int32Array;
  readonly periodMs: number;
  readonly writeLateness: (source: Int32Array, bytes: number) => void;
  dueMs: number;
  tick: number;
  violations: number;
}

/** Steps of a scratch kernel that let V8 compile the step before the first tick counts. */
const warmSteps = 3000;

/** Opens shared memory and makes the kernel; compiles the step by running a scratch copy. */
export function createKernelLoop(memory: SharedArrayBuffer, params: KernelParams): KernelLoop {
  warmUp(params);
  const region = openRegion(memory, "kernel");
  const kernel = createKernel(params);
  const journal = createJournal(kernel);
  return {
    region,
    kernel,
    journal,
    inputs: createInputs(),
    gatherer: createGatherer(region),
    publisher: createPublisher(region, journal),
    invariants: createInvariantMonitor(params),
    lateness: new Int32Array(latenessBuckets + 1),
    periodMs: params.tickPeriodNs * 1e-6,
    writeLateness: region.slotWriter("lateness").write,
    dueMs: 0,
    tick: 0,
    violations: 0,
  };
}

function warmUp(params: KernelParams): void {
  const kernel = createKernel(params);
  const journal = createJournal(kernel);
  const inputs = createInputs();
  for (let tick = 0; tick < warmSteps; tick++) {
    inputs.tick = tick;
    inputs.nowNs = tick * params.tickPeriodNs;
    step(kernel, inputs, inputs.nowNs);
    enterTick(journal, kernel);
  }
}

function noteLateness(loop: KernelLoop, lateMs: number): void {
  const { words } = loop.region;
  const bucket = Math.min(latenessBuckets, Math.floor(lateMs * 1000 / latenessBucketUs));
  loop.lateness[bucket] = (loop.lateness[bucket] ?? 0) + 1;
  if (lateMs > loop.periodMs) words.count("lateTicks");
  const lateUs = Math.round(lateMs * 1000);
  if (lateUs > words.get("latenessMaxUs")) words.set("latenessMaxUs", lateUs);
}

/** Makes the tick that is due, and plans the next. */
export function makeTick(loop: KernelLoop, clock: LoopClock): void {
  const { region, kernel, journal, inputs } = loop;
  gather(loop.gatherer, region, loop.tick, inputs);
  const nowMs = clock.nowMs();
  const lateMs = Math.max(0, nowMs - loop.dueMs);
  const nowNs = Math.round(nowMs * 1e6);
  inputs.nowNs = nowNs;
  inputs.latenessNs = Math.round(lateMs * 1e6);
  step(kernel, inputs, nowNs);
  const keyframe = enterTick(journal, kernel);
  publish(loop.publisher, region, kernel, journal, inputs, keyframe);
  region.words.count("beatKernel");
  checkInvariants(loop.invariants, inputs, kernel.outputs);
  if (loop.invariants.violations.length !== loop.violations) {
    loop.violations = loop.invariants.violations.length;
    region.words.set("violations", loop.violations);
  }
  noteLateness(loop, lateMs);
  if (keyframe) loop.writeLateness(loop.lateness, 4 * loop.lateness.length);
  loop.tick += 1;
  loop.dueMs += loop.periodMs;
  if (loop.dueMs <= nowMs) {
    loop.dueMs += Math.ceil((nowMs - loop.dueMs) / loop.periodMs) * loop.periodMs;
  }
}

/** Runs until the `quit` word is set. */
export function runKernelLoop(loop: KernelLoop, clock: LoopClock): void {
  const { words } = loop.region;
  loop.dueMs = clock.nowMs();
  while (words.get("quit") === 0) {
    const waitMs = loop.dueMs - clock.nowMs();
    if (waitMs > 0) {
      clock.sleep(waitMs);
      continue;
    }
    makeTick(loop, clock);
    drill(words.get("drill"), "kernel");
  }
  words.set("kernelEnded", 1);
}
