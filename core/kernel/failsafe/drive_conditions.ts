/**
 * What is wrong with the drives: wheels that lag behind, run away or slip, encoders that read
 * what cannot be, motors that draw too much or get too hot, a device that confirms nothing.
 *
 * @module
 */
import { at } from "core/fault.ts";
import type { KernelInputs } from "core/messages/mod.ts";
import { driveKinds } from "core/world/mod.ts";
import { causeNumber } from "core/kernel/causes.ts";
import type { Kernel, WheelState } from "core/kernel/state.ts";
import { countTail } from "core/kernel/tail.ts";
import { mostTicks } from "./ladder.ts";
import { kindOfStray, strayKinds } from "./stray_kinds.ts";

const n = {
  followingError: causeNumber("followingError"),
  followingLag: causeNumber("followingLag"),
  driverFault: causeNumber("driverFault"),
  encoderFault: causeNumber("encoderFault"),
  wheelSlip: causeNumber("wheelSlip"),
  overcurrent: causeNumber("overcurrent"),
  motorWarm: causeNumber("motorWarm"),
  motorHot: causeNumber("motorHot"),
  runaway: causeNumber("runaway"),
  noAck: causeNumber("noAck"),
  wheelDead: causeNumber("wheelDead"),
  wheelsStalled: causeNumber("wheelsStalled"),
  driverHung: causeNumber("driverHung"),
} as const;

/** Impossible wheel speeds in a row that make an encoder fault (40 ms at 200 Hz). */
const impossibleSamples = 8;
/** A wheel faster than it should be by this share of its top speed runs away: two samples tell. */
const runawayShare = 0.15;
const runawaySamples = 2;
/** A wheel that stays faster than following allows for this long does not obey, ns. */
const overspeedNs = 200_000_000;
/** Drives that are off have stopped the wheels after this, ns. */
const settledNs = 1_500_000_000;
/** Steering may lag by this beside the lag of the drive, s, and be off by this at rest, rad. */
const steerSlackS = 0.02;
const steerSlackRad = 0.03;
/** Hysteresis of motor temperature, degC (FAULTS.md A05). */
const coolByC = 10;
/** A motor sample older than this says nothing, ns. */
const motorFreshNs = 1_000_000_000;

/** How far a wheel may be from what a healthy drive would show, rad/s. */
function toleranceRadps(kernel: Kernel, expected: number): number {
  const f = kernel.params.following;
  return f.ratio * Math.abs(expected) + f.floorRadps;
}

/**
 * By how much a wheel turns faster than it should, rad/s. A drive may be quicker than its lag says:
 * between what is expected and what it was told every speed is right.
 */
function excess(wheel: WheelState, measured: number): number {
  const forward = Math.max(0, wheel.expectedRadps, wheel.setRadps);
  const backward = Math.min(0, wheel.expectedRadps, wheel.setRadps);
  return measured > 0 ? measured - forward : backward - measured;
}

/** How far a wheel is from every speed that would be right, rad/s. */
function straying(wheel: WheelState, measured: number): number {
  const low = Math.min(wheel.expectedRadps, wheel.setRadps);
  const high = Math.max(wheel.expectedRadps, wheel.setRadps);
  return Math.max(0, low - measured, measured - high);
}

function excessOf(kernel: Kernel, wheel: WheelState, measured: number): number {
  return excess(wheel, measured) - toleranceRadps(kernel, wheel.expectedRadps);
}

function worstExcess(kernel: Kernel): number {
  const { params: p, state: s } = kernel;
  const o = s.odometry;
  const front = Math.max(
    excessOf(kernel, s.left, o.leftRadps),
    excessOf(kernel, s.right, o.rightRadps),
  );
  if (p.drive.kind !== driveKinds.omni) return front;
  const rear = Math.max(
    excessOf(kernel, s.rearLeft, o.rearLeftRadps),
    excessOf(kernel, s.rearRight, o.rearRightRadps),
  );
  return Math.max(front, rear);
}

function straysBy(kernel: Kernel, wheel: WheelState, measured: number): boolean {
  return straying(wheel, measured) > toleranceRadps(kernel, wheel.expectedRadps);
}

