/**
 * Docking: to the begin of the approach line like any goal, up the line until the robot feels its
 * charger or its bumper, back and once more where it does not; after a bounded count of tries it
 * says so. A robot in its dock leaves it backwards, along the same line, before it goes anywhere.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { atan2, cos, sin, wrapAngle } from "core/math/mod.ts";
import { reasonNumber } from "core/messages/mod.ts";
import {
  dockContact,
  dockStages,
  isDockBumper,
  isDocked,
  placeInDock,
} from "core/kernel/docking.ts";
import { intentStateNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { standing } from "./approach.ts";
import { endSkill } from "./end.ts";
import { askPath, planStates } from "./path.ts";

const done = reasonNumber("INTENT_DONE");
const blocked = reasonNumber("INTENT_BLOCKED");
const notDocked = reasonNumber("INTENT_NOT_DOCKED");

/** The line begins where the robot is within this of its begin, m. */
const stagingToleranceM = 0.1;
/** A robot this far aside and so much turned is on its line already, m and rad. */
const onLineM = 0.06;
const onLineRad = 0.3;
/** On the line the robot aims at it so far ahead, m. */
const aimM = 0.25;
/** Above this error of the heading the robot turns before it drives on, rad. */
const turnFirstRad = 0.5;
/** Each two further tries aim this much further aside, to the left and to the right, m. */
const asideM = 0.025;
/** Something in the way for so long ends a stretch of the line, ns. */
const blockedNs = 1_500_000_000;
/** Blocked this near to the dock is there: what blocks is the dock, m. */
const nearM = 0.15;

/** True where this robot docks with contact and the goal is the dock. */
export function docksAt(kernel: Kernel, index: number): boolean {
  const p = kernel.params;
  return p.dock >= 0 && index === p.dock && p.docking.contact !== dockContact.none;
}

/** Makes the begin of the line the goal of the skill. */
export function aimAtStaging(kernel: Kernel): void {
  const { params: p, state: s } = kernel;
  const dock = at(p.places, p.dock);
  const { skill } = s;
  skill.goalXM = dock.xM - cos(dock.yawRad) * p.docking.approachM;
  skill.goalYM = dock.yM - sin(dock.yawRad) * p.docking.approachM;
  skill.goalYawRad = dock.yawRad;
  skill.goalHasYaw = 1;
  skill.toleranceM = stagingToleranceM;
  s.docking.stage = dockStages.staging;
}

/** Begins the way into the dock: from where the robot is, or at once where it is on the line. */
export function beginDocking(kernel: Kernel, nowNs: number): void {
  const { params: p, state: s } = kernel;
  s.docking.tries = 0;
  s.docking.failed = 0;
  const here = placeInDock(kernel);
  const along = here.alongM > -p.docking.approachM - stagingToleranceM &&
    here.alongM < p.docking.reachM;
  const on = along && Math.abs(here.acrossM) < onLineM && Math.abs(here.offRad) < onLineRad;
  if (on) return beginLine(kernel);
  aimAtStaging(kernel);
  if (p.planner.enabled === 1) askPath(kernel, nowNs);
}

/** Begins the way out of the dock, where the robot is in it; true where it is. */
export function beginLeaving(kernel: Kernel): boolean {
  if (!isDocked(kernel)) return false;
  kernel.state.docking.stage = dockStages.leaving;
  return true;
}

/** Begins the straight stretch: the robot stands before its dock. */
export function beginLine(kernel: Kernel): void {
  const { skill, docking } = kernel.state;
  skill.planState = planStates.direct;
  skill.phase = 0;
  docking.stage = dockStages.line;
}

function stand(kernel: Kernel): void {
  kernel.state.skill.linearMps = 0;
  kernel.state.skill.angularRadps = 0;
}

