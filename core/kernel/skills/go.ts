/**
 * `goto` and `dock`: along a planned path where the robot has a planner, straight at the goal
 * where it has none, and in both cases a last approach that turns, drives up, stops within
 * tolerance and takes the final heading.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { atan2, wrapAngle } from "core/math/mod.ts";
import { reasonNumber } from "core/messages/mod.ts";
import { dockStages } from "core/kernel/docking.ts";
import { actionNumber, intentStateNumber, modeNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { isSteered, leastRadiusM } from "core/kernel/steering.ts";
import { failsafeMoves } from "core/kernel/tree/moves.ts";
import { endSkill } from "./end.ts";
import { beginLine } from "./dock.ts";
import { approachSpeed, standing, turnRate } from "./approach.ts";
import { advanceOnPath, followPath } from "./follow.ts";
import { askPath, havePath, planStates } from "./path.ts";
import { aimOnLine, reverseRadii, steerTo } from "./steered.ts";
import { recover } from "./recover.ts";

const done = reasonNumber("INTENT_DONE");
const blocked = reasonNumber("INTENT_BLOCKED");
const wrongHeading = reasonNumber("INTENT_HEADING");
const noProgress = reasonNumber("INTENT_NO_PROGRESS");

/** A goto that has found no way for this long gives up, ns. */
const blockedLimitNs = 20_000_000_000;
/** After the first recovery the next one comes sooner, ns. */
const blockedAgainNs = 5_000_000_000;
/** A return gives one try up after this long: three tries within 30 s (FAULTS.md E09), ns. */
const homeBlockedNs = 6_000_000_000;
/** Without a planner: steering ends and the next path point is taken within this distance, m. */
const waypointM = 0.15;
/** With this much of the path left the last approach begins, m. */
const lastApproachM = 0.3;
/** A steered drive comes up to a heading from so many turning radii. */
const lineRadii = 4;

/** The goal is reached: the end, or the begin of the line to the dock. */
function arrive(kernel: Kernel): void {
  if (kernel.state.docking.stage === dockStages.staging) return beginLine(kernel);
  endSkill(kernel, intentStateNumber.succeeded, done, 0, 0);
}

/** Turns to the final heading, then succeeds. */
function finalHeading(kernel: Kernel): void {
  const { skill, odometry, tuning } = kernel.state;
  skill.linearMps = 0;
  const left = wrapAngle(skill.goalYawRad - odometry.yawRad);
  if (isSteered(kernel)) return standAsSteered(kernel, left);
  if (skill.goalHasYaw === 0 || Math.abs(left) <= tuning.gotoYawToleranceRad * 0.5) {
    skill.angularRadps = 0;
    if (standing(kernel)) arrive(kernel);
    return;
  }
  skill.angularRadps = turnRate(kernel, left);
}

/** A steered drive has the heading that it came with: what is too far off is said. */
function standAsSteered(kernel: Kernel, leftRad: number): void {
  const { skill, tuning } = kernel.state;
  skill.angularRadps = 0;
  if (!standing(kernel)) return;
  const off = Math.abs(leftRad);
  if (skill.goalHasYaw === 0 || off <= tuning.gotoYawToleranceRad) return arrive(kernel);
  endSkill(kernel, intentStateNumber.aborted, wrongHeading, off, tuning.gotoYawToleranceRad);
}

/** The same for a steered drive: on its arcs, and for the last stretch along the goal's own line. */
function driveSteered(kernel: Kernel, targetX: number, targetY: number, last: boolean): void {
  const { skill, tuning } = kernel.state;
  const leftM = distanceTo(kernel, targetX, targetY);
  const radiusM = leastRadiusM(kernel);
  skill.phase = 1;
  const speed = last ? approachSpeed(kernel, leftM) : tuning.maxLinearMps;
  const atGoal = last && leftM < lineRadii * radiusM;
  if (!atGoal) return steerTo(kernel, targetX, targetY, speed, leftM < reverseRadii * radiusM);
  const aim = aimOnLine(kernel, radiusM);
  steerTo(kernel, aim.xM, aim.yM, speed, true);
}

function driveStraight(kernel: Kernel, targetX: number, targetY: number, last: boolean): void {
  if (isSteered(kernel)) return driveSteered(kernel, targetX, targetY, last);
  const { skill, odometry, tuning } = kernel.state;
  const dx = targetX - odometry.xM;
  const dy = targetY - odometry.yM;
  const left = Math.sqrt(dx * dx + dy * dy);
  const heading = wrapAngle(atan2(dy, dx) - odometry.yawRad);
  const off = Math.abs(heading);
  const turnFirst = skill.phase === 0 ? tuning.gotoYawToleranceRad : tuning.gotoTurnFirstRad;
  if (off > turnFirst) {
    skill.phase = 0;
    skill.linearMps = 0;
    skill.angularRadps = turnRate(kernel, heading);
    return;
  }
  skill.phase = 1;
  const speed = last ? approachSpeed(kernel, left) : tuning.maxLinearMps;
  skill.linearMps = speed * Math.max(0, 1 - off / tuning.gotoTurnFirstRad);
  const steer = heading * tuning.gotoHeadingGainPerS;
  skill.angularRadps = Math.min(tuning.maxAngularRadps, Math.max(-tuning.maxAngularRadps, steer));
}

function distanceTo(kernel: Kernel, x: number, y: number): number {
  const { odometry } = kernel.state;
  const dx = x - odometry.xM;
  const dy = y - odometry.yM;
  return Math.sqrt(dx * dx + dy * dy);
}

