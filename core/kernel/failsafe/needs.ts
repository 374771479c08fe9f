/** What an action needs before the ladder may choose it. @module */
import { at } from "core/fault.ts";
import { causeNumber } from "core/kernel/causes.ts";
import type { Kernel } from "core/kernel/state.ts";

/** A robot that sees badly, or whose wheels slip, does not drive by itself. */
const blind = (["lidarStale", "lidarBlind", "lidarFrozen", "wheelSlip"] as const).map(causeNumber);

/** True where pose, range sensing, a path and energy are there: the needs of `return`. */
export function canReturn(kernel: Kernel): boolean {
  const { params: p, state: s } = kernel;
  const { homing, odometry: o, failsafe: f } = s;
  if (o.posed === 0 || o.lost === 1 || p.scan === null) return false;
  for (let i = 0; i < blind.length; i++) if (f.condition[at(blind, i)] === 1) return false;
  if (homing.failed === 1) return false;
  return s.trail.count > 0 || (p.planner.enabled === 1 && p.dock >= 0);
}
