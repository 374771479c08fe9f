/**
 * The last word on the twist: the failsafe's restriction, the room ahead, speed limits, then
 * acceleration and jerk (jerk.ts), so that even an accepted command cannot step. Braking may use the
 * machine's full stopping power.
 *
 * @module
 */
import { resetWheel } from "./controllers/wheel_pid.ts";
import { reducesClearance } from "./crawl.ts";
import { isDockBumper } from "./docking.ts";
import { riseStep, roseBy } from "./jerk.ts";
import { operatorFreedom, slowed } from "./failsafe/ladder.ts";
import { actionNumber, modeNumber, sourceNumber, stageNumber } from "./numbers.ts";
import { crawlMps } from "./params.ts";
import { maskedSpeed } from "core/world/mod.ts";
import { at } from "core/fault.ts";
import { roomAlong } from "./room.ts";
import { highestMps, speedCaps, turnIsHeld } from "./rules/mod.ts";
import { isLimited, scopeCapMps } from "./scope.ts";
import { capSideways, sharedShare } from "./sideways.ts";
import { isSteered, possibleTurn, steer } from "./steering.ts";
import type { Kernel } from "./state.ts";
import { cutsPower, stopInForce } from "./stop_category.ts";
import { failsafeMoves } from "./tree/moves.ts";

/** Translates the failsafe action into cap, scale and enable for whoever commands. */
export function restrict(kernel: Kernel): void {
  const { state: s, work } = kernel;
  const action = s.failsafe.action;
  work.capMps = Infinity;
  work.scale = action >= actionNumber.slow ? 0.5 : 1;
  work.dropEnable = action >= actionNumber.disarm ? 1 : 0;
  if (action >= actionNumber.disarm) {
    work.capMps = 0;
    return;
  }
  if (action < actionNumber.return) return;
  const operator = work.authority === sourceNumber.operator;
  // On the way home the failsafe itself drives, at half speed.
  const returns = action === actionNumber.return && failsafeMoves(kernel);
  if (returns && work.authority === sourceNumber.failsafe) return;
  const freedom = operator ? operatorFreedom(kernel) : 0;
  if (freedom === 0) work.capMps = 0;
  if (freedom === 1) work.capMps = crawlMps;
  // Free of the hold, not of another cause that slows: a cause added never permits more.
  if (freedom === 2 && !slowed(kernel)) work.scale = 1;
}

