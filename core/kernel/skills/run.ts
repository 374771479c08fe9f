/**
 * The running motion skill: each tick it says which twist it would like. What it gets is up to
 * arbiter, room and limiter.
 *
 * `goto` turns to its goal, drives straight at it while steering by heading error, slows down so
 * that it can stop (v^2 = 2 a d), and stops within its tolerance; then it turns to the final
 * heading where one was given. With a path it does this from point to point and slows down only
 * for the last one.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { atan2, wrapAngle } from "core/math/mod.ts";
import { reasonNumber } from "core/messages/mod.ts";
import { actionNumber, intentNumber, intentStateNumber, modeNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { endSkill } from "./accept.ts";

const done = reasonNumber("INTENT_DONE");
const blocked = reasonNumber("INTENT_BLOCKED");
const timeout = reasonNumber("INTENT_TIMEOUT");

/** A goto that has found no way for this long gives up, ns. */
const blockedLimitNs = 20_000_000_000;
/** Steering ends and the next path point is taken within this distance, m. */
const waypointM = 0.15;
/** Below this twist the robot counts as standing, m/s and rad/s. */
const standingMps = 0.01;
const standingRadps = 0.03;

function succeed(kernel: Kernel): void {
  endSkill(kernel, intentStateNumber.succeeded, done, 0, 0);
}

function standing(kernel: Kernel): boolean {
  const o = kernel.state.odometry;
  return Math.abs(o.linearMps) < standingMps && Math.abs(o.angularRadps) < standingRadps;
}

/** Turn rate that ends a turn of `leftRad` without overshoot: w^2 = 2 a d, capped. */
function turnRate(kernel: Kernel, leftRad: number): number {
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
function approachSpeed(kernel: Kernel, leftM: number): number {
  const t = kernel.state.tuning;
  const decel = Math.min(t.maxLinearMps2, kernel.params.stopMps2) * 0.5;
  const braking = Math.sqrt(2 * decel * Math.max(0, leftM));
  const near = leftM < t.gotoSlowRadiusM
    ? t.maxLinearMps * leftM / t.gotoSlowRadiusM
    : t.maxLinearMps;
  return Math.min(t.maxLinearMps, braking, Math.max(near, t.gotoMinLinearMps));
}

function runTurn(kernel: Kernel): void {
  const { skill, odometry, tuning } = kernel.state;
  skill.turnLeftRad -= wrapAngle(odometry.yawRad - skill.lastYawRad);
  skill.lastYawRad = odometry.yawRad;
  skill.linearMps = 0;
  if (Math.abs(skill.turnLeftRad) <= tuning.gotoYawToleranceRad * 0.5) {
    skill.angularRadps = 0;
    if (standing(kernel)) succeed(kernel);
    return;
  }
  skill.angularRadps = turnRate(kernel, skill.turnLeftRad);
}

function finalHeading(kernel: Kernel): void {
  const { skill, odometry, tuning } = kernel.state;
  skill.linearMps = 0;
  const left = wrapAngle(skill.goalYawRad - odometry.yawRad);
  if (skill.goalHasYaw === 0 || Math.abs(left) <= tuning.gotoYawToleranceRad * 0.5) {
    skill.angularRadps = 0;
    if (standing(kernel)) succeed(kernel);
    return;
  }
  skill.angularRadps = turnRate(kernel, left);
}

function runGoto(kernel: Kernel): void {
  const s = kernel.state;
  const { skill, odometry, tuning } = s;
  if (skill.phase >= 2) return finalHeading(kernel);
  const onPath = skill.waypoint < s.pathCount - 1;
  const targetX = onPath ? at(s.pathXM, skill.waypoint) : skill.goalXM;
  const targetY = onPath ? at(s.pathYM, skill.waypoint) : skill.goalYM;
  const dx = targetX - odometry.xM;
  const dy = targetY - odometry.yM;
  const left = Math.sqrt(dx * dx + dy * dy);
  if (onPath && left < waypointM) {
    skill.waypoint += 1;
    return;
  }
  // Half of the tolerance is kept for what odometry and braking add.
  if (!onPath && left <= skill.toleranceM * 0.5) {
    skill.phase = 2;
    skill.linearMps = 0;
    skill.angularRadps = 0;
    return;
  }
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
  const speed = onPath ? tuning.maxLinearMps : approachSpeed(kernel, left);
  skill.linearMps = speed * Math.max(0, 1 - off / tuning.gotoTurnFirstRad);
  const steer = heading * tuning.gotoHeadingGainPerS;
  skill.angularRadps = Math.min(tuning.maxAngularRadps, Math.max(-tuning.maxAngularRadps, steer));
}

/** Notes for how long the way has been blocked, and gives up after a bound. */
function watchBlocked(kernel: Kernel, nowNs: number): void {
  const { skill } = kernel.state;
  const wants = skill.linearMps !== 0 || skill.angularRadps !== 0;
  const held = kernel.state.roomShare < 0.05 || kernel.state.mode !== modeNumber.auto;
  if (!wants || !held || kernel.state.failsafe.action >= actionNumber.return) {
    skill.blockedNs = -1;
    return;
  }
  if (skill.blockedNs < 0) skill.blockedNs = nowNs;
  const blockedNs = nowNs - skill.blockedNs;
  if (blockedNs < blockedLimitNs) return;
  endSkill(kernel, intentStateNumber.aborted, blocked, blockedNs * 1e-9, blockedLimitNs * 1e-9);
}

function runTimed(kernel: Kernel, nowNs: number): void {
  const { skill } = kernel.state;
  const drive = skill.intent.action === intentNumber.drive;
  skill.linearMps = drive ? skill.intent.x : 0;
  skill.angularRadps = drive ? skill.intent.z : 0;
  if (nowNs - skill.startedNs >= skill.intent.durationMs * 1e6) succeed(kernel);
}

/** Advances the running skill by one tick. */
export function runSkill(kernel: Kernel, nowNs: number): void {
  const { skill, tuning } = kernel.state;
  if (skill.active === 0) return;
  const action = skill.intent.action;
  if (action === intentNumber.drive || action === intentNumber.wait) {
    return runTimed(kernel, nowNs);
  }
  watchBlocked(kernel, nowNs);
  if (skill.active === 0) return;
  if (nowNs - skill.startedNs > tuning.gotoTimeoutMs * 1e6) {
    return endSkill(kernel, intentStateNumber.aborted, timeout, 0, tuning.gotoTimeoutMs);
  }
  if (action === intentNumber.turn) return runTurn(kernel);
  runGoto(kernel);
}
