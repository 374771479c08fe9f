/**
 * The brain over a model: observe, orient, decide, act, reflect, as a machine that is polled. It
 * thinks when something happened (a step ended, somebody spoke, the world changed) or a heartbeat
 * passed, never waits for an answer, and holds while it has none.
 *
 * @module
 */
import { actOnGuard, proposeStep, settleStep, turnTree } from "./agent_steps.ts";
import { think } from "./agent_call.ts";
import { expireQuestion, takeAnswer } from "./agent_effects.ts";
import {
  addHeard,
  addPast,
  type AgentParts,
  type AgentState,
  createAgentState,
  emit,
} from "./agent_state.ts";
import { parseAnswer } from "./answer.ts";
import { expandSkills } from "./answer_steps.ts";
import type { Brain, BrainEvent, BrainReport, Decision, Heard, Observation } from "./brain.ts";
import type { ExchangeOutcome } from "./exchange.ts";

/** Pause after a failed call, ms: doubles with each up to the longest. */
const failurePauseMs = 500;
const maxFailurePauseMs = 30_000;
/** Events that make a brain think; the rest it only reads of. */
const relevant = /^(?:operator\.(?!tell|answer)|failsafe\.|fault\.|keepout\.)/;
/** Names of events kept for the prompt. */
const keptEvents = 20;
/** Longest answer that is recorded, characters. */
const recordedChars = 65_536;

function respond(s: AgentState, outcome: ExchangeOutcome): void {
  const { result } = outcome;
  const usage = result.ok ? result.value.usage : result.failure.usage;
  emit(s, "response", {
    intentId: "",
    callId: outcome.callId,
    model: outcome.provider,
    text: result.ok ? result.value.text.slice(0, recordedChars) : "",
    latencyMs: outcome.latencyMs,
    attempts: outcome.attempts,
    restMs: outcome.restMs,
    // Money of all calls so far; 0 where the model has no price.
    spentUsd: s.parts.budget.spent().nanoUsd * 1e-9,
    ...(usage === null ? {} : usage),
    ...(result.ok ? {} : { failure: result.failure.kind, message: result.failure.message }),
  });
}

function failedCall(s: AgentState, outcome: ExchangeOutcome): void {
  const { result, restMs } = outcome;
  if (result.ok) return;
  const { kind, message } = result.failure;
  s.failures += 1;
  s.streak += 1;
  const pauseMs = Math.min(maxFailurePauseMs, failurePauseMs * 2 ** Math.min(10, s.streak - 1));
  s.notBeforeNs = s.nowNs + Math.max(pauseMs, restMs ?? 0) * 1e6;
  s.wake = `the last call failed (${kind})`;
  s.line = `no answer: ${message}`;
  const stands = s.parts.standIn !== null;
  s.state = kind === "budget"
    ? "budget"
    : stands
    ? "fallback"
    : kind === "deadline"
    ? "late"
    : "lost";
  if (!stands || s.standing) return;
  s.standing = true;
  // What ends from now on is the stand-in's step, not one of the model's plan.
  s.plan = null;
  s.waiting = false;
  s.step = null;
  s.parts.standIn?.command("resume");
  emit(s, "hop", { what: "fallback", from: outcome.provider, to: "scripted", message });
}

/** Takes an answer whose time has come. */
function takeOutcome(s: AgentState, outcome: ExchangeOutcome): Decision | null {
  respond(s, outcome);
  if (!outcome.result.ok) {
    failedCall(s, outcome);
    return null;
  }
  const { text } = outcome.result.value;
  s.streak = 0;
  s.state = "ok";
  s.temperature = s.parts.config.temperature;
  if (s.standing) {
    s.standing = false;
    // It takes its step up anew when it is needed again: the model's steps are not its own.
    s.parts.standIn?.command("pause");
    emit(s, "hop", { what: "back", from: "scripted", to: outcome.provider });
  }
  const model = outcome.provider;
  const read = parseAnswer(text);
  const finding = s.parts.guard.called();
  if (!read.ok) {
    addPast(s, "answered", `unreadable: ${read.fault.message}`);
    s.wake = "the last answer could not be read";
    s.line = read.fault.message;
    actOnGuard(s, s.parts.guard.refused("BRAIN_ANSWER"));
    const { callId } = outcome;
    return { proposals: [], text, label: model, unreadable: read.fault.message, callId };
  }
  if (actOnGuard(s, finding)) return null;
  const steps = expandSkills(s.parts.facts, read.value);
  if (!steps.ok) {
    addPast(s, "asked for a skill", `refused: ${steps.fault.message}`);
    s.wake = "a skill was asked for in a wrong way";
    s.line = steps.fault.message;
    actOnGuard(s, s.parts.guard.refused("MISSION_SKILL"));
    return null;
  }
  s.plan = { callId: outcome.callId, ...steps.value, model, next: 0 };
  s.waiting = false;
  return null;
}

