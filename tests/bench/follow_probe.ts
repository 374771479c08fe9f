/**
 * What following a path and the collision monitor add to the kernel's step, with 400 beams, in a
 * process of its own: two kernels step by turns, one follows a path under the monitor, the other
 * drives without either. Prints the difference of their medians and both of them, us.
 *
 * @module
 */
import { createKernel, intentNumber, type Kernel, modeNumber, step } from "core/kernel/mod.ts";
import type { KernelInputs } from "core/messages/mod.ts";
import { say } from ".ci/say.ts";
import { benchParams, createFeed, type Feed, feedIntent, feedSenses } from "./kernel_feed.ts";
import { percentile } from "./result.ts";

/** Points of the path, 1 m apart: longer than the robot drives. */
const points = 200;
const warmUpTicks = 5000;
/** At 0.6 m/s the owner rules of the feed end at 100 m. */
const measuredTicks = 25_000;
/** A drive lasts a second: so many ticks later the next one is asked for. */
const driveTicks = 180;

interface Driver {
  readonly kernel: Kernel;
  readonly feed: Feed;
  readonly ask: (driver: Driver, inputs: KernelInputs, tick: number) => void;
}

function makeDriver(set: string, ask: Driver["ask"]): Driver {
  const params = benchParams(set);
  return { kernel: createKernel(params), feed: createFeed(params), ask };
}

function askDrive(_driver: Driver, inputs: KernelInputs, tick: number): void {
  if (tick % driveTicks !== 0 || tick <= 100) return;
  feedIntent(inputs, tick, inputs.nowNs);
  const [intent] = inputs.intents;
  if (intent !== undefined) intent.z = 0;
}

/** One goto far ahead, and the path that its planner would have found: a line with bends. */
function askGoto({ kernel }: Driver, inputs: KernelInputs, tick: number): void {
  if (tick === driveTicks) {
    feedIntent(inputs, tick, inputs.nowNs);
    const [intent] = inputs.intents;
    if (intent === undefined) throw new Error("Invariant broken: no room for an intent");
    intent.action = intentNumber.goto;
    intent.has = 0;
    intent.x = points - 1;
    intent.y = 0;
    intent.z = 0;
  }
  const { path } = inputs;
  if (kernel.outputs.planRequest === path.request || tick < driveTicks) return;
  path.fresh = 1;
  path.request = kernel.outputs.planRequest;
  path.status = 0;
  path.count = points;
  for (let i = 0; i < points; i++) {
    path.xM[i] = i;
    path.yM[i] = i % 20 < 10 ? 0 : 0.2;
  }
}

/** Half the width of the hall, and the lidar's reach, m. */
const wallM = 1.2;
const reachM = 12;

/** A long hall, seen from where the robot believes to be: scans that its motion explains. */
function seeHall({ kernel }: Driver, inputs: KernelInputs, tick: number): void {
  const { scan } = inputs;
  const beams = kernel.params.scan;
  if (scan.fresh === 0 || beams === null) return;
  const { odomYM, odomYawRad } = kernel.outputs;
  const c = Math.cos(odomYawRad);
  const s = Math.sin(odomYawRad);
  for (let i = 0; i < scan.count; i++) {
    const rise = s * (beams.cosines[i] ?? 1) + c * (beams.sines[i] ?? 0);
    const range = rise > 0 ? (wallM - odomYM) / rise : (wallM + odomYM) / -rise;
    // No two scans are alike: a lidar that repeats itself counts as frozen.
    scan.rangesM[i] = range < reachM ? range + ((i * 7 + tick) % 40) * 1e-4 : Infinity;
  }
}

function stepOnce(driver: Driver, tick: number): number {
  const inputs = feedSenses(driver.feed, driver.kernel, tick);
  seeHall(driver, inputs, tick);
  driver.ask(driver, inputs, tick);
  const began = performance.now();
  step(driver.kernel, inputs, inputs.nowNs);
  return performance.now() - began;
}

function mustDrive({ kernel }: Driver, what: string, skill: number): void {
  const { mode, linearMps } = kernel.outputs;
  if (mode === modeNumber.auto && linearMps > 0.1 && kernel.outputs.skill === skill) return;
  throw new Error(`The kernel that ${what} did not: mode ${mode}, ${linearMps} m/s`);
}

if (import.meta.main) {
  const follower = makeDriver(", world.planner.enabled: true", askGoto);
  const plain = makeDriver(", kernel.monitor.enabled: false", askDrive);
  const follows = new Float64Array(measuredTicks);
  const drives = new Float64Array(measuredTicks);
  for (let tick = 0; tick < warmUpTicks; tick++) {
    stepOnce(follower, tick);
    stepOnce(plain, tick);
  }
  for (let i = 0; i < measuredTicks; i++) {
    follows[i] = stepOnce(follower, warmUpTicks + i);
    drives[i] = stepOnce(plain, warmUpTicks + i);
  }
  mustDrive(follower, "follows", intentNumber.goto);
  mustDrive(plain, "drives", intentNumber.drive);
  const followUs = percentile(follows.sort(), 0.5) * 1000;
  const driveUs = percentile(drives.sort(), 0.5) * 1000;
  say(JSON.stringify({ addedUs: followUs - driveUs, followUs, driveUs }));
}
