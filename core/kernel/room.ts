/**
 * Room to stop, computed: reaction time from measured ages, then the swept footprint along the
 * arc until standstill. v t + v^2 / 2a must fit into the free way (FAULTS.md I8).
 *
 * @module
 */
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import { addNear, collectNear, fenceShare, freeShare, planarLength } from "core/world/mod.ts";
import type { Kernel } from "./state.ts";

/** Oldest age that is still worth adding to the reaction time, s; older is the watchdog's case. */
const oldestAgeS = 1;

/**
 * Seconds from an obstacle's appearance to the first braking: sample age, tick, p99.9 of how late
 * ticks are and of how long the drive takes to confirm, drive lag, and what config adds.
 */
export function reactionS(kernel: Kernel, nowNs: number): number {
  const ageS = (nowNs - seenNs(kernel)) * 1e-9;
  return Math.min(oldestAgeS, Math.max(0, ageS)) + kernel.params.tickPeriodNs * 1e-9 +
    kernel.state.host.latenessTail.p999S + kernel.state.drive.ackTail.p999S +
    kernel.params.drive.lagS + kernel.params.obstacle.reactionS;
}

/** Measurement time of the sensor that the room is judged by, ns. */
function seenNs(kernel: Kernel): number {
  const { params: p, state: s } = kernel;
  return p.scan === null && p.ring !== null ? s.ring.measuredNs : s.scan.measuredNs;
}

/** Speed from which braking at `decel` after `reaction` s ends within `wayM`. */
export function speedWithin(wayM: number, reaction: number, decel: number): number {
  if (wayM <= 0) return 0;
  const t = reaction * decel;
  return Math.sqrt(t * t + 2 * decel * wayM) - t;
}

const rel = { xM: 0, yM: 0, yawRad: 0 };

/** The pose at which something was seen. */
interface SeenFrom {
  readonly poseXM: number;
  readonly poseYM: number;
  readonly poseYawRad: number;
}

/** The robot's present pose in the frame of the last scan; one record, rewritten by each call. */
export function placeInScan(kernel: Kernel): typeof rel {
  return placeIn(kernel, kernel.state.scan);
}

function placeIn(kernel: Kernel, scan: SeenFrom): typeof rel {
  const { odometry: o } = kernel.state;
  const c = cos(scan.poseYawRad);
  const s = sin(scan.poseYawRad);
  const dx = o.xM - scan.poseXM;
  const dy = o.yM - scan.poseYM;
  rel.xM = c * dx + s * dy;
  rel.yM = c * dy - s * dx;
  rel.yawRad = wrapAngle(o.yawRad - scan.poseYawRad);
  return rel;
}

/**
 * Collects the points that any motion of this tick could meet, and those that a way of `wayM`
 * could.
 */
export function collectRoom(kernel: Kernel, nowNs: number, wayM: number): void {
  const p = kernel.params;
  kernel.work.near.count = 0;
  if (p.scan === null && p.ring === null) return;
  const t = kernel.state.tuning;
  const fastest = planarLength(Math.max(t.maxLinearMps, t.maxReverseMps), t.maxLateralMps);
  const stopM = fastest * reactionS(kernel, nowNs) + fastest * fastest / (2 * p.stopMps2);
  const reach = Math.max(wayM, stopM) + p.footprint.circumradiusM + p.obstacle.marginM;
  const { work, state } = kernel;
  const { marginM } = p.obstacle;
  if (p.scan !== null) {
    collectNear(work.near, state.scan, p.footprint, placeInScan(kernel), reach, marginM);
  }
  if (p.ring !== null) {
    const place = placeIn(kernel, state.ring);
    addNear(work.near, state.ring, p.footprint, place, reach, marginM);
  }
}

/** Kept from a fence beside the margin: what a fix may move the pose by, m. */
const fencePadM = 0.05;

function fenceAlong(kernel: Kernel, wayM: number, sideM: number, turnRad: number): number {
  const { params: p, state: s } = kernel;
  if (p.fence === null || s.odometry.posed === 0) return 1;
  const marginM = p.obstacle.marginM + fencePadM;
  return fenceShare(p.fence, p.footprint, s.odometry, wayM, sideM, turnRad, marginM);
}

/** Share of a way that things seen and keep-out leave free. */
function seenShare(kernel: Kernel, wayM: number, sideM: number, turnRad: number): number {
  const { params: p, state: s, work } = kernel;
  const { marginM, minPoints } = p.obstacle;
  const { footprint, keepout } = p;
  const pose = s.odometry;
  return freeShare(work.near, footprint, wayM, sideM, turnRad, marginM, minPoints, keepout, pose);
}

/**
 * How much of an arc of `wayM` (negative: backward) and `turnRad` is free, m: for choosing between
 * ways. Call `collectRoom` with that way first.
 */
export function freeWayM(kernel: Kernel, wayM: number, turnRad: number): number {
  const seen = seenShare(kernel, wayM, 0, turnRad);
  return Math.abs(wayM) * Math.min(seen, fenceAlong(kernel, wayM, 0, turnRad));
}

/**
 * Share 0..1 of a twist that the room along its arc allows; `work.freeM` gets the free way and
 * `work.roomMps` the speed it allows. Call `collectRoom` first in each tick.
 */
export function roomAlong(
  kernel: Kernel,
  linearMps: number,
  lateralMps: number,
  angularRadps: number,
  nowNs: number,
): number {
  const p = kernel.params;
  const work = kernel.work;
  work.freeM = Infinity;
  work.roomMps = Infinity;
  const speed = planarLength(linearMps, lateralMps);
  const rate = Math.abs(angularRadps);
  if (speed === 0 && rate === 0) return 1;
  const reaction = reactionS(kernel, nowNs);
  const stopS = reaction + Math.max(speed / (2 * p.stopMps2), rate / (2 * p.stopRadps2));
  const wayM = linearMps * stopS;
  const sideM = lateralMps * stopS;
  const turnRad = angularRadps * stopS;
  const seen = seenShare(kernel, wayM, sideM, turnRad);
  const fenced = fenceAlong(kernel, wayM, sideM, turnRad);
  const free = Math.min(seen, fenced);
  if (free >= 1) return 1;
  work.fenceBinds = fenced < seen ? 1 : 0;
  work.freeM = speed * stopS * free;
  let share = 1;
  if (speed > 0) {
    const allowed = speedWithin(work.freeM, reaction, p.stopMps2);
    work.roomMps = allowed;
    share = Math.min(share, allowed / speed);
  }
  if (rate > 0) {
    const allowed = speedWithin(Math.abs(turnRad) * free, reaction, p.stopRadps2);
    share = Math.min(share, allowed / rate);
  }
  return share;
}