function clampTo(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** Caps a speed in one direction by the collision monitor and the site's speed mask. */
function capBySite(kernel: Kernel, speedMps: number, direction: number): number {
  const { state: s, params: p } = kernel;
  const seen = direction > 0 ? s.monitor.forwardMps : s.monitor.reverseMps;
  // A dock that presses the bumper is reached: no further into it.
  if (direction > 0 && isDockBumper(kernel)) return 0;
  let capped = Math.min(speedMps, seen);
  if (p.speed !== null && s.odometry.posed === 1) {
    const top = direction > 0 ? s.tuning.maxLinearMps : s.tuning.maxReverseMps;
    const decel = Math.min(s.tuning.maxLinearMps2, p.stopMps2) * 0.5;
    if (top > 0) {
      capped = Math.min(capped, maskedSpeed(p.speed, s.odometry, direction, top, decel));
    }
  }
  return capped;
}

/** Highest turn rate now, by mode, failsafe and the owner's rules, rad/s. */
function highestTurn({ state: s, work, params: p }: Kernel): number {
  const mode = at(p.guards.modes, s.mode);
  return Math.min(mode.angularRadps, s.tuning.maxAngularRadps * work.scale, work.ownerRadps);
}

/** Applies restriction, room and speed limits: the twist that would be right by now. */
export function target(kernel: Kernel, nowNs: number): void {
  const { state: s, work, params: p } = kernel;
  const t = s.tuning;
  let forward = Math.min(t.maxLinearMps * work.scale, work.capMps);
  let reverse = Math.min(t.maxReverseMps * work.scale, work.capMps);
  forward = capBySite(kernel, forward, 1);
  reverse = capBySite(kernel, reverse, -1);
  const mode = at(p.guards.modes, s.mode);
  work.inLimiter = 1;
  work.worldMps = Infinity;
  work.worldValue = 0;
  work.worldReason = 0;
  const world = highestMps(kernel, speedCaps, work.authority, 1, nowNs);
  forward = Math.min(forward, mode.linearMps, world);
  const worldBack = highestMps(kernel, speedCaps, work.authority, -1, nowNs);
  reverse = Math.min(reverse, mode.linearMps, worldBack);
  work.inLimiter = 0;
  if (isLimited(kernel, work.authority)) {
    forward = Math.min(forward, scopeCapMps(kernel, work.authority, 1, nowNs));
    reverse = Math.min(reverse, scopeCapMps(kernel, work.authority, -1, nowNs));
  }
  const held = turnIsHeld(kernel, speedCaps, work.authority, nowNs);
  const turnTop = held ? 0 : highestTurn(kernel);
  const turn = work.capMps === 0 ? 0 : turnTop * (work.capMps === crawlMps ? 0.25 : 1);
  let linear = clampTo(work.wantedLinearMps, -reverse, forward);
  let lateral = capSideways(kernel, Math.min(mode.linearMps, world, worldBack), nowNs);
  let angular = clampTo(work.wantedAngularRadps, -turn, turn);
  // A capped speed keeps its arc: the turn slows with it. One capped to nothing may still turn
  // away from what stopped it; the room check looks at that turn.
  const kept = sharedShare(kernel, linear, lateral);
  if (kept < 1) {
    if (lateral !== 0) {
      linear = linear === 0 ? 0 : work.wantedLinearMps * kept;
      lateral = work.wantedLateralMps * kept;
    }
    angular *= kept;
  }
  angular = possibleTurn(kernel, linear, angular);
  const asked = linear === work.wantedLinearMps && lateral === work.wantedLateralMps;
  if (!asked || angular !== work.wantedAngularRadps) {
    work.stage = work.capMps < Infinity || work.scale < 1
      ? stageNumber.failsafe
      : stageNumber.limiter;
  }
  if (work.capMps === crawlMps && reducesClearance(kernel, linear, lateral, angular)) {
    linear = 0;
    lateral = 0;
    angular = 0;
    work.stage = stageNumber.room;
  }
  // Two arcs: the one that is wanted, and the one that the robot is on.
  const { linearMps, lateralMps, angularRadps } = s.odometry;
  const present = roomAlong(kernel, linearMps, lateralMps, angularRadps, nowNs);
  const wanted = roomAlong(kernel, linear, lateral, angular, nowNs);
  s.roomShare = Math.min(present, wanted);
  if (s.roomShare < 1) {
    linear *= s.roomShare;
    lateral *= s.roomShare;
    angular *= s.roomShare;
    work.stage = stageNumber.room;
  }
  work.targetLinearMps = linear;
  work.targetAngularRadps = angular;
  work.targetLateralMps = lateral;
}

/** Moves `now` toward `wanted`: away from zero by at most `up`, toward zero by at most `down`. */
function ramp(now: number, wanted: number, up: number, down: number): number {
  if (now > 0) {
    if (wanted < now) return Math.max(wanted < 0 ? 0 : wanted, now - down);
    return Math.min(wanted, now + up);
  }
  if (now < 0) {
    if (wanted > now) return Math.min(wanted > 0 ? 0 : wanted, now + down);
    return Math.max(wanted, now - up);
  }
  return clampTo(wanted, -up, up);
}

/**
 * Time that braking may count, s: a tick, or after a gap all that passed, for the drive went on
 * braking or stopping meanwhile. Where the gap was long enough for the device to stop by itself,
 * the command and what the wheels' controllers had gathered begin at zero: going on from the
 * command of then, even braking, would be a jerk out of standstill. After any gap the acceleration
 * begins at zero: it was the drive's own meanwhile.
 */
function wakeFromGap(kernel: Kernel, dtS: number): number {
  const { state: s, params: p } = kernel;
  const gapNs = s.nowNs - s.lastNs;
  if (s.lastNs < 0 || gapNs <= p.watchdogs.gapNs) return dtS;
  const passedS = gapNs * 1e-9;
  forgetRise(kernel);
  const fastest = Math.max(Math.abs(s.linearMps), Math.abs(s.lateralMps));
  if (passedS > p.deviceStopS + fastest / p.stopMps2) {
    s.linearMps = 0;
    s.angularRadps = 0;
    s.lateralMps = 0;
    resetWheel(s.left, 0);
    resetWheel(s.right, 0);
    resetWheel(s.rearLeft, 0);
    resetWheel(s.rearRight, 0);
    // What the wheels still do is expected of them: it is no runaway. What they did before the gap
    // is not: a controller would drive them there again.
    const known = s.nowNs - s.odometry.wheelsNs <= p.watchdogs.wheelsNs;
    s.left.expectedRadps = known ? s.odometry.leftRadps : 0;
    s.right.expectedRadps = known ? s.odometry.rightRadps : 0;
    s.rearLeft.expectedRadps = known ? s.odometry.rearLeftRadps : 0;
    s.rearRight.expectedRadps = known ? s.odometry.rearRightRadps : 0;
  }
  return passedS;
}

function forgetRise(kernel: Kernel): void {
  const { state: s } = kernel;
  s.linearMps2 = 0;
  s.angularRadps2 = 0;
  s.lateralMps2 = 0;
}

/** Moves the command of this tick toward the target: up by acceleration and jerk, down by braking. */
function rampCommand(kernel: Kernel, dtS: number, passedS: number): void {
  const { state: s, work, params: p } = kernel;
  const t = s.tuning;
  const mode = at(p.guards.modes, s.mode);
  const most = Math.min(mode.linearMps2, t.maxLinearMps2 * work.scale);
  const turnMost = Math.min(mode.angularRadps2, t.maxAngularRadps2 * work.scale);
  const jerk = t.maxLinearJerkMps3;
  const { linearMps, lateralMps, angularRadps } = s;
  const { targetLinearMps, targetLateralMps, targetAngularRadps } = work;
  const up = riseStep(linearMps, targetLinearMps, s.linearMps2, most, jerk, dtS);
  const sideUp = riseStep(lateralMps, targetLateralMps, s.lateralMps2, most, jerk, dtS);
  const down = p.stopMps2 * passedS;
  s.linearMps = ramp(linearMps, targetLinearMps, up, down);
  s.lateralMps = ramp(lateralMps, targetLateralMps, sideUp, down);
  if (isSteered(kernel)) steer(kernel, highestTurn(kernel), linearMps, down);
  else {
    const turnJerk = t.maxAngularJerkRadps3;
    const last = s.angularRadps2;
    const turnUp = riseStep(angularRadps, targetAngularRadps, last, turnMost, turnJerk, dtS);
    s.angularRadps = ramp(angularRadps, targetAngularRadps, turnUp, p.stopRadps2 * passedS);
    s.angularRadps2 = roseBy(angularRadps, s.angularRadps, dtS);
  }
  s.linearMps2 = roseBy(linearMps, s.linearMps, dtS);
  s.lateralMps2 = roseBy(lateralMps, s.lateralMps, dtS);
}

/**
 * Ramps the command toward the target. A stop of category 0 is zero at once with the drives off; one
 * of category 1 is the ramp to zero, and the drives off when it is there (stop_category.ts).
 */
export function limit(kernel: Kernel): void {
  const { state: s, work, params: p } = kernel;
  const dtS = p.tickPeriodNs * 1e-9;
  work.stop = stopInForce(kernel);
  if (cutsPower(kernel)) {
    s.linearMps = 0;
    s.angularRadps = 0;
    s.lateralMps = 0;
    forgetRise(kernel);
    s.enabled = 0;
    return;
  }
  rampCommand(kernel, dtS, wakeFromGap(kernel, dtS));
  const atRest = s.linearMps === 0 && s.angularRadps === 0 && s.lateralMps === 0;
  const drives = s.mode === modeNumber.auto || s.mode === modeNumber.manual ||
    s.mode === modeNumber.failsafe;
  const powered = drives && work.dropEnable === 0;
  s.enabled = powered || (!atRest && s.enabled === 1) ? 1 : 0;
}