/** True where a wheel or the steering does not do what it was told. */
function anyStrays(kernel: Kernel): boolean {
  const { params: p, state: s } = kernel;
  const o = s.odometry;
  if (straysBy(kernel, s.left, o.leftRadps) || straysBy(kernel, s.right, o.rightRadps)) return true;
  if (p.drive.kind === driveKinds.omni) {
    return straysBy(kernel, s.rearLeft, o.rearLeftRadps) ||
      straysBy(kernel, s.rearRight, o.rearRightRadps);
  }
  if (p.drive.kind !== driveKinds.ackermann) return false;
  // The set point moves no faster than the steering: what is behind by more than its lag is lost.
  const allowed = p.drive.steerRadps * (p.drive.lagS + steerSlackS) + steerSlackRad;
  return Math.abs(o.steerRad - s.steerRad) > allowed;
}

/** Counts how long, and by how much, a wheel has been too fast. One look for each wheel sample. */
function watchOverspeed(kernel: Kernel, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const d = s.drive;
  if (s.enabled === 1) d.offSinceNs = -1;
  else if (d.offSinceNs < 0) d.offSinceNs = nowNs;
  if (s.lastNs >= 0 && nowNs - s.lastNs > p.watchdogs.gapNs) d.wokeNs = nowNs;
  if (s.odometry.wheelsNs <= d.lastWheelsNs) return;
  const passedNs = s.odometry.wheelsNs - d.lastWheelsNs;
  // Samples that are far apart say nothing about the while between them.
  const dtNs = passedNs <= p.watchdogs.wheelsNs ? passedNs : 0;
  d.lastWheelsNs = s.odometry.wheelsNs;
  // A kernel that was frozen reads a backlog: what the wheels did then was right then.
  if (s.odometry.wheelsNs <= d.wokeNs) return;
  const braking = d.offSinceNs >= 0 && nowNs - d.offSinceNs < settledNs;
  const over = braking ? 0 : worstExcess(kernel);
  const far = over > p.drive.maxWheelRadps * runawayShare;
  d.overspeedSamples = far ? d.overspeedSamples + 1 : 0;
  // Off and pushed by hand: only a fast wheel counts.
  const counts = s.enabled === 1 && over > 0;
  d.overspeedNs = counts ? d.overspeedNs + dtNs : 0;
}

/**
 * How long something strays, counted as the ladder counts a delay, so that its kind is known in the
 * very tick in which a following error would act. True from that tick on.
 */
function straysTooLong(kernel: Kernel, strays: boolean, nowNs: number): boolean {
  const { params: p, state: s } = kernel;
  const d = s.drive;
  const sinceNs = s.lastNs < 0 ? p.tickPeriodNs : nowNs - s.lastNs;
  const dtNs = Math.min(sinceNs, p.tickPeriodNs * mostTicks);
  if (strays) d.strayNs = Math.min(p.following.forNs, d.strayNs + dtNs);
  else d.strayNs = Math.max(0, d.strayNs - dtNs * 0.25);
  return strays && d.strayNs >= p.following.forNs;
}

/**
 * True where a cause may speak for a following error: config has not disabled it, and lets it do no
 * less than the following error would, for a name must never permit more motion. One that may do
 * less gives way to the following error, and is raised only where that is disabled.
 */
function speaks(kernel: Kernel, cause: number): boolean {
  const { causes } = kernel.params;
  const own = at(causes, cause);
  const error = at(causes, n.followingError);
  return own.enabled === 1 && (error.enabled === 0 || own.action >= error.action);
}

/** True where a following error already has the name of a cause that waits to be acknowledged. */
function isNamed(kernel: Kernel, cause: number): boolean {
  return kernel.state.failsafe.active[cause] === 1 && speaks(kernel, cause);
}

