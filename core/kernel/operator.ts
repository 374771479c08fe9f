// Longer than 300 lines: one function an act, and the one switch over them.
/**
 * What operators may do to the kernel. Each act is checked against mode, latch and causes; one
 * that is not allowed changes nothing, and each is answered with what became of it
 * (core/messages/act_results.ts), so that a refusal has a reason outside.
 *
 * @module
 */
import { at } from "core/fault.ts";
import {
  intentActions,
  type KernelInputs,
  type OperatorInput,
  reasonNumber,
} from "core/messages/mod.ts";
import { clearByOperator, clearCause, clearRules, operatorFreedom } from "./failsafe/ladder.ts";
import { isEstopPressed } from "./estop_input.ts";
import { estopCause } from "./failsafe/conditions.ts";
import {
  actionNumber,
  actNumber,
  actResultNumber as results,
  intentStateNumber,
  modeNumber,
} from "./numbers.ts";
import { endMissionGrants, giveGrant, takeGrant } from "./live_grants.ts";
import { beginOrders } from "./orders.ts";
import { endSkill } from "./skills/end.ts";
import { forbidsStart } from "./params.ts";
import type { Kernel } from "./state.ts";

const stopped = reasonNumber("INTENT_STOPPED");
const canceled = reasonNumber("INTENT_CANCELED");

/**
 * Latches the E-stop under a new id and ends the operator's lease: whoever comes to look may reset
 * it. Pressing again while latched changes nothing.
 */
export function latch(kernel: Kernel): void {
  const s = kernel.state;
  if (s.latched === 1) return;
  s.latched = 1;
  s.failsafe.condition[estopCause] = 1;
  s.latchCount += 1;
  s.latchId = s.latchCount;
  s.suspendedNs = -1;
  const pushed = s.teleopLinearMps !== 0 || s.teleopAngularRadps !== 0;
  if (pushed && s.nowNs < s.teleopUntilNs) s.stickCentred = 0;
  s.operatorHolds = 0;
  s.operatorHolder = 0;
  s.teleopUntilNs = -Infinity;
}

/** True where nothing forbids arming: the checks behind `start`. */
export function mayArm(kernel: Kernel): boolean {
  const { params: p, state: s } = kernel;
  if (s.latched === 1) return false;
  for (let i = 1; i < p.causes.length; i++) {
    const cause = at(p.causes, i);
    const holds = s.failsafe.active[i] === 1 || s.failsafe.condition[i] === 1;
    if (holds && cause.enabled === 1 && forbidsStart(cause)) return false;
  }
  return true;
}

/** Gives the robot to its brain; the brain gets one lease period to come forward. */
export function goAuto(kernel: Kernel): void {
  const s = kernel.state;
  s.mode = modeNumber.auto;
  s.started = 1;
  s.startedNs = s.nowNs;
  s.suspendedNs = -1;
  s.leaseNs = s.nowNs;
  s.mindBeatNs = s.nowNs;
}

function start(kernel: Kernel): number {
  const s = kernel.state;
  clearByOperator(kernel, clearRules.operator, 0);
  if (s.mode === modeNumber.auto) return results.done;
  if (s.mode === modeNumber.failsafe && s.failsafe.action < actionNumber.return) {
    s.mode = s.resumeMode;
    if (s.mode !== modeNumber.idle) return results.done;
  }
  if (s.mode === modeNumber.manual || s.mode === modeNumber.stopping) return results.wrongMode;
  if (s.mode !== modeNumber.idle || !mayArm(kernel)) return results.notArmed;
  beginOrders(kernel);
  goAuto(kernel);
  return results.done;
}

function stop(kernel: Kernel): number {
  const s = kernel.state;
  endSkill(kernel, intentStateNumber.canceled, stopped, 0, 0);
  s.operatorHolds = 0;
  s.operatorHolder = 0;
  s.teleopUntilNs = -Infinity;
  s.suspendedNs = -1;
  if (s.mode === modeNumber.auto || s.mode === modeNumber.manual) s.mode = modeNumber.idle;
  if (s.mode === modeNumber.failsafe) s.resumeMode = modeNumber.idle;
  return results.done;
}

/**
 * True while something other than the latch itself asks for the E-stop, or would after its delay: a
 * robot that is tilted now is not reset because it has not been tilted for long.
 */
function triggered(kernel: Kernel): boolean {
  const { params: p, state: s } = kernel;
  for (let i = 1; i < p.causes.length; i++) {
    const cause = at(p.causes, i);
    if (i === estopCause || cause.enabled === 0 || cause.action < actionNumber.estop) continue;
    if (s.failsafe.condition[i] === 1) return true;
    if (s.failsafe.active[i] === 1 && cause.clear === clearRules.never) return true;
  }
  return false;
}

