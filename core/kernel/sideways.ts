/**
 * Motion to the side, of a drive that can (omni): what it may do at most, and how the three parts
 * of a twist are capped together, so that a slower way is the same way.
 *
 * @module
 */
import { maskedSpeed, planarLength } from "core/world/mod.ts";
import { isLimited, scopeCapMps } from "./scope.ts";
import type { Kernel } from "./state.ts";

/** A quarter turn, rad. */
const quarterRad = 1.5707963267948966;

/** The robot's pose turned to the left: what lies ahead of it lies beside the robot. */
const beside = { xM: 0, yM: 0, yawRad: 0 };

/** Highest speed to one side (1 left, -1 right), m/s: as forward, but by what is beside the robot. */
function sideCap(kernel: Kernel, direction: number, nowNs: number): number {
  const { params: p, state: s, work } = kernel;
  const t = s.tuning;
  let cap = Math.min(t.maxLateralMps * work.scale, work.capMps);
  cap = Math.min(cap, direction > 0 ? s.monitor.leftMps : s.monitor.rightMps);
  if (p.speed !== null && s.odometry.posed === 1 && t.maxLateralMps > 0) {
    beside.xM = s.odometry.xM;
    beside.yM = s.odometry.yM;
    beside.yawRad = s.odometry.yawRad + quarterRad;
    const decel = Math.min(t.maxLinearMps2, p.stopMps2) * 0.5;
    cap = Math.min(cap, maskedSpeed(p.speed, beside, direction, t.maxLateralMps, decel));
  }
  if (isLimited(kernel, work.authority)) {
    cap = Math.min(cap, scopeCapMps(kernel, work.authority, direction, nowNs, 1));
  }
  return cap;
}

/** The wish to the side within what is allowed there and `topMps`, m/s. */
export function capSideways(kernel: Kernel, topMps: number, nowNs: number): number {
  const wish = kernel.work.wantedLateralMps;
  if (wish === 0) return 0;
  const most = Math.min(topMps, sideCap(kernel, wish > 0 ? 1 : -1, nowNs));
  return wish > most ? most : wish < -most ? -most : wish;
}

/**
 * Share 0..1 that keeps the direction of a wish of which one part was capped, and its length below
 * a cap that counts over the floor; a part that was capped to nothing does not stop the other.
 */
export function sharedShare(kernel: Kernel, linearMps: number, lateralMps: number): number {
  const { work } = kernel;
  const forward = linearMps === 0 ? 1 : linearMps / work.wantedLinearMps;
  const side = lateralMps === 0 ? 1 : lateralMps / work.wantedLateralMps;
  const share = Math.min(forward, side);
  const linear = linearMps === 0 ? 0 : work.wantedLinearMps * share;
  const lateral = lateralMps === 0 ? 0 : work.wantedLateralMps * share;
  const length = planarLength(linear, lateral);
  return length > work.capMps ? share * work.capMps / length : share;
}
