/** The plan runner: one step at a time to the kernel, its outcome into history, guard and memory. @module */
import { askHuman, carryOut } from "./agent_effects.ts";
import { reflect } from "./agent_memory.ts";
import { addPast, type AgentState, emit, intentText, textField } from "./agent_state.ts";
import type { Decision, Observation, Outcome } from "./brain.ts";
import type { GuardFinding } from "./loop_guard.ts";
import { outsideCodes } from "./outside_codes.ts";
import { createTreeRunner } from "./tree_runner.ts";

/** How far the robot must have come for a step to count as progress, m and rad. */
const progressM = 0.15;
const progressRad = 0.2;
/** How long an operator has for the guard's question, ms. */
const guardQuestionMs = 60_000;

/** Acts on a loop that the guard found: tell, vary, ask, hold. */
export function actOnGuard(s: AgentState, finding: GuardFinding | null): boolean {
  if (finding === null) return false;
  const { kind, message, level } = finding;
  emit(s, "guard", { what: kind, message, level });
  s.notes.push(`you go in circles (${message}): do something else`);
  if (level === "tell") return false;
  s.temperature = Math.min(1.2, s.parts.config.temperature + 0.6);
  if (level === "vary") return false;
  s.plan = null;
  s.notBeforeNs = s.nowNs + s.parts.config.guard.coolDownMs * 1e6;
  if (level === "hold") {
    s.mission = "failed";
    s.reason = `loop: ${message}`;
    s.line = `gave up: ${message}`;
    emit(s, "mission", { state: s.mission, reason: s.reason });
    return true;
  }
  askHuman(s, `I go in circles: ${message}. What shall I do?`, [], guardQuestionMs, "hold");
  return true;
}

function hasMoved(from: readonly number[], seen: Observation): boolean {
  const world = seen.look?.();
  if (world === undefined) return false;
  const dx = world.x - (from[0] ?? 0);
  const dy = world.y - (from[1] ?? 0);
  const turned = Math.abs(world.yawRad - (from[2] ?? 0));
  return dx * dx + dy * dy > progressM * progressM || turned > progressRad;
}

/** Takes the end of the step that is with the kernel. */
export function settleStep(s: AgentState, outcome: Outcome, seen: Observation): void {
  if (outcome.kind === "pending" || s.step === null) return;
  const { intent, past, from } = s.step;
  s.waiting = false;
  const action = textField(intent, "action");
  if (outcome.kind === "succeeded") {
    past.result = "done";
    const goes = action === "goto" || action === "dock" || action === "turn" || action === "drive";
    if (goes && hasMoved(from, seen)) s.parts.guard.progressed();
    if (goes) reflect(s, past.what, "done", 0.5);
    carryOut(s, intent);
    s.step = null;
    if (s.plan !== null && s.plan.next >= s.plan.steps.length) {
      s.plan = null;
      s.wake ??= "the plan is done";
    }
    return;
  }
  past.result = `${outcome.kind}: ${outcome.code} ${outcome.text}`;
  s.plan = null;
  s.wake = `${action} was ${outcome.kind}`;
  if (outsideCodes.has(outcome.code)) {
    s.step = null;
    return;
  }
  reflect(s, past.what, past.result, 0.8);
  s.step = null;
  actOnGuard(s, s.parts.guard.refused(outcome.code));
}

/** Proposes the next step of the plan; null where the guard stopped it. */
export function proposeStep(s: AgentState, seen: Observation): Decision | null {
  const { plan } = s;
  if (plan === null) return null;
  const intent = plan.steps[plan.next];
  const world = seen.look?.();
  const from = [world?.x ?? 0, world?.y ?? 0, world?.yawRad ?? 0];
  const finding = s.parts.guard.step({
    nowNs: seen.nowNs,
    intent,
    x: from[0] ?? 0,
    y: from[1] ?? 0,
    yawRad: from[2] ?? 0,
  });
  if (actOnGuard(s, finding)) {
    // The robot holds: what still runs is ended, and nothing new begins.
    return { proposals: [{ action: "stop" }], label: plan.model, callId: plan.callId };
  }
  const tree = plan.trees.get(plan.next);
  plan.next += 1;
  s.waiting = true;
  s.step = { intent, past: addPast(s, intentText(intent), "running"), from };
  s.line = `carries out step ${plan.next} of ${plan.steps.length}`;
  if (tree !== undefined) {
    const { relays } = s.parts.facts;
    s.tree = createTreeRunner({ tree, relays, onDone: (done) => carryOut(s, done) });
    return turnTree(s, { ...seen, outcome: null });
  }
  return { proposals: [intent], label: plan.model, callId: plan.callId };
}

/** Carries on with the step that is a tree; its end is the step's end. */
export function turnTree(s: AgentState, seen: Observation): Decision | null {
  const { tree, plan } = s;
  if (tree === null) return null;
  const decision = tree.turn(seen);
  const end = tree.ended();
  if (end !== null) {
    s.tree = null;
    settleStep(s, end, seen);
  }
  if (decision === null || plan === null) return decision;
  return { ...decision, label: plan.model, callId: plan.callId };
}