/** Drives at the end of the way; half of the tolerance is kept for what odometry and braking add. */
function lastApproach(kernel: Kernel, endX: number, endY: number): void {
  const { skill } = kernel.state;
  const reached = skill.toleranceM * 0.5;
  const there = distanceTo(kernel, skill.goalXM, skill.goalYM) <= reached ||
    distanceTo(kernel, endX, endY) <= reached * 0.5;
  if (!there) return driveStraight(kernel, endX, endY, true);
  skill.phase = 2;
  skill.linearMps = 0;
  skill.angularRadps = 0;
}

/** Drives straight from point to point of a path laid from outside, or straight at the goal. */
function goDirect(kernel: Kernel): void {
  const s = kernel.state;
  const { skill } = s;
  const onPath = skill.waypoint < s.pathCount - 1;
  if (!onPath) return lastApproach(kernel, skill.goalXM, skill.goalYM);
  const x = at(s.pathXM, skill.waypoint);
  const y = at(s.pathYM, skill.waypoint);
  const takenM = Math.max(waypointM, leastRadiusM(kernel) * 0.5);
  if (distanceTo(kernel, x, y) < takenM) {
    skill.waypoint += 1;
    return;
  }
  driveStraight(kernel, x, y, false);
}

/** Notes progress along the path, and asks for another one where there is none. */
function watchProgress(kernel: Kernel, leftM: number, nowNs: number): void {
  const { skill, tuning } = kernel.state;
  if (leftM < skill.progressLeftM - tuning.followProgressM || skill.progressLeftM === Infinity) {
    skill.progressLeftM = leftM;
    skill.progressNs = nowNs;
    return;
  }
  if (kernel.state.mode !== modeNumber.auto && !failsafeMoves(kernel)) {
    skill.progressNs = nowNs;
    return;
  }
  const stillNs = nowNs - skill.progressNs;
  if (stillNs < tuning.followProgressMs * 1e6) return;
  if (skill.planTries > kernel.params.planner.maxReplans) {
    if (recover(kernel, nowNs)) return;
    endSkill(kernel, intentStateNumber.aborted, noProgress, stillNs * 1e-9, 0);
    return;
  }
  skill.progressNs = nowNs;
  askPath(kernel, nowNs);
}

function goAlongPath(kernel: Kernel, nowNs: number): void {
  const s = kernel.state;
  const { skill } = s;
  if (!havePath(kernel, nowNs)) return;
  const last = s.pathCount - 1;
  const left = last < 1 ? 0 : advanceOnPath(kernel);
  const endX = last < 0 ? skill.goalXM : at(s.pathXM, last);
  const endY = last < 0 ? skill.goalYM : at(s.pathYM, last);
  watchProgress(kernel, left + distanceTo(kernel, endX, endY), nowNs);
  if (skill.active === 0) return;
  // The last approach once begun is ended: at its border the two would take turns.
  const lineM = skill.goalHasYaw === 1 ? lineRadii * leastRadiusM(kernel) : 0;
  if (skill.arriving === 0 && left > Math.max(lastApproachM, lineM)) {
    return followPath(kernel, left);
  }
  if (skill.arriving === 0) {
    skill.arriving = 1;
    skill.phase = 1;
  }
  lastApproach(kernel, endX, endY);
}

/** True where the collision monitor lets the robot go no further and no turn is wished either. */
function stoppedByMonitor(kernel: Kernel): boolean {
  const { skill, monitor } = kernel.state;
  const stopped = skill.linearMps > 0
    ? monitor.forwardMps === 0
    : skill.linearMps < 0 && monitor.reverseMps === 0;
  return stopped && Math.abs(skill.angularRadps) < 0.1;
}

/** Notes for how long the way has been blocked; asks for another path, and gives up after a bound. */
export function watchBlocked(kernel: Kernel, nowNs: number): void {
  const { skill } = kernel.state;
  const wants = skill.linearMps !== 0 || skill.angularRadps !== 0;
  const returns = failsafeMoves(kernel);
  const held = kernel.state.roomShare < 0.05 || stoppedByMonitor(kernel) ||
    (kernel.state.mode !== modeNumber.auto && !returns);
  const paused = kernel.state.failsafe.action > actionNumber.return ||
    (kernel.state.failsafe.action === actionNumber.return && !returns);
  if (!wants || !held || paused) {
    skill.blockedNs = -1;
    return;
  }
  if (skill.blockedNs < 0) skill.blockedNs = nowNs;
  const blockedNs = nowNs - skill.blockedNs;
  const { replanNs, maxReplans } = kernel.params.planner;
  const mayAsk = skill.planState === planStates.following && skill.planTries <= maxReplans;
  if (mayAsk && blockedNs >= replanNs && nowNs - skill.planAskedNs >= replanNs) {
    askPath(kernel, nowNs);
    skill.arriving = 0;
  }
  const again = kernel.state.recovery.tried > 0 ? blockedAgainNs : blockedLimitNs;
  const limitNs = returns ? homeBlockedNs : again;
  if (blockedNs < limitNs || recover(kernel, nowNs)) return;
  endSkill(kernel, intentStateNumber.aborted, blocked, blockedNs * 1e-9, limitNs * 1e-9);
}

/** Advances `goto` or `dock` by one tick. */
export function runGoto(kernel: Kernel, nowNs: number): void {
  const { skill } = kernel.state;
  if (skill.phase >= 2) return finalHeading(kernel);
  if (skill.planState === planStates.direct) return goDirect(kernel);
  goAlongPath(kernel, nowNs);
}
