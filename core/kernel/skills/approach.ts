/** Speeds that end where they should: the last metres to a goal and the last degrees of a turn. @module */
import type { Kernel } from "core/kernel/state.ts";

/** Below this twist the robot counts as standing, m/s and rad/s. */
const standingMps = 0.01;
const standingRadps = 0.03;

/** True where the robot stands still. */
export function standing(kernel: Kernel): boolean {
  const o = kernel.state.odometry;
  return Math.abs(o.linearMps) < standingMps && Math.abs(o.angularRadps) < standingRadps;
}

/** Turn rate that ends a turn of `leftRad` without overshoot: w^2 = 2 a d, capped. */
export function turnRate(kernel: Kernel, leftRad: number): number {
  const t = kernel.state.tuning;
  const p = kernel.params;
  const decel = Math.min(t.maxAngularRadps2, p.stopRadps2) * 0.5;
  const lag = p.drive.lagS * decel;
  const left = Math.abs(leftRad);
  const braking = Math.sqrt(lag * lag + 2 * decel * left) - lag;
  const rate = Math.min(t.maxAngularRadps, braking, left * 4);
  return leftRad >= 0 ? rate : -rate;
}

/** Speed that stops within `leftM` with half of the braking there is, capped. */
export function approachSpeed(kernel: Kernel, leftM: number): number {
  const t = kernel.state.tuning;
  const decel = Math.min(t.maxLinearMps2, kernel.params.stopMps2) * 0.5;
  const braking = Math.sqrt(2 * decel * Math.max(0, leftM));
  const near = leftM < t.gotoSlowRadiusM
    ? t.maxLinearMps * leftM / t.gotoSlowRadiusM
    : t.maxLinearMps;
  return Math.min(t.maxLinearMps, braking, Math.max(near, t.gotoMinLinearMps));
}