/** A following error, by its own name where its kind is known: each stands for the one that it is. */
function followConditions(kernel: Kernel, set: Uint8Array, nowNs: number): void {
  const { params: p, state: s } = kernel;
  watchOverspeed(kernel, nowNs);
  const watched = p.hasWheels === 1 && s.enabled === 1;
  const strays = watched && anyStrays(kernel);
  const long = straysTooLong(kernel, strays, nowNs);
  const kind = long ? kindOfStray(kernel, nowNs) : strayKinds.other;
  const dead = kind === strayKinds.dead && speaks(kernel, n.wheelDead);
  const stalled = kind === strayKinds.stalled && speaks(kernel, n.wheelsStalled);
  const asked = at(p.causes, n.followingError).enabled === 1;
  const encoder = kind === strayKinds.encoder && asked && speaks(kernel, n.encoderFault);
  const impossible = s.samples.impossibleRates >= impossibleSamples;
  set[n.wheelDead] = dead ? 1 : 0;
  set[n.wheelsStalled] = stalled ? 1 : 0;
  set[n.encoderFault] = encoder || impossible ? 1 : 0;
  const named = dead || stalled || encoder || isNamed(kernel, n.wheelDead) ||
    isNamed(kernel, n.wheelsStalled) || isNamed(kernel, n.encoderFault);
  set[n.followingError] = strays && !named ? 1 : 0;
  set[n.followingLag] = strays ? 1 : 0;
  const fast = s.drive.overspeedSamples >= runawaySamples;
  const lasting = s.drive.overspeedNs >= overspeedNs;
  set[n.runaway] = p.hasWheels === 1 && (fast || lasting) ? 1 : 0;
  set[n.wheelSlip] = s.samples.witness.slips;
}

function motorConditions(kernel: Kernel, set: Uint8Array, nowNs: number): void {
  const { motors } = kernel.params;
  const d = kernel.state.drive;
  const fresh = nowNs - d.motorsNs <= motorFreshNs;
  set[n.overcurrent] = fresh && d.currentA > motors.maxCurrentA ? 1 : 0;
  if (!(d.hottestC <= motors.warmC)) d.warm = d.hottestC > motors.warmC ? 1 : d.warm;
  if (d.hottestC < motors.warmC - coolByC) d.warm = 0;
  if (d.hottestC > motors.hotC) d.hot = 1;
  if (d.hottestC < motors.hotC - coolByC) d.hot = 0;
  set[n.motorWarm] = d.warm;
  set[n.motorHot] = d.hot;
}

/** Takes the device's acknowledgement, and judges how old what it confirms is. */
function ackConditions(kernel: Kernel, inputs: KernelInputs, set: Uint8Array, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const { ack } = inputs;
  const d = s.drive;
  if (ack.fresh === 1 && ack.commandTick > d.ackTick) {
    d.ackTick = ack.commandTick;
    d.ackSeen = 1;
    // The command that is confirmed was given so many ticks ago.
    d.ackNs = nowNs - Math.max(0, s.tick - ack.commandTick) * p.tickPeriodNs;
    countTail(d.ackTail, nowNs - d.ackNs);
  }
  set[n.driverFault] = s.ackHealthy === 0 ? 1 : 0;
  // After a gap of the kernel's own nothing could have been confirmed: that is its own cause.
  const own = s.lastNs < 0 ? 0 : nowNs - s.lastNs;
  // While the kernel slept nobody looked: silence counts from its waking.
  const silentNs = nowNs - Math.max(d.ackNs, d.wokeNs) - own;
  const mute = d.ackSeen === 1 && s.enabled === 1 && silentNs > p.watchdogs.ackNs;
  set[n.noAck] = mute ? 1 : 0;
  // A board that is mute still turns its encoders; a driver that hangs brings nothing at all.
  const wheelsSilentNs = nowNs - Math.max(s.odometry.wheelsNs, d.wokeNs) - own;
  const blind = p.hasWheels === 1 && wheelsSilentNs > p.watchdogs.wheelsNs;
  set[n.driverHung] = mute && blind ? 1 : 0;
}

/** Works out the conditions of the drives. */
export function driveConditions(
  kernel: Kernel,
  inputs: KernelInputs,
  set: Uint8Array,
  nowNs: number,
): void {
  followConditions(kernel, set, nowNs);
  motorConditions(kernel, set, nowNs);
  ackConditions(kernel, inputs, set, nowNs);
}