/** A try without contact: back for another one, or the end. */
function failTry(kernel: Kernel): void {
  const { params: p, state: s } = kernel;
  const { docking } = s;
  stand(kernel);
  docking.tries += 1;
  docking.stage = dockStages.backing;
  if (docking.tries < p.docking.tries) return;
  docking.failed = 1;
  endSkill(kernel, intentStateNumber.aborted, notDocked, docking.tries, p.docking.tries);
}

/** How far beside the line this try aims, m to the left. */
function asideOf(tries: number): number {
  return Math.ceil(tries / 2) * (tries % 2 === 1 ? asideM : -asideM);
}

function steer(kernel: Kernel, turnRadps: number): number {
  const most = Math.min(0.5, kernel.state.tuning.maxAngularRadps);
  return Math.min(most, Math.max(-most, turnRadps));
}

/** For how long the way has been blocked, ns. */
function blockedFor(kernel: Kernel, nowNs: number): number {
  const since = kernel.state.skill.blockedNs;
  return since < 0 ? 0 : nowNs - since;
}

function driveLine(kernel: Kernel, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const { skill, docking, tuning: t } = s;
  const here = placeInDock(kernel);
  const stopped = blockedFor(kernel, nowNs) > blockedNs;
  const pressed = isDockBumper(kernel);
  if (pressed || here.alongM >= p.docking.reachM || (stopped && here.alongM > -nearM)) {
    docking.stage = dockStages.waiting;
    docking.waitNs = nowNs;
    return stand(kernel);
  }
  if (stopped) return failTry(kernel);
  const aside = asideOf(docking.tries) - here.acrossM;
  const error = wrapAngle(atan2(aside, aimM) - here.offRad);
  const share = Math.max(0, 1 - Math.abs(error) / turnFirstRad);
  skill.linearMps = Math.min(p.docking.speedMps, t.maxLinearMps) * share;
  skill.angularRadps = steer(kernel, error * t.gotoHeadingGainPerS);
}

function driveBack(kernel: Kernel): void {
  const { params: p, state: s } = kernel;
  const off = placeInDock(kernel).offRad;
  s.skill.linearMps = -Math.min(p.docking.speedMps, s.tuning.maxReverseMps);
  s.skill.angularRadps = steer(kernel, -off * s.tuning.gotoHeadingGainPerS);
}

function feel(kernel: Kernel): void {
  stand(kernel);
  if (standing(kernel)) endSkill(kernel, intentStateNumber.succeeded, done, 0, 0);
}

/** Backs out, then goes on to the goal that the skill was started for. */
function leave(kernel: Kernel, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const { alongM } = placeInDock(kernel);
  const stopped = blockedFor(kernel, nowNs) > blockedNs;
  if (alongM > -p.docking.approachM && !stopped) return driveBack(kernel);
  stand(kernel);
  if (alongM > -nearM) {
    return endSkill(kernel, intentStateNumber.aborted, blocked, blockedNs * 1e-9, 0);
  }
  if (!standing(kernel)) return;
  s.docking.stage = dockStages.none;
  s.skill.startedNs = nowNs;
  if (p.planner.enabled === 1) askPath(kernel, nowNs);
}

/** True while the stretch that runs belongs to the dock, not to a way to a goal. */
export function isDocking(kernel: Kernel): boolean {
  const { stage } = kernel.state.docking;
  return stage !== dockStages.none && stage !== dockStages.staging;
}

/** Advances docking or leaving by one tick. */
export function runDocking(kernel: Kernel, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const { docking } = s;
  if (docking.stage === dockStages.leaving) return leave(kernel, nowNs);
  if (isDocked(kernel)) return feel(kernel);
  if (docking.stage === dockStages.line) return driveLine(kernel, nowNs);
  if (docking.stage === dockStages.waiting) {
    stand(kernel);
    if (nowNs - docking.waitNs > p.docking.waitNs) failTry(kernel);
    return;
  }
  const back = placeInDock(kernel).alongM <= -p.docking.approachM;
  if (!back && blockedFor(kernel, nowNs) <= blockedNs) return driveBack(kernel);
  stand(kernel);
  if (standing(kernel)) docking.stage = dockStages.line;
}