/** A robot slower than this stands, m/s and rad/s; its wheels must say so. */
const standsMps = 0.03;
const standsRadps = 0.1;
/** Where the wheels say nothing, this long after the drives went off it stands, ns. */
const standsAfterNs = 2_000_000_000;

/** True where the robot stands: before it may be reset or acknowledged (FAULTS.md section 4). */
function stands(kernel: Kernel): boolean {
  const { params: p, state: s } = kernel;
  const known = p.hasWheels === 1 && s.nowNs - s.odometry.wheelsNs <= p.watchdogs.wheelsNs;
  if (known) {
    const { linearMps, angularRadps } = s.odometry;
    return Math.abs(linearMps) < standsMps && Math.abs(angularRadps) < standsRadps;
  }
  return s.drive.offSinceNs >= 0 && s.nowNs - s.drive.offSinceNs >= standsAfterNs;
}

/** Ends the latch of this id, where nothing presses it any more and the robot stands. */
function reset(kernel: Kernel, latchId: number, pressed: boolean): number {
  const s = kernel.state;
  if (s.latched === 0) return results.notLatched;
  if (latchId !== s.latchId) return results.oldLatch;
  // No condition is judged in `boot`, so nothing could be known of what triggers.
  if (s.mode === modeNumber.boot) return results.wrongMode;
  if (pressed || triggered(kernel)) return results.stillActive;
  if (!stands(kernel)) return results.moving;
  s.latched = 0;
  s.failsafe.condition[estopCause] = 0;
  clearCause(kernel, estopCause);
  clearByOperator(kernel, clearRules.reset, 0);
  const quiet = s.failsafe.action < actionNumber.estop;
  if (s.mode === modeNumber.estop && quiet) s.mode = modeNumber.idle;
  s.resumeMode = modeNumber.idle;
  return results.done;
}

/** True while a cause that ends by this clear rule is active; `only` as in `clearByOperator`. */
function stillActive(kernel: Kernel, rule: number, only: number): boolean {
  const { active } = kernel.state.failsafe;
  for (let i = 1; i < active.length; i++) {
    if (active[i] === 0 || (only !== 0 && only !== i)) continue;
    if (at(kernel.params.causes, i).clear === rule) return true;
  }
  return false;
}

function acknowledge(kernel: Kernel, cause: number): number {
  const s = kernel.state;
  if (cause >= kernel.params.causes.length) return results.unknown;
  if (!stands(kernel)) return results.moving;
  clearByOperator(kernel, clearRules.ack, cause);
  const disarmed = s.mode === modeNumber.failsafe;
  if (disarmed && s.failsafe.action < actionNumber.disarm) s.resumeMode = modeNumber.idle;
  return stillActive(kernel, clearRules.ack, cause) ? results.stillActive : results.done;
}

/** Gives an operator the robot, also from another operator: always by way of zero. */
function take(kernel: Kernel, operator: number): number {
  const s = kernel.state;
  const from = s.mode === modeNumber.idle || s.mode === modeNumber.auto ||
    s.mode === modeNumber.manual ||
    (s.mode === modeNumber.failsafe && operatorFreedom(kernel) > 0);
  if (!from) return results.wrongMode;
  endSkill(kernel, intentStateNumber.canceled, stopped, 0, 0);
  const fromAuto = s.mode === modeNumber.auto || s.suspendedNs >= 0 ||
    (s.mode === modeNumber.failsafe && s.resumeMode === modeNumber.auto);
  if (s.mode !== modeNumber.manual) s.tookFromAuto = fromAuto ? 1 : 0;
  s.suspendedNs = -1;
  s.mode = modeNumber.manual;
  s.operatorHolds = 1;
  s.operatorHolder = operator;
  s.operatorBeatNs = s.nowNs;
  s.teleopUntilNs = -Infinity;
  return results.done;
}

function release(kernel: Kernel): number {
  const s = kernel.state;
  s.operatorHolds = 0;
  s.operatorHolder = 0;
  s.teleopUntilNs = -Infinity;
  const driven = s.mode === modeNumber.manual;
  if (driven) s.mode = modeNumber.idle;
  if (s.resumeMode === modeNumber.manual) s.resumeMode = modeNumber.idle;
  // The brain that was overridden stays without authority until `resume` (or, where config
  // says so, until the suspension is over and an operator is still there: mode.ts).
  if (driven && s.tookFromAuto === 1) s.suspendedNs = s.nowNs;
  return results.done;
}

