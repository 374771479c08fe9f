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
/** Ends that came from outside: the step is not to blame, and is tried again without end. */
const outside: ReadonlySet<string> = new Set([
  "GATE_EXPIRED",
  "INTENT_STOPPED",
  "INTENT_LEASE",
  "INTENT_FAILSAFE",
  "GATE_FAILSAFE",
  "GATE_LEASE",
  "GATE_MODE",
  "GATE_SUSPENDED",
]);

interface Progress {
  index: number;
  tries: number;
  waiting: boolean;
  notBeforeNs: number;
  state: MissionState;
  reason: string;
  /** The end is being told to the kernel, or was. */
  closing: boolean;
  closed: boolean;
}

function settle(p: Progress, outcome: Outcome, nowNs: number, steps: number): void {
  if (outcome.kind === "pending") return;
  p.waiting = false;
  if (outcome.kind === "succeeded") {
    p.tries = 0;
    if (p.closing) {
      p.closed = true;
      return;
    }
    p.index += 1;
    p.reason = p.index < steps ? "" : "all steps done";
    if (p.index >= steps) p.state = "done";
    return;
  }
  p.notBeforeNs = nowNs + retryNs;
  if (!p.closing) p.reason = `${outcome.code}: ${outcome.text}`;
  if (outside.has(outcome.code)) return;
  p.tries += 1;
  if (p.tries < maxTries) return;
  if (p.closing) p.closed = true;
  else {
    p.state = "failed";
    p.tries = 0;
    p.notBeforeNs = nowNs;
  }
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
    closing: false,
    closed: false,
  };
  const propose = (): unknown => {
    if (p.state === "done" || p.state === "failed") {
      p.closing = true;
      return { action: "mission", state: p.state, reason: p.reason };
    }
    p.state = "running";
    return { ...steps[p.index] };
  };
  const decide = (seen: Observation): Decision | null => {
    if (p.closed || p.state === "paused" || p.state === "canceled") return null;
    if (p.waiting && seen.outcome !== null) settle(p, seen.outcome, seen.nowNs, steps.length);
    if (p.waiting || p.closed) return null;
    if (seen.mode !== "auto" || seen.nowNs < p.notBeforeNs) return null;
    p.waiting = true;
    return { proposals: [propose()] };
  };
  const command = (act: "pause" | "resume" | "cancel"): void => {
    if (act === "resume" && p.state === "paused") p.state = "running";
    const open = p.state === "queued" || p.state === "running" || p.state === "paused";
    if (act === "resume" || !open) return;
    p.waiting = false;
    p.state = act === "pause" ? "paused" : "canceled";
    if (act === "cancel") p.reason = "canceled by an operator";
  };
  return { decide, command, mission: () => ({ state: p.state, reason: p.reason }) };
}
