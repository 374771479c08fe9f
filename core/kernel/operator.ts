/**
 * What operators may do to the kernel. Each act is checked against mode, latch and causes; one
 * that is not allowed changes nothing.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { type KernelInputs, type OperatorInput, reasonNumber } from "core/messages/mod.ts";
import { clearByOperator, clearCause, clearRules, operatorFreedom } from "./failsafe/ladder.ts";
import { estopCause } from "./failsafe/conditions.ts";
import { actionNumber, actNumber, intentStateNumber, modeNumber } from "./numbers.ts";
import { endSkill } from "./skills/accept.ts";
import type { Kernel } from "./state.ts";

const stopped = reasonNumber("INTENT_STOPPED");
const canceled = reasonNumber("INTENT_CANCELED");

/** Latches the E-stop under a new id; pressing again while latched changes nothing. */
export function latch(kernel: Kernel): void {
  const s = kernel.state;
  if (s.latched === 1) return;
  s.latched = 1;
  s.latchCount += 1;
  s.latchId = s.latchCount;
}

/** True where nothing forbids arming: the checks behind `start`. */
export function mayArm(kernel: Kernel): boolean {
  const s = kernel.state;
  return s.latched === 0 && s.failsafe.action < actionNumber.return &&
    kernel.params.causes.every((cause, i) =>
      s.failsafe.condition[i] !== 1 || cause.enabled === 0 || cause.action < actionNumber.return
    );
}

function start(kernel: Kernel): void {
  const s = kernel.state;
  clearByOperator(kernel, clearRules.operator, 0);
  if (s.mode === modeNumber.failsafe && s.failsafe.action < actionNumber.return) {
    s.mode = s.resumeMode;
    return;
  }
  if (s.mode !== modeNumber.idle || !mayArm(kernel)) return;
  s.mode = modeNumber.auto;
  s.started = 1;
  // The brain gets one lease period to come forward.
  s.leaseNs = s.nowNs;
  s.mindBeatNs = s.nowNs;
}

function stop(kernel: Kernel): void {
  const s = kernel.state;
  endSkill(kernel, intentStateNumber.canceled, stopped, 0, 0);
  s.operatorHolds = 0;
  s.teleopUntilNs = -Infinity;
  if (s.mode === modeNumber.auto || s.mode === modeNumber.manual) s.mode = modeNumber.idle;
  if (s.mode === modeNumber.failsafe) s.resumeMode = modeNumber.idle;
}

function reset(kernel: Kernel, latchId: number): void {
  const s = kernel.state;
  if (s.latched === 0 || latchId !== s.latchId) return;
  s.latched = 0;
  s.failsafe.condition[estopCause] = 0;
  clearCause(kernel, estopCause);
  clearByOperator(kernel, clearRules.reset, 0);
  const quiet = s.failsafe.action < actionNumber.estop;
  if (s.mode === modeNumber.estop && quiet) s.mode = modeNumber.idle;
  s.resumeMode = modeNumber.idle;
}

function acknowledge(kernel: Kernel, cause: number): void {
  const s = kernel.state;
  clearByOperator(kernel, clearRules.ack, cause);
  const disarmed = s.mode === modeNumber.failsafe;
  if (disarmed && s.failsafe.action < actionNumber.disarm) s.resumeMode = modeNumber.idle;
}

function take(kernel: Kernel): void {
  const s = kernel.state;
  const from = s.mode === modeNumber.idle || s.mode === modeNumber.auto ||
    (s.mode === modeNumber.failsafe && operatorFreedom(kernel) > 0);
  if (!from) return;
  endSkill(kernel, intentStateNumber.canceled, stopped, 0, 0);
  s.mode = modeNumber.manual;
  s.operatorHolds = 1;
  s.operatorBeatNs = s.nowNs;
  s.teleopUntilNs = -Infinity;
}

function release(kernel: Kernel): void {
  const s = kernel.state;
  s.operatorHolds = 0;
  s.teleopUntilNs = -Infinity;
  if (s.mode === modeNumber.manual) s.mode = modeNumber.idle;
}

function grant(kernel: Kernel, act: OperatorInput, on: boolean): void {
  const s = kernel.state;
  if (act.agent >= s.grants.length || act.value >= 32) return;
  const bit = 1 << act.value;
  const held = s.grants[act.agent] ?? 0;
  s.grants[act.agent] = on ? held | bit : held & ~bit;
}

function perform(kernel: Kernel, act: OperatorInput): void {
  const s = kernel.state;
  s.operatorBeatNs = s.nowNs;
  switch (act.act) {
    case actNumber.start:
      return start(kernel);
    case actNumber.stop:
      return stop(kernel);
    case actNumber.estop:
      return latch(kernel);
    case actNumber.reset:
      return reset(kernel, act.value);
    case actNumber.ack:
      return acknowledge(kernel, act.value);
    case actNumber.take:
      return take(kernel);
    case actNumber.release:
      return release(kernel);
    case actNumber.resume:
    case actNumber.missionResume:
      clearByOperator(kernel, clearRules.operator, 0);
      return;
    case actNumber.missionPause:
    case actNumber.missionCancel:
      return endSkill(kernel, intentStateNumber.canceled, canceled, 0, 0);
    case actNumber.grant:
      return grant(kernel, act, true);
    case actNumber.revoke:
      return grant(kernel, act, false);
    case actNumber.shutdown:
      stop(kernel);
      s.mode = modeNumber.stopping;
      return;
    default:
      return;
  }
}

/** Carries out this tick's operator acts, stops before all else. */
export function operate(kernel: Kernel, inputs: KernelInputs): void {
  const s = kernel.state;
  if (inputs.stopWord !== 0) latch(kernel);
  if (inputs.operatorBeat !== 0) s.operatorBeatNs = s.nowNs;
  for (let i = 0; i < inputs.operatorCount; i++) {
    const act = at(inputs.operators, i);
    if (act.act === actNumber.estop || act.act === actNumber.stop) perform(kernel, act);
  }
  for (let i = 0; i < inputs.operatorCount; i++) {
    const act = at(inputs.operators, i);
    if (act.act !== actNumber.estop && act.act !== actNumber.stop) perform(kernel, act);
  }
}