function resume(kernel: Kernel): number {
  clearByOperator(kernel, clearRules.operator, 0);
  if (stillActive(kernel, clearRules.operator, 0)) return results.stillActive;
  const { state: s } = kernel;
  if (s.suspendedNs < 0 || s.mode !== modeNumber.idle) return results.done;
  if (!mayArm(kernel)) return results.notArmed;
  goAuto(kernel);
  return results.done;
}

function grant(kernel: Kernel, act: OperatorInput, on: boolean): number {
  const s = kernel.state;
  const known = act.agent < s.grants.length && act.value < intentActions.length;
  const sane = act.maxLinearMps >= 0 && act.fromMs >= 0 && act.forMs >= 0;
  if (!known || !sane || act.region > kernel.params.regions.length) return results.unknown;
  if (on) giveGrant(kernel, act);
  else takeGrant(kernel, act.agent, act.value);
  return results.done;
}

/** Answers the open question of the failsafe tree: 1 yes, 2 no. */
function answerTree(kernel: Kernel, value: number): number {
  const { tree } = kernel.state;
  if (tree.question === 0 || (value !== 1 && value !== 2)) return results.unknown;
  tree.answer = value;
  return results.done;
}

/** Acts that every operator may do, whoever holds the lease: to stop, to take over, to be there. */
const anyonesActs: readonly number[] = [
  actNumber.none,
  actNumber.stop,
  actNumber.estop,
  actNumber.take,
  actNumber.shutdown,
  actNumber.present,
];

/**
 * True for an act of someone else than the one who drives the robot right now (FAULTS.md I17).
 * Whether a holder who does not drive is still there is for the operators' lane to know.
 */
function isForeign(kernel: Kernel, act: OperatorInput): boolean {
  const { operatorHolder, teleopUntilNs, nowNs } = kernel.state;
  if (operatorHolder === 0 || operatorHolder === act.operator) return false;
  if (nowNs >= teleopUntilNs) return false;
  return !anyonesActs.includes(act.act);
}

function perform(kernel: Kernel, act: OperatorInput, pressed: boolean): number {
  const s = kernel.state;
  if (isForeign(kernel, act)) return results.notHolder;
  if (s.operatorHolder === 0 || s.operatorHolder === act.operator) s.operatorBeatNs = s.nowNs;
  switch (act.act) {
    case actNumber.start:
      return start(kernel);
    case actNumber.stop:
      return stop(kernel);
    case actNumber.estop:
      latch(kernel);
      return results.done;
    case actNumber.reset:
      return reset(kernel, act.value, pressed);
    case actNumber.ack:
      return acknowledge(kernel, act.value);
    case actNumber.take:
      return take(kernel, act.operator);
    case actNumber.release:
      return release(kernel);
    case actNumber.resume:
    case actNumber.missionResume:
      return resume(kernel);
    case actNumber.missionPause:
    case actNumber.missionCancel:
      if (act.act === actNumber.missionCancel) endMissionGrants(kernel);
      endSkill(kernel, intentStateNumber.canceled, canceled, 0, 0);
      return results.done;
    case actNumber.grant:
      return grant(kernel, act, true);
    case actNumber.revoke:
      return grant(kernel, act, false);
    case actNumber.shutdown:
      stop(kernel);
      s.mode = modeNumber.stopping;
      return results.done;
    case actNumber.present:
      return results.done;
    case actNumber.answerTree:
      return answerTree(kernel, act.value);
    default:
      return results.unknown;
  }
}

function carryOut(kernel: Kernel, act: OperatorInput, pressed: boolean): void {
  const result = perform(kernel, act, pressed);
  if (act.seq === 0) return;
  kernel.state.actSeq = act.seq;
  kernel.state.actResult = result;
}

/**
 * Carries out this tick's operator acts, stops before all else. While the stop word or an E-stop
 * of this very tick presses, no reset counts: it was given before the press was known.
 */
export function operate(kernel: Kernel, inputs: KernelInputs): void {
  const s = kernel.state;
  let pressed = inputs.stopWord !== 0 || isEstopPressed(kernel, s.nowNs);
  if (pressed) latch(kernel);
  if (inputs.operatorBeat !== 0) s.operatorBeatNs = s.nowNs;
  for (let i = 0; i < inputs.operatorCount; i++) {
    const act = at(inputs.operators, i);
    if (act.act === actNumber.estop) pressed = true;
    if (act.act === actNumber.estop || act.act === actNumber.stop) carryOut(kernel, act, pressed);
  }
  for (let i = 0; i < inputs.operatorCount; i++) {
    const act = at(inputs.operators, i);
    if (act.act !== actNumber.estop && act.act !== actNumber.stop) carryOut(kernel, act, pressed);
  }
}
