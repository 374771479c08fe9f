/**
 * How a steered drive gets to a point: along the arc through it where the lock allows that, else in
 * shunts, back and forth at full lock, as a car turns around in a lane. It never turns on the spot.
 *
 * @module
 */
import { cos, sin } from "core/math/mod.ts";
import { sharpestPerM } from "core/world/mod.ts";
import type { Kernel } from "core/kernel/state.ts";

/** A shunt lasts at least and at most this long, ns; blocked for the first of these it ends. */
const leastShuntNs = 400_000_000;
const mostShuntNs = 2_500_000_000;
/** A point is reachable again with this share of the lock: with margin, so that shunts end. */
const easyShare = 0.8;
/** A goal within so many turning radii may be reached backward. */
export const reverseRadii = 3;
/** Share of the speed limit in shunts and at full lock. */
const shuntShare = 0.4;
/** Below this share the room counts as none. */
const noRoom = 0.05;

/** True where nothing is left of the wish in its direction. */
function isBlocked(kernel: Kernel): boolean {
  const { skill, monitor, roomShare } = kernel.state;
  if (skill.linearMps > 0 && monitor.forwardMps === 0) return true;
  if (skill.linearMps < 0 && monitor.reverseMps === 0) return true;
  return skill.linearMps !== 0 && roomShare < noRoom;
}

/** Direction to drive in where the point cannot be reached as it is; ends and begins shunts. */
function shuntWay(kernel: Kernel, reachable: boolean, facing: number): number {
  const { skill, nowNs } = kernel.state;
  const lastedNs = nowNs - skill.shuntNs;
  if (!isBlocked(kernel)) skill.freeNs = nowNs;
  const stuck = nowNs - skill.freeNs > leastShuntNs;
  if (skill.shunt === 0) {
    if (reachable && !stuck) return 0;
    // Blocked: the other way. Not reachable: away from what lies too close.
    skill.shunt = stuck ? (skill.linearMps > 0 ? -1 : 1) : -facing;
    skill.shuntNs = nowNs;
    skill.freeNs = nowNs;
    return skill.shunt;
  }
  const over = lastedNs > mostShuntNs || stuck;
  if (lastedNs > leastShuntNs && reachable) {
    skill.shunt = 0;
    return 0;
  }
  if (over) {
    skill.shunt = -skill.shunt;
    skill.shuntNs = nowNs;
    skill.freeNs = nowNs;
  }
  return skill.shunt;
}

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
  const away2 = Math.max(1e-4, dx * dx + dy * dy);
  const sharpest = sharpestPerM(p.drive);
  const curvature = 2 * aside / away2;
  const facing = ahead < 0 && mayReverse ? -1 : 1;
  const near = away2 * sharpest * sharpest < 4;
  const lock = skill.shunt === 0 ? sharpest : sharpest * easyShare;
  const reachable = !near || (ahead * facing > 0 && Math.abs(curvature) <= lock);
  const way = shuntWay(kernel, reachable, facing);
  const side = aside >= 0 ? facing : -facing;
  const slow = Math.min(speedMps, (facing > 0 ? t.maxLinearMps : t.maxReverseMps) * shuntShare);
  if (way !== 0 || (ahead < 0 && facing > 0)) {
    skill.linearMps = slow * (way === 0 ? 1 : way);
    skill.angularRadps = side * slow * sharpest;
    return;
  }
  const bent = Math.min(sharpest, Math.max(-sharpest, curvature));
  const eased = speedMps * (1 - (1 - shuntShare) * Math.abs(bent) / sharpest);
  skill.linearMps = facing * Math.min(eased, facing > 0 ? t.maxLinearMps : t.maxReverseMps);
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
