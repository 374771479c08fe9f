/**
 * How a steered drive gets to a point: along the arc through it where the lock allows that, else in
 * shunts (shunt.ts). It never turns on the spot.
 *
 * @module
 */
import { cos, sin } from "core/math/mod.ts";
import { sharpestPerM } from "core/world/mod.ts";
import type { Kernel } from "core/kernel/state.ts";
import { driveLeg, shunts, type SteeringWish } from "./shunt.ts";

/** A point is reachable again with this share of the lock: with margin, so that shunts end. */
const easyShare = 0.8;
/** A goal within so many turning radii may be reached backward. */
export const reverseRadii = 3;
/** Share of the speed limit in shunts and at full lock. */
const shuntShare = 0.4;
/** A far point is looked at with no more than so many turning radii: its bearing closes there. */
const bearingRadii = 3;
/** Having turned around ends with a far point this well ahead, as a share of its distance. */
const aheadShare = 0.15;

/** How the point lies; one record, rewritten by each call. */
const wish: SteeringWish = { reachable: true, aligned: true, near: false, facing: 1, side: 1 };

/**
 * Wishes the twist that leads to a point of the map at `speedMps`. `mayReverse`: a point behind may
 * be driven to backward; else the robot turns around first.
 */
export function steerTo(
  kernel: Kernel,
  xM: number,
  yM: number,
  speedMps: number,
  mayReverse: boolean,
): void {
  const { params: p, state: s } = kernel;
  const { skill, odometry: o, tuning: t } = s;
  const c = cos(o.yawRad);
  const sn = sin(o.yawRad);
  const dx = xM - o.xM;
  const dy = yM - o.yM;
  const ahead = c * dx + sn * dy;
  const aside = c * dy - sn * dx;
  const away = Math.max(0.01, Math.sqrt(dx * dx + dy * dy));
  const sharpest = sharpestPerM(p.drive);
  const curvature = 2 * aside / (away * Math.min(away, bearingRadii / sharpest));
  const bend = Math.abs(curvature);
  wish.facing = ahead < 0 && mayReverse ? -1 : 1;
  wish.side = aside >= 0 ? wish.facing : -wish.facing;
  wish.near = away * sharpest < 2;
  const faces = ahead * wish.facing > 0;
  wish.reachable = faces && (!wish.near || bend <= sharpest);
  wish.aligned = faces &&
    (wish.near ? bend <= sharpest * easyShare : Math.abs(aside) <= away * aheadShare);
  const top = wish.facing > 0 ? t.maxLinearMps : t.maxReverseMps;
  if (shunts(kernel, wish)) return driveLeg(kernel, Math.min(speedMps, top * shuntShare));
  const bent = Math.min(sharpest, Math.max(-sharpest, curvature));
  const eased = speedMps * (1 - (1 - shuntShare) * Math.abs(bent) / sharpest);
  skill.linearMps = wish.facing * Math.min(eased, top);
  skill.angularRadps = skill.linearMps * bent;
}

/** The point of a goal's line to aim at from here: it leads the robot up in the goal's heading. */
const onLine = { xM: 0, yM: 0 };

/**
 * Where to aim for a goal with a heading: the point `aheadM` further along the line through the goal
 * than the robot is, no further than the goal; the goal itself for a robot that is past it.
 */
export function aimOnLine(kernel: Kernel, aheadM: number): typeof onLine {
  const { skill, odometry: o } = kernel.state;
  const c = cos(skill.goalYawRad);
  const sn = sin(skill.goalYawRad);
  const along = c * (o.xM - skill.goalXM) + sn * (o.yM - skill.goalYM);
  const target = skill.goalHasYaw === 1 && along < 0 ? Math.min(0, along + aheadM) : 0;
  onLine.xM = skill.goalXM + c * target;
  onLine.yM = skill.goalYM + sn * target;
  return onLine;
}
