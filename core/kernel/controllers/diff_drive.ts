/**
 * Twist to two wheels: set points by the kinematics of a differential drive, efforts by PID.
 * Where a wheel would exceed its speed both are scaled, so that the arc keeps its shape.
 *
 * @module
 */
import { exp } from "core/math/mod.ts";
import type { Kernel } from "core/kernel/state.ts";
import { openEffort, resetWheel, wheelEffort } from "./wheel_pid.ts";

/** Writes wheel set points and efforts of this tick into the outputs. */
export function control(kernel: Kernel): void {
  const { params: p, state: s, outputs: out } = kernel;
  if (s.enabled === 0) {
    resetWheel(s.left, s.odometry.leftRadps);
    resetWheel(s.right, s.odometry.rightRadps);
    out.leftSetRadps = 0;
    out.rightSetRadps = 0;
    out.leftEffort = 0;
    out.rightEffort = 0;
    return;
  }
  const half = s.angularRadps * p.drive.separationM * 0.5;
  let left = (s.linearMps - half) / p.drive.wheelRadiusM;
  let right = (s.linearMps + half) / p.drive.wheelRadiusM;
  const fastest = Math.max(Math.abs(left), Math.abs(right));
  if (fastest > p.drive.maxWheelRadps) {
    left *= p.drive.maxWheelRadps / fastest;
    right *= p.drive.maxWheelRadps / fastest;
  }
  const dtS = p.tickPeriodNs * 1e-9;
  const max = p.drive.maxWheelRadps;
  const follow = 1 - exp(-dtS / (p.drive.lagS > 0 ? p.drive.lagS : dtS));
  s.left.expectedRadps += (left - s.left.expectedRadps) * follow;
  s.right.expectedRadps += (right - s.right.expectedRadps) * follow;
  s.left.setRadps = left;
  s.right.setRadps = right;
  out.leftSetRadps = left;
  out.rightSetRadps = right;
  // A loop is never closed over a measurement that is not there: it would fight a speed of long ago.
  const ageNs = s.nowNs - s.odometry.wheelsNs;
  if (p.hasWheels === 0 || ageNs > p.watchdogs.wheelsNs) {
    out.leftEffort = openEffort(s.left, left, max, s.tuning);
    out.rightEffort = openEffort(s.right, right, max, s.tuning);
    return;
  }
  out.leftEffort = wheelEffort(s.left, left, s.odometry.leftRadps, max, s.tuning, dtS);
  out.rightEffort = wheelEffort(s.right, right, s.odometry.rightRadps, max, s.tuning, dtS);
}
