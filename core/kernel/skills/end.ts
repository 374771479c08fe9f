/** How a running skill ends, and how far it has come. @module */
import { intentNumber, intentStateNumber, sourceNumber } from "core/kernel/numbers.ts";
import { noteDone } from "core/kernel/orders.ts";
import type { Kernel } from "core/kernel/state.ts";
import { reportStatus } from "core/kernel/status.ts";

/** Ends the running skill, if any, with a state and a reason. */
export function endSkill(
  kernel: Kernel,
  state: number,
  reason: number,
  value: number,
  limit: number,
): void {
  const skill = kernel.state.skill;
  if (skill.active === 0) return;
  skill.active = 0;
  skill.linearMps = 0;
  skill.angularRadps = 0;
  skill.lateralMps = 0;
  if (kernel.work.pathFresh === 0) kernel.state.pathCount = 0;
  const { homing, docking } = kernel.state;
  docking.stage = 0;
  kernel.state.recovery.doing = 0;
  if (homing.active === 1) {
    homing.active = 0;
    // Before a dock that gives no contact the robot is at home all the same, and says so.
    homing.outcome = state === intentStateNumber.succeeded || docking.failed === 1 ? 1 : 2;
    return;
  }
  if (skill.intent.source === sourceNumber.failsafe) {
    kernel.state.tree.outcome = state === intentStateNumber.succeeded ? 1 : 2;
  }
  const { intent } = skill;
  if (state === intentStateNumber.succeeded) {
    noteDone(kernel, intent.action, intent.target, 0, kernel.state.nowNs);
  }
  const progress = state === intentStateNumber.succeeded ? 1 : skillProgress(kernel);
  reportStatus(kernel, intent, intent.action, state, reason, progress, value, limit);
}

/** How far the running skill has come, 0..1. */
export function skillProgress(kernel: Kernel): number {
  const { skill, odometry, nowNs } = kernel.state;
  const action = skill.intent.action;
  if (action === intentNumber.drive || action === intentNumber.wait) {
    const share = (nowNs - skill.startedNs) / (skill.intent.durationMs * 1e6);
    return Math.min(1, Math.max(0, share));
  }
  if (action === intentNumber.turn) {
    const whole = Math.abs(skill.intent.z);
    return whole > 0 ? Math.min(1, Math.max(0, 1 - Math.abs(skill.turnLeftRad) / whole)) : 1;
  }
  const dx = skill.goalXM - odometry.xM;
  const dy = skill.goalYM - odometry.yM;
  const left = Math.sqrt(dx * dx + dy * dy);
  if (skill.startDistanceM <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - left / skill.startDistanceM));
}
