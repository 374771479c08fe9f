/**
 * What becomes of an intent that passed the gate: it starts a motion skill, cancels one, or is
 * carried out at once.
 *
 * @module
 */
import { at } from "core/fault.ts";
import {
  copyIntent,
  hasDuration,
  hasYaw,
  type IntentRecord,
  noTarget,
  reasonNumber,
  sameId,
} from "core/messages/mod.ts";
import { intentNumber, intentStateNumber, modeNumber, sourceNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { noteDone, noteSwitchedOff, onOf } from "core/kernel/orders.ts";
import { takeTeleop } from "core/kernel/teleop.ts";
import { reportStatus } from "core/kernel/status.ts";
import { endMissionGrants } from "core/kernel/live_grants.ts";
import { isMotion } from "./motion.ts";
import { beginDocking, beginLeaving, docksAt } from "./dock.ts";
import { endSkill } from "./end.ts";
import { askPath, planStates } from "./path.ts";
import { resetRecovery } from "./recover.ts";

const done = reasonNumber("INTENT_DONE");
const canceled = reasonNumber("INTENT_CANCELED");
const replaced = reasonNumber("INTENT_REPLACED");
const unknownIntent = reasonNumber("GATE_UNKNOWN_INTENT");

function setGoal(kernel: Kernel, r: IntentRecord): void {
  const skill = kernel.state.skill;
  const p = kernel.params;
  const index = r.action === intentNumber.dock ? p.dock : r.target;
  if (index === noTarget) {
    skill.goalXM = r.x;
    skill.goalYM = r.y;
    skill.goalYawRad = r.yawRad;
    skill.goalHasYaw = (r.has & hasYaw) !== 0 ? 1 : 0;
    skill.toleranceM = kernel.state.tuning.gotoToleranceM;
  } else {
    const place = at(p.places, index);
    skill.goalXM = place.xM;
    skill.goalYM = place.yM;
    skill.goalYawRad = place.yawRad;
    skill.goalHasYaw = place.hasYaw;
    skill.toleranceM = Math.min(place.toleranceM, kernel.state.tuning.gotoToleranceM);
  }
  const dx = skill.goalXM - kernel.state.odometry.xM;
  const dy = skill.goalYM - kernel.state.odometry.yM;
  skill.startDistanceM = Math.sqrt(dx * dx + dy * dy);
}

function startSkill(kernel: Kernel, r: IntentRecord, nowNs: number): void {
  endSkill(kernel, intentStateNumber.canceled, replaced, 0, 0);
  const skill = kernel.state.skill;
  // A path that came before this skill was planned for another one.
  if (kernel.work.pathFresh === 0) kernel.state.pathCount = 0;
  copyIntent(r, skill.intent);
  skill.active = 1;
  kernel.state.docking.stage = 0;
  // What lies in `path` from now on is no way back.
  kernel.state.peers.retreats = 0;
  resetRecovery(kernel);
  skill.startedNs = nowNs;
  skill.phase = 0;
  skill.waypoint = 0;
  skill.planState = planStates.direct;
  skill.planTries = 0;
  skill.rotating = 0;
  skill.arriving = 0;
  skill.progressLeftM = Infinity;
  skill.progressNs = nowNs;
  skill.blockedNs = -1;
  skill.turnLeftRad = r.z;
  skill.lastYawRad = kernel.state.odometry.yawRad;
  skill.linearMps = 0;
  skill.angularRadps = 0;
  skill.lateralMps = 0;
  skill.shunt = 0;
  skill.freeNs = nowNs;
  if (r.action === intentNumber.goto || r.action === intentNumber.dock) {
    setGoal(kernel, r);
    const index = r.action === intentNumber.dock ? kernel.params.dock : r.target;
    if (docksAt(kernel, index)) beginDocking(kernel, nowNs);
    else if (!beginLeaving(kernel) && kernel.params.planner.enabled === 1) askPath(kernel, nowNs);
  }
  reportStatus(kernel, r, r.action, intentStateNumber.executing, 0, 0, 0, 0);
}

function setRelay(kernel: Kernel, r: IntentRecord, nowNs: number): void {
  const s = kernel.state;
  const bit = 1 << r.target;
  const was = s.relays;
  s.relays = r.x !== 0 ? (s.relays | bit) >>> 0 : (s.relays & ~bit) >>> 0;
  if (s.relays !== was) s.relayChangedNs[r.target] = nowNs;
  const limited = (r.has & hasDuration) !== 0 && r.x !== 0;
  s.relayUntilNs[r.target] = limited ? nowNs + r.durationMs * 1e6 : Infinity;
}

function cancel(kernel: Kernel, r: IntentRecord): void {
  const skill = kernel.state.skill;
  const found = skill.active === 1 && sameId(skill.intent, r.ref0, r.ref1, r.ref2, r.ref3);
  if (found) endSkill(kernel, intentStateNumber.canceled, canceled, 0, 0);
  const state = found ? intentStateNumber.succeeded : intentStateNumber.aborted;
  reportStatus(kernel, r, r.action, state, found ? done : unknownIntent, found ? 1 : 0, 0, 0);
}

/** Ends the mission: an autonomous run goes back to `idle`. */
function endMission(kernel: Kernel): void {
  const s = kernel.state;
  endMissionGrants(kernel);
  endSkill(kernel, intentStateNumber.canceled, canceled, 0, 0);
  if (s.mode === modeNumber.auto) s.mode = modeNumber.idle;
  if (s.mode === modeNumber.failsafe) s.resumeMode = modeNumber.idle;
}

/** Carries an accepted intent on: to a skill, the teleop slot, a relay, or straight to its end. */
export function acceptIntent(kernel: Kernel, r: IntentRecord, nowNs: number): void {
  if (r.action === intentNumber.cancel) return cancel(kernel, r);
  if (isMotion(r.action) && r.source === sourceNumber.operator) {
    takeTeleop(kernel, r, nowNs);
    return;
  }
  if (r.action === intentNumber.stop) {
    endSkill(kernel, intentStateNumber.canceled, canceled, 0, 0);
  } else if (isMotion(r.action)) {
    return startSkill(kernel, r, nowNs);
  } else if (r.action === intentNumber.trigger_relay) {
    setRelay(kernel, r, nowNs);
  } else if (r.action === intentNumber.mission) {
    endMission(kernel);
  }
  noteDone(kernel, r.action, r.target, onOf(r), nowNs);
  reportStatus(kernel, r, r.action, intentStateNumber.succeeded, done, 1, 0, 0);
}

/** Switches relays off whose time has come, and those that need one that went off. */
export function expireRelays(kernel: Kernel, nowNs: number): void {
  const { params: p, state: s } = kernel;
  for (let i = 0; i < p.relays; i++) {
    if (nowNs >= (s.relayUntilNs[i] ?? Infinity)) switchOff(kernel, i, nowNs);
  }
  for (let i = 0; i < p.relayRules.length; i++) {
    const lacks = ((p.relayRules[i]?.needs ?? 0) & ~s.relays) !== 0;
    if (lacks && (s.relays & (1 << i)) !== 0) switchOff(kernel, i, nowNs);
  }
}

function switchOff(kernel: Kernel, relay: number, nowNs: number): void {
  const s = kernel.state;
  s.relays = (s.relays & ~(1 << relay)) >>> 0;
  s.relayUntilNs[relay] = Infinity;
  s.relayChangedNs[relay] = nowNs;
  noteSwitchedOff(kernel, relay, nowNs);
}
