/** The planner's answer as the running skill takes it. @module */
import { at } from "core/fault.ts";
import { type KernelInputs, reasonNumber } from "core/messages/mod.ts";
import { intentStateNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { endSkill } from "./end.ts";
import { followTrail, keepPath, planStates } from "./path.ts";
import { recoverPlan } from "./recover.ts";

/** Reasons by the status number of the `path` input (core/plan planStatuses). */
const reasonOfStatus = [
  0,
  reasonNumber("INTENT_NO_PATH"),
  reasonNumber("INTENT_START_BLOCKED"),
  reasonNumber("INTENT_GOAL_BLOCKED"),
  reasonNumber("INTENT_PLAN_TIMEOUT"),
] as const;

/**
 * Takes the planner's answer. One that answers an older request is dropped; one that nobody asked
 * for (request 0) is a path laid from outside for the next goto.
 */
export function takePath(kernel: Kernel, inputs: KernelInputs): void {
  const { path } = inputs;
  if (path.fresh === 0) return;
  const s = kernel.state;
  const { skill } = s;
  if (path.request === 0) {
    s.peers.retreats = 0;
    return keepPath(kernel, inputs);
  }
  const waits = skill.active === 1 && skill.planState !== planStates.direct;
  if (!waits || path.request !== s.planRequest) return;
  if (path.status === 0 && path.count > 0) {
    keepPath(kernel, inputs);
    skill.planState = planStates.following;
    skill.rotating = 0;
    skill.progressLeftM = Infinity;
    skill.progressNs = s.nowNs;
    if (skill.planTries === 1 && s.pathCount > 0) {
      skill.startDistanceM = Math.max(skill.startDistanceM, at(s.pathM, s.pathCount - 1));
    }
    return;
  }
  // A robot that already has a way keeps it: what blocks it may go.
  if (skill.planState === planStates.following) return;
  if (s.homing.active === 1 && followTrail(kernel)) return;
  const startBlocked = path.status === 2;
  if ((path.status === 1 || startBlocked) && recoverPlan(kernel, startBlocked, s.nowNs)) return;
  const reason = reasonOfStatus[path.status] ?? reasonOfStatus[1];
  endSkill(kernel, intentStateNumber.aborted, reason, path.nearestXM, path.nearestYM);
}
