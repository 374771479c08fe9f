/**
 * Follows a path by regulated pure pursuit (Macenski et al., 2023; Coulter, 1992): the arc through
 * a point ahead on the path, slower in tight curves, beside things and before the goal. The point
 * ahead comes nearer where the chord to it would cut a corner by more than is allowed.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { atan2, cos, sin, wrapAngle } from "core/math/mod.ts";
import type { Kernel } from "core/kernel/state.ts";
import { isSteered, leastRadiusM } from "core/kernel/steering.ts";
import { approachSpeed, turnRate } from "./approach.ts";
import { reverseRadii, steerTo } from "./steered.ts";

/** Segments ahead of the present one that the robot may have reached since the last tick. */
const segmentWindow = 4;
/** A turn on the spot ends within this error, rad. */
const alignedRad = 0.12;
/** Tries of a nearer point ahead. */
const nearerTries = 5;

/** What a look along the path found; one record, rewritten at each tick. */
const look = { xM: 0, yM: 0, cutM: 0 };

/** Moves the skill's place on the path forward to the point nearest to the robot; way left in m. */
export function advanceOnPath(kernel: Kernel): number {
  const s = kernel.state;
  const { skill, odometry: o } = s;
  const last = s.pathCount - 1;
  if (last < 1) return 0;
  let best2 = Infinity;
  let bestSegment = skill.waypoint;
  let bestShare = 0;
  const until = Math.min(last - 1, skill.waypoint + segmentWindow);
  for (let i = skill.waypoint; i <= until; i++) {
    const ax = at(s.pathXM, i);
    const ay = at(s.pathYM, i);
    const dx = at(s.pathXM, i + 1) - ax;
    const dy = at(s.pathYM, i + 1) - ay;
    const length2 = dx * dx + dy * dy;
    const along = length2 > 0 ? ((o.xM - ax) * dx + (o.yM - ay) * dy) / length2 : 1;
    const share = along < 0 ? 0 : along > 1 ? 1 : along;
    const ex = o.xM - ax - dx * share;
    const ey = o.yM - ay - dy * share;
    const away2 = ex * ex + ey * ey;
    if (away2 >= best2) continue;
    best2 = away2;
    bestSegment = i;
    bestShare = share;
  }
  skill.waypoint = bestSegment;
  const from = at(s.pathM, bestSegment);
  const done = from + (at(s.pathM, bestSegment + 1) - from) * bestShare;
  s.pathDoneM = done;
  return Math.max(0, at(s.pathM, last) - done);
}

/** Puts the point `aheadM` further along the path, and how far its chord leaves the path, in `look`. */
function lookAhead(kernel: Kernel, aheadM: number): void {
  const s = kernel.state;
  const { odometry: o } = s;
  const last = s.pathCount - 1;
  const target = Math.min(at(s.pathM, last), s.pathDoneM + aheadM);
  let i = s.skill.waypoint;
  while (i < last - 1 && at(s.pathM, i + 1) < target) i += 1;
  const length = at(s.pathM, i + 1) - at(s.pathM, i);
  const share = length > 0 ? (target - at(s.pathM, i)) / length : 1;
  look.xM = at(s.pathXM, i) + (at(s.pathXM, i + 1) - at(s.pathXM, i)) * share;
  look.yM = at(s.pathYM, i) + (at(s.pathYM, i + 1) - at(s.pathYM, i)) * share;
  look.cutM = 0;
  const cx = look.xM - o.xM;
  const cy = look.yM - o.yM;
  const chord = Math.sqrt(cx * cx + cy * cy);
  if (chord < 1e-6) return;
  for (let k = s.skill.waypoint + 1; k <= i; k++) {
    const px = at(s.pathXM, k) - o.xM;
    const py = at(s.pathYM, k) - o.yM;
    const off = Math.abs(cx * py - cy * px) / chord;
    if (off > look.cutM) look.cutM = off;
  }
}

function aim(kernel: Kernel): void {
  const t = kernel.state.tuning;
  const speed = Math.abs(kernel.state.odometry.linearMps);
  let ahead = Math.min(
    t.followLookaheadMaxM,
    Math.max(t.followLookaheadMinM, speed * t.followLookaheadS),
  );
  // A point inside its turning circle a steered drive could not reach.
  if (isSteered(kernel)) ahead = Math.max(ahead, leastRadiusM(kernel));
  for (let i = 0; i < nearerTries; i++) {
    lookAhead(kernel, ahead);
    if (look.cutM <= t.followCornerM || ahead <= t.followLookaheadMinM) return;
    ahead = Math.max(t.followLookaheadMinM, ahead * 0.7);
  }
}

/** Share of speed that nearness leaves: 1 where nothing is within `nearM`. */
function nearShare(kernel: Kernel): number {
  const t = kernel.state.tuning;
  const clear = kernel.state.monitor.nearestM;
  if (!(clear < t.followNearM)) return 1;
  const share = t.followNearM > 0 ? Math.max(0, clear) / t.followNearM : 1;
  return t.followNearShare + (1 - t.followNearShare) * share;
}

/**
 * Wishes the twist that follows the path with `leftM` of it left. Needs a path of two points or
 * more.
 */
export function followPath(kernel: Kernel, leftM: number): void {
  const { skill, odometry: o, tuning: t } = kernel.state;
  aim(kernel);
  if (isSteered(kernel)) {
    const speed = Math.max(t.gotoMinLinearMps, approachSpeed(kernel, leftM) * nearShare(kernel));
    return steerTo(kernel, look.xM, look.yM, speed, leftM < reverseRadii * leastRadiusM(kernel));
  }
  const dx = look.xM - o.xM;
  const dy = look.yM - o.yM;
  const off = wrapAngle(atan2(dy, dx) - o.yawRad);
  const error = Math.abs(off);
  const turns = skill.rotating === 1 ? error > alignedRad : error > t.followRotateRad;
  skill.rotating = turns ? 1 : 0;
  if (turns) {
    skill.linearMps = 0;
    skill.angularRadps = turnRate(kernel, off);
    return;
  }
  const c = cos(o.yawRad);
  const s = sin(o.yawRad);
  const chord2 = Math.max(1e-4, dx * dx + dy * dy);
  const curvature = 2 * (c * dy - s * dx) / chord2;
  const radius = curvature === 0 ? Infinity : 1 / Math.abs(curvature);
  let speed = approachSpeed(kernel, leftM);
  if (radius < t.followSlowRadiusM) speed *= Math.max(0.2, radius / t.followSlowRadiusM);
  speed *= nearShare(kernel);
  speed = Math.max(speed, Math.min(t.gotoMinLinearMps, t.maxLinearMps));
  const turn = speed * curvature;
  const most = t.maxAngularRadps;
  // Where the turn would be too fast, the whole twist slows: the arc stays the arc.
  const share = Math.abs(turn) > most ? most / Math.abs(turn) : 1;
  skill.linearMps = speed * share;
  skill.angularRadps = turn * share;
}
