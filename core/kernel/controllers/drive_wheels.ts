/**
 * Twist to wheels: set points by the kinematics of the drive (core/world drive_geometry.ts), efforts
 * by PID. Where a wheel would exceed its speed all are scaled, so that the way keeps its shape. A
 * steered drive has one motor for its rear axle: both efforts are the mean of its wheels' own.
 *
 * @module
 */
import { exp } from "core/math/mod.ts";
import { type BodyMotion, driveKinds, type WheelSet, wheelsOfMotion } from "core/world/mod.ts";
import type { Kernel, WheelState } from "core/kernel/state.ts";
import { openEffort, resetWheel, wheelEffort } from "./wheel_pid.ts";

/** Scratch of one tick. */
const motion: BodyMotion = { forward: 0, side: 0, turn: 0 };
const set: WheelSet = { left: 0, right: 0, rearLeft: 0, rearRight: 0 };

function release(kernel: Kernel): void {
  const { state: s, outputs: out } = kernel;
  const o = s.odometry;
  resetWheel(s.left, o.leftRadps);
  resetWheel(s.right, o.rightRadps);
  resetWheel(s.rearLeft, o.rearLeftRadps);
  resetWheel(s.rearRight, o.rearRightRadps);
  out.leftSetRadps = 0;
  out.rightSetRadps = 0;
  out.rearLeftSetRadps = 0;
  out.rearRightSetRadps = 0;
  out.leftEffort = 0;
  out.rightEffort = 0;
  out.rearLeftEffort = 0;
  out.rearRightEffort = 0;
}

/** Set points of this tick in `set`, none above what a wheel can do. */
function placeSetPoints(kernel: Kernel): void {
  const { params: p, state: s } = kernel;
  motion.forward = s.linearMps;
  motion.side = s.lateralMps;
  motion.turn = s.angularRadps;
  wheelsOfMotion(p.drive, motion, set);
  const front = Math.max(Math.abs(set.left), Math.abs(set.right));
  const fastest = Math.max(front, Math.abs(set.rearLeft), Math.abs(set.rearRight));
  if (fastest <= p.drive.maxWheelRadps) return;
  const share = p.drive.maxWheelRadps / fastest;
  set.left *= share;
  set.right *= share;
  set.rearLeft *= share;
  set.rearRight *= share;
}

/** Effort of one wheel; without a measurement (NaN) by the feed-forward alone. */
function effortOf(
  kernel: Kernel,
  wheel: WheelState,
  setRadps: number,
  measuredRadps: number,
  follow: number,
): number {
  const { params: p, state: s } = kernel;
  const max = p.drive.maxWheelRadps;
  wheel.expectedRadps += (setRadps - wheel.expectedRadps) * follow;
  wheel.setRadps = setRadps;
  if (!(measuredRadps - measuredRadps === 0)) return openEffort(wheel, setRadps, max, s.tuning);
  return wheelEffort(wheel, setRadps, measuredRadps, max, s.tuning, p.tickPeriodNs * 1e-9);
}

/** Writes wheel set points, efforts and the steering angle of this tick into the outputs. */
export function control(kernel: Kernel): void {
  const { params: p, state: s, outputs: out } = kernel;
  out.steerSetRad = s.steerRad;
  if (s.enabled === 0) return release(kernel);
  placeSetPoints(kernel);
  const o = s.odometry;
  const dtS = p.tickPeriodNs * 1e-9;
  const follow = 1 - exp(-dtS / (p.drive.lagS > 0 ? p.drive.lagS : dtS));
  // A loop is never closed over a measurement that is not there: it would fight a speed of long ago.
  const known = p.hasWheels === 1 && s.nowNs - o.wheelsNs <= p.watchdogs.wheelsNs;
  out.leftSetRadps = set.left;
  out.rightSetRadps = set.right;
  out.leftEffort = effortOf(kernel, s.left, set.left, known ? o.leftRadps : NaN, follow);
  out.rightEffort = effortOf(kernel, s.right, set.right, known ? o.rightRadps : NaN, follow);
  if (p.drive.kind === driveKinds.ackermann) {
    out.leftEffort = (out.leftEffort + out.rightEffort) * 0.5;
    out.rightEffort = out.leftEffort;
  }
  if (p.drive.kind !== driveKinds.omni) return;
  const { rearLeft, rearRight } = s;
  out.rearLeftSetRadps = set.rearLeft;
  out.rearRightSetRadps = set.rearRight;
  out.rearLeftEffort = effortOf(
    kernel,
    rearLeft,
    set.rearLeft,
    known ? o.rearLeftRadps : NaN,
    follow,
  );
  const rightRadps = known ? o.rearRightRadps : NaN;
  out.rearRightEffort = effortOf(kernel, rearRight, set.rearRight, rightRadps, follow);
}
