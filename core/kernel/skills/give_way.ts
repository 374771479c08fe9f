/**
 * A way that gives way to a peer: it stands, and where it stands in the other's way it goes back
 * along the way it came until it does not. Then it asks for a path anew. Its clocks of progress and
 * blockage do not run meanwhile (`gotoTimeoutMs` does): who has the right of way passes, gives its
 * goal up, or falls silent. A return and the last stretch before a dock stand, and go back never.
 *
 * @module
 */
import { at64 } from "core/fault.ts";
import { atan2, wrapAngle } from "core/math/mod.ts";
import { dockStages } from "core/kernel/docking.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import { givesWay } from "core/kernel/peers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { isSteered } from "core/kernel/steering.ts";
import { takeTrailAsPath } from "core/kernel/trail.ts";
import { turnRate } from "./approach.ts";
import { measurePath, planStates } from "./path.ts";
import { askAnew } from "./recover.ts";

/** A robot goes back where it has been in the way for so long, ns. */
const patienceNs = 1_500_000_000;
/** A point of the way back is taken within this, m. */
const takenM = 0.3;
/** The next point lies behind the robot within this, rad; else it turns on the spot first. */
const behindRad = 0.5;
/** How fast it goes back, m/s. */
const backMps = 0.25;

function stand(kernel: Kernel): void {
  const { skill } = kernel.state;
  skill.linearMps = 0;
  skill.angularRadps = 0;
  skill.lateralMps = 0;
}

/** Begins the way back; false where the robot came from nowhere else. */
function beginRetreat(kernel: Kernel): boolean {
  const { skill, peers } = kernel.state;
  if (!takeTrailAsPath(kernel, 0)) return false;
  peers.retreats = 1;
  skill.planState = planStates.direct;
  skill.waypoint = 1;
  return true;
}

/** Drives back along the way, tail first. */
function goBack(kernel: Kernel): void {
  const { state: s } = kernel;
  const { skill, odometry: o, tuning: t } = s;
  let dx = 0;
  let dy = 0;
  for (; skill.waypoint < s.pathCount; skill.waypoint++) {
    dx = at64(s.pathXM, skill.waypoint) - o.xM;
    dy = at64(s.pathYM, skill.waypoint) - o.yM;
    if (dx * dx + dy * dy > takenM * takenM) break;
  }
  if (skill.waypoint >= s.pathCount) return stand(kernel);
  const off = wrapAngle(atan2(dy, dx) - o.yawRad - Math.PI);
  skill.lateralMps = 0;
  if (Math.abs(off) > behindRad) {
    skill.linearMps = 0;
    // A drive that steers cannot turn on the spot: it has backed off as far as it can.
    skill.angularRadps = isSteered(kernel) ? 0 : turnRate(kernel, off);
    return;
  }
  skill.linearMps = -Math.min(backMps, t.maxReverseMps);
  const most = Math.min(0.5, t.maxAngularRadps);
  skill.angularRadps = Math.min(most, Math.max(-most, off * t.gotoHeadingGainPerS));
}

function swap(array: Float64Array, i: number, k: number): void {
  const kept = at64(array, i);
  array[i] = at64(array, k);
  array[k] = kept;
}

/**
 * The way on: by a fresh plan, or where nobody plans forth along the way back and from its end
 * straight to the goal.
 */
function goOn(kernel: Kernel, nowNs: number): void {
  const { state: s, params: p } = kernel;
  const { skill } = s;
  if (p.planner.enabled === 1) return askAnew(kernel, nowNs);
  const count = Math.min(skill.waypoint, s.pathCount, s.pathXM.length - 1);
  for (let i = 0; i < count - 1 - i; i++) {
    swap(s.pathXM, i, count - 1 - i);
    swap(s.pathYM, i, count - 1 - i);
  }
  s.pathXM[count] = skill.goalXM;
  s.pathYM[count] = skill.goalYM;
  s.pathCount = count + 1;
  measurePath(kernel);
  skill.waypoint = 0;
  skill.phase = 0;
}

/** True where the running skill drives somewhere: a turn and who waits at its dock take no way. */
function drives(kernel: Kernel): boolean {
  const { skill, docking } = kernel.state;
  return skill.intent.action !== intentNumber.turn && docking.stage !== dockStages.waiting;
}

/** True where the running skill may be led back: on its way, and not on a line that it keeps. */
function mayRetreat(kernel: Kernel): boolean {
  const { docking: { stage }, homing } = kernel.state;
  return homing.active === 0 && (stage === dockStages.none || stage === dockStages.staging);
}

/** True where the running skill gives way at this tick; it has then said what it wants. */
export function giveWay(kernel: Kernel, nowNs: number): boolean {
  const { state: s } = kernel;
  const { homing, peers, skill } = s;
  if (!drives(kernel) || !givesWay(kernel)) {
    if (peers.retreats === 1) goOn(kernel, nowNs);
    peers.retreats = 0;
    return false;
  }
  skill.progressNs = nowNs;
  skill.blockedNs = -1;
  if (homing.active === 1) homing.markNs = nowNs;
  stand(kernel);
  const inWay = mayRetreat(kernel) && peers.inWayNs >= 0 &&
    nowNs - peers.inWayNs >= patienceNs;
  if (inWay && (peers.retreats === 1 || beginRetreat(kernel))) goBack(kernel);
  return true;
}
