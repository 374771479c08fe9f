/**
 * Which kind of following error it is, once a wheel has strayed for as long as may be: one wheel
 * that does not turn while others do, an encoder that says so although the wheel turns, wheels that
 * all stand although their motors pull, or none of these.
 *
 * A wheel without torque rolls on for a while, so speed alone tells late that it is dead. Where
 * motors report their current it is known sooner: a motor that is told to turn, lags behind by more
 * than half, and draws nothing, has no power or no wheel to turn.
 *
 * @module
 */
import { type BodyMotion, driveKinds, motionOfWheels, type WheelSet } from "core/world/mod.ts";
import type { Kernel, WheelState } from "core/kernel/state.ts";

/** Numbers of the kinds. */
export const strayKinds = { other: 0, dead: 1, encoder: 2, stalled: 3 } as const;

/** Below this share of the speed that it should have a wheel is behind, and below this one it stands. */
const behindShare = 0.5;
const standsShare = 0.1;
/** A motor below this share of its stall current draws nothing: one that idles draws a few percent. */
const idleShare = 0.02;
/** A motor that stands draws its stall current times its effort; half of that is still a pull. */
const pullShare = 0.5;
/** A motor sample older than this tells nothing of the present, ns. */
const motorFreshNs = 200_000_000;
/** The same of the gyro, ns. */
const gyroFreshNs = 60_000_000;

/** Scratch of one look. */
const told: WheelSet = { left: 0, right: 0, rearLeft: 0, rearRight: 0 };
const found: WheelSet = { left: 0, right: 0, rearLeft: 0, rearRight: 0 };
const count = { told: 0, turning: 0, standing: 0, dead: 0 };
const body: BodyMotion = { forward: 0, side: 0, turn: 0 };

/** Mean current of a motor, A; NaN where nobody measures it now. */
function freshA(kernel: Kernel, meanA: number, nowNs: number): number {
  return nowNs - kernel.state.drive.motorsNs <= motorFreshNs ? Math.abs(meanA) : NaN;
}

/** Counts one wheel that is told to turn. `currentA` is NaN where its motor is not measured. */
function look(kernel: Kernel, wheel: WheelState, measured: number, currentA: number): void {
  const { following, motors } = kernel.params;
  const { expectedRadps, setRadps } = wheel;
  // What it is told now and what it should show by now: a wheel that turns round is not judged.
  if (expectedRadps * setRadps <= 0) return;
  if (Math.min(Math.abs(expectedRadps), Math.abs(setRadps)) <= following.floorRadps) return;
  const share = measured / expectedRadps;
  count.told += 1;
  if (share >= behindShare) count.turning += 1;
  const stands = share < standsShare;
  if (stands) count.standing += 1;
  const open = currentA < idleShare * motors.stallA;
  if (stands || (share < behindShare && open)) count.dead += 1;
}

/** True where the motors pull, or nobody can say. */
function pulls(kernel: Kernel, nowNs: number): boolean {
  const { params: p, state: s, outputs: out } = kernel;
  const leftA = freshA(kernel, s.drive.leftMeanA, nowNs);
  const rightA = freshA(kernel, s.drive.rightMeanA, nowNs);
  // The right motor of a steered drive steers.
  const steers = p.drive.kind === driveKinds.ackermann;
  if (Number.isNaN(leftA) && (steers || Number.isNaN(rightA))) return true;
  const least = pullShare * p.motors.stallA;
  return leftA > least * Math.abs(out.leftEffort) ||
    (!steers && rightA > least * Math.abs(out.rightEffort));
}

/** Turn that wheels of these speeds make, rad/s. */
function turnOf(kernel: Kernel, wheels: WheelSet): number {
  motionOfWheels(kernel.params.drive, wheels, body);
  return body.turn;
}

/** True where the gyro knows better: the robot turns as it was told, not as its encoders say. */
function gyroDenies(kernel: Kernel, nowNs: number): boolean {
  const { params: p, state: s } = kernel;
  const o = s.odometry;
  if (p.hasImu === 0 || nowNs - o.gyroNs > gyroFreshNs) return false;
  told.left = s.left.expectedRadps;
  told.right = s.right.expectedRadps;
  told.rearLeft = s.rearLeft.expectedRadps;
  told.rearRight = s.rearRight.expectedRadps;
  found.left = o.leftRadps;
  found.right = o.rightRadps;
  found.rearLeft = o.rearLeftRadps;
  found.rearRight = o.rearRightRadps;
  const asTold = Math.abs(o.gyroRadps - turnOf(kernel, told));
  const asFound = Math.abs(o.gyroRadps - turnOf(kernel, found));
  return asTold < asFound;
}

/** The kind of a following error that has lasted, index in `strayKinds`. */
export function kindOfStray(kernel: Kernel, nowNs: number): number {
  const { params: p, state: s } = kernel;
  const o = s.odometry;
  const steers = p.drive.kind === driveKinds.ackermann;
  count.told = 0;
  count.turning = 0;
  count.standing = 0;
  count.dead = 0;
  const leftA = freshA(kernel, s.drive.leftMeanA, nowNs);
  look(kernel, s.left, o.leftRadps, leftA);
  // One motor turns both wheels of a steered drive.
  look(kernel, s.right, o.rightRadps, steers ? leftA : freshA(kernel, s.drive.rightMeanA, nowNs));
  if (p.drive.kind === driveKinds.omni) {
    look(kernel, s.rearLeft, o.rearLeftRadps, NaN);
    look(kernel, s.rearRight, o.rearRightRadps, NaN);
  }
  if (count.told === 0) return strayKinds.other;
  if (count.standing === count.told && pulls(kernel, nowNs)) return strayKinds.stalled;
  if (steers || count.dead === 0 || count.turning === 0) return strayKinds.other;
  return gyroDenies(kernel, nowNs) ? strayKinds.encoder : strayKinds.dead;
}
