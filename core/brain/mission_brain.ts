/**
 * A brain that carries out the steps of a mission one after the other: the next one when the last
 * succeeded, the same one again when the robot was stopped from outside, a bounded number of
 * tries when it was refused or came to nothing.
 *
 * @module
 */
import type { Brain, Decision, MissionState, Observation, Outcome } from "./brain.ts";
import type { MissionStep } from "./mission_text.ts";

/** Tries of one step before the mission fails. */
const maxTries = 3;
/** Pause before a step is tried again, ns. */
const retryNs = 1_000_000_000;
/** Ends that came from outside: the step is not to blame. */
const outside: ReadonlySet<string> = new Set([
  "INTENT_STOPPED",
  "INTENT_LEASE",
  "INTENT_FAILSAFE",
  "GATE_FAILSAFE",
  "GATE_MODE",
]);

interface Progress {
  index: number;
  tries: number;
  waiting: boolean;
  notBeforeNs: number;
  state: MissionState;
  reason: string;
  /** The mission's end was said. */
  closed: boolean;
}

function settle(p: Progress, outcome: Outcome, nowNs: number, steps: number): void {
  p.waiting = false;
  if (outcome.kind === "pending") return;
  if (outcome.kind === "succeeded") {
    p.index += 1;
    p.tries = 0;
    if (p.index >= steps) p.state = "done";
    return;
  }
  p.notBeforeNs = nowNs + retryNs;
  if (outside.has(outcome.code)) return;
  p.tries += 1;
  p.reason = `${outcome.code}: ${outcome.text}`;
  if (p.tries >= maxTries) p.state = "failed";
}

/** The intent of a step, as an outsider would send it. */
function intentOf(step: MissionStep): unknown {
  return { ...step };
}

/** Makes a brain for the steps of a mission. */
export function createMissionBrain(steps: readonly MissionStep[]): Brain {
  const p: Progress = {
    index: 0,
    tries: 0,
    waiting: false,
    notBeforeNs: 0,
    state: "queued",
    reason: "",
    closed: false,
  };
  const close = (): Decision => {
    p.closed = true;
    const done = p.state === "done";
    const reason = done ? "all steps done" : p.reason;
    return { proposals: [{ action: "mission", state: done ? "done" : "failed", reason }] };
  };
  const decide = (seen: Observation): Decision | null => {
    if (p.closed || p.state === "paused") return null;
    if (p.waiting) {
      if (seen.outcome === null || seen.outcome.kind === "pending") return null;
      settle(p, seen.outcome, seen.nowNs, steps.length);
    }
    if (p.state === "done" || p.state === "failed") return seen.mode === "auto" ? close() : null;
    if (p.state === "canceled") return null;
    if (seen.mode !== "auto" || seen.nowNs < p.notBeforeNs) return null;
    const step = steps[p.index];
    if (step === undefined) return null;
    p.state = "running";
    p.waiting = true;
    return { proposals: [intentOf(step)] };
  };
  const command = (act: "pause" | "resume" | "cancel"): void => {
    const open = p.state === "queued" || p.state === "running" || p.state === "paused";
    if (!open) return;
    if (act === "pause") p.state = "paused";
    if (act === "resume") p.state = "running";
    if (act === "cancel") {
      p.state = "canceled";
      p.reason = "canceled by an operator";
    }
    p.waiting = false;
  };
  return { decide, command, mission: () => ({ state: p.state, reason: p.reason }) };
}
