/**
 * A brain that says what its script says when it says so: each entry at a time, after the last
 * intent ended, or after an event.
 *
 * @module
 */
import type { Brain, Decision, MissionState, Observation } from "./brain.ts";

/** One entry of a script. */
export interface ScriptEntry {
  /** From the start, ns. */
  readonly atNs?: number;
  /** After the last intent ended, ns. */
  readonly afterNs?: number;
  /** After an event of this name. */
  readonly afterEvent?: string;
  readonly intent: unknown;
}

interface Progress {
  index: number;
  /** When the last intent ended; before the first one, when the robot first was in `auto`. */
  endedNs: number;
  pending: boolean;
  state: MissionState;
  reason: string;
}

function isDue(entry: ScriptEntry, p: Progress, seen: Observation): boolean {
  if (entry.atNs !== undefined) return seen.nowNs >= entry.atNs;
  if (entry.afterEvent !== undefined) return seen.events.includes(entry.afterEvent);
  return !p.pending && seen.nowNs >= p.endedNs + (entry.afterNs ?? 0);
}

/** Makes a brain for a script. */
export function createScriptBrain(entries: readonly ScriptEntry[]): Brain {
  const p: Progress = { index: 0, endedNs: Infinity, pending: false, state: "queued", reason: "" };
  const decide = (seen: Observation): Decision | null => {
    if (p.endedNs === Infinity && seen.mode === "auto") p.endedNs = seen.nowNs;
    if (p.pending && seen.outcome !== null && seen.outcome.kind !== "pending") {
      p.pending = false;
      p.endedNs = seen.nowNs;
      p.reason = seen.outcome.kind === "succeeded" ? "" : seen.outcome.code;
    }
    if (p.state === "paused" || p.state === "canceled") return null;
    const proposals: unknown[] = [];
    for (let entry = entries[p.index]; entry !== undefined; entry = entries[p.index]) {
      if (!isDue(entry, p, seen)) break;
      proposals.push(entry.intent);
      p.index += 1;
      p.pending = true;
      p.state = "running";
    }
    if (p.index >= entries.length && !p.pending) p.state = "done";
    return proposals.length === 0 ? null : { proposals };
  };
  const command = (act: "pause" | "resume" | "cancel"): void => {
    if (act === "resume" && p.state === "paused") p.state = "running";
    const open = p.state === "queued" || p.state === "running" || p.state === "paused";
    if (act === "resume" || !open) return;
    p.pending = false;
    p.state = act === "pause" ? "paused" : "canceled";
    if (act === "cancel") p.reason = "canceled by an operator";
  };
  return { decide, command, mission: () => ({ state: p.state, reason: p.reason }) };
}