function wantsToThink(s: AgentState): boolean {
  if (s.calling !== null || s.arrived !== null || s.question !== null) return false;
  if (s.nowNs < s.notBeforeNs || s.nowNs < s.lastThoughtNs + 1e9 / s.parts.config.hz) return false;
  const urgent = s.wake?.startsWith("the operator") === true;
  if ((s.plan !== null || s.waiting) && !urgent) return false;
  return s.wake !== null || s.nowNs >= s.lastThoughtNs + s.parts.config.heartbeatMs * 1e6;
}

function notice(s: AgentState, seen: Observation): void {
  s.nowNs = seen.nowNs;
  s.image = seen.image ?? null;
  for (const event of seen.events) {
    s.happened.push(event);
    if (s.happened.length > keptEvents) s.happened.shift();
    if (relevant.test(event) && s.plan === null) s.wake ??= event;
  }
  if (seen.mode === s.mode) return;
  s.mode = seen.mode;
  if (seen.mode === "auto") s.wake ??= "the robot is free to move";
}

/** What a model brain does at one look. */
function decide(s: AgentState, seen: Observation): Decision | null {
  notice(s, seen);
  expireQuestion(s);
  if (s.mission === "paused" || isClosed(s)) {
    s.arrived = null;
    return null;
  }
  if (!s.waiting) s.tree = null;
  const turned = s.tree === null ? null : turnTree(s, seen);
  if (turned !== null) return turned;
  if (s.waiting && s.tree === null && seen.outcome !== null) settleStep(s, seen.outcome, seen);
  if (isClosed(s)) return null;
  if (s.arrived !== null && seen.nowNs >= s.arrived.readyNs) {
    const { outcome } = s.arrived;
    s.arrived = null;
    const decision = takeOutcome(s, outcome);
    if (decision !== null) return decision;
  }
  if (seen.mode !== "auto") {
    if (!s.waiting) s.plan = null;
    return null;
  }
  if (s.mission === "queued") s.mission = "running";
  if (s.goal === "") return null;
  if (wantsToThink(s)) think(s, seen);
  if (s.standing && s.parts.standIn !== null) return standIn(s, s.parts.standIn, seen);
  if (s.plan !== null && !s.waiting && s.question === null) return proposeStep(s, seen);
  return null;
}

/** Carries the mission on without a model, until one answers again. */
function standIn(s: AgentState, brain: Brain, seen: Observation): Decision | null {
  const decision = brain.decide(seen);
  const { state, reason } = brain.mission();
  if (state === "done" || state === "failed") {
    s.mission = state;
    s.reason = reason;
  }
  return decision;
}

function isClosed(s: AgentState): boolean {
  return s.mission === "done" || s.mission === "failed" || s.mission === "canceled";
}

function command(s: AgentState, act: "pause" | "resume" | "cancel"): void {
  if (act === "resume" && s.parts.budget.release()) {
    s.streak = 0;
    s.notBeforeNs = s.nowNs;
    s.wake = "the operator released the budget";
  }
  if (act === "resume" && s.mission === "paused") {
    s.mission = "running";
    s.wake = "the operator resumed the mission";
  }
  const open = s.mission === "queued" || s.mission === "running" || s.mission === "paused";
  s.parts.standIn?.command(act);
  if (act === "resume" || !open) return;
  s.mission = act === "pause" ? "paused" : "canceled";
  if (act === "cancel") s.reason = "canceled by an operator";
  s.plan = null;
  s.waiting = false;
  s.step = null;
  s.parts.exchange.cancel();
}

function hear(s: AgentState, heard: Heard): boolean {
  if (heard.kind === "answer") {
    if (!takeAnswer(s, heard.questionId ?? "", heard.text)) return false;
    addHeard(s, heard);
    return true;
  }
  addHeard(s, heard);
  if (heard.kind === "peer") {
    s.wake ??= "a peer said something";
    return true;
  }
  s.wake = "the operator said something";
  if (s.mission === "none" || isClosed(s)) {
    s.goal = heard.text;
    s.mission = "queued";
    s.reason = "";
    emit(s, "mission", { state: s.mission, goal: s.goal });
  }
  return true;
}

function report(s: AgentState): BrainReport {
  const { tokens, nanoUsd } = s.parts.budget.spent();
  return {
    state: s.state,
    driver: s.parts.exchange.driver,
    model: s.parts.exchange.model,
    calls: s.calls,
    failures: s.failures,
    tokens,
    usd: nanoUsd * 1e-9,
    caps: s.parts.budget.caps(),
    warning: s.parts.budget.warning(),
    question: s.question,
    line: s.line,
  };
}

/** Makes a brain over a model. */
export function createAgent(
  parts: AgentParts,
  goal: string,
  outer: Omit<BrainEvent, "atNs">[],
): Brain {
  const s = createAgentState(parts, goal);
  return {
    decide: (seen) => decide(s, seen),
    mission: () => ({ state: s.mission, reason: s.reason }),
    command: (act) => command(s, act),
    hear: (heard) => hear(s, heard),
    settled: () => s.calling,
    drain: () => {
      if (s.events.length + outer.length === 0) return none;
      const told = outer.splice(0).map((event) => ({ ...event, atNs: s.nowNs }));
      return [...told, ...s.events.splice(0)];
    },
    report: () => report(s),
    close: () => parts.exchange.cancel(),
  };
}

const none: readonly BrainEvent[] = [];
