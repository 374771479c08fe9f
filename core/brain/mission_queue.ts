/** The missions of a robot: those that wait, the one that runs, and how the last ones ended. @module */
import type { MissionPlan } from "core/missions/mod.ts";
import type { MissionRow } from "core/store/mod.ts";
import type { Brain, MissionState } from "./brain.ts";
import type { StepsBrain } from "./mission_brain.ts";

/** Who carries a mission out: its own steps, or the model. */
export type MissionRunner =
  | { readonly kind: "steps"; readonly brain: StepsBrain }
  | { readonly kind: "goal"; readonly brain: Brain };

/** A mission. */
export interface MissionEntry {
  readonly missionId: string;
  readonly plan: MissionPlan;
  /** It came with the start of the robot (`run --mission`, a scenario's mission). */
  readonly given: boolean;
  readonly createdMs: number;
  /** Wall clock, ms; null = none. */
  readonly deadlineAtMs: number | null;
  /** The step to take it up at. */
  readonly from: number;
  state: MissionState;
  reason: string;
  step: number;
  runner: MissionRunner | null;
  /** What the store knows of it; null where it knows nothing yet. */
  saved: string | null;
}

/** What `status` shows of a mission. */
export interface MissionLine {
  readonly missionId: string;
  readonly name: string;
  readonly state: MissionState;
  readonly reason: string;
  readonly step: number;
  readonly steps: number;
  readonly priority: number;
  readonly given: boolean;
}

/** Missions that are kept in sight after they ended. */
const keptEnded = 6;
/** Missions that may wait. */
export const maxQueued = 32;

/** True for a state that nothing follows. */
export function isOver(state: MissionState): boolean {
  return state === "done" || state === "failed" || state === "canceled";
}

/** The next mission to run: what came with the start, then the urgent, then the old. */
export function nextMission(entries: readonly MissionEntry[]): MissionEntry | null {
  let best: MissionEntry | null = null;
  for (const entry of entries) {
    if (entry.state !== "queued") continue;
    if (best === null || isBefore(entry, best)) best = entry;
  }
  return best;
}

function isBefore(a: MissionEntry, b: MissionEntry): boolean {
  if (a.given !== b.given) return a.given;
  return a.plan.priority > b.plan.priority;
}

/** Lets the oldest ended missions go. */
export function forgetEnded(entries: MissionEntry[]): void {
  const ended = entries.filter((entry) => isOver(entry.state) && !entry.given);
  for (const entry of ended.slice(0, Math.max(0, ended.length - keptEnded))) {
    entries.splice(entries.indexOf(entry), 1);
  }
}

/** A mission as `status` shows it. */
export function missionLine(entry: MissionEntry): MissionLine {
  const { missionId, plan, state, reason, step, given } = entry;
  return {
    missionId,
    name: plan.name.slice(0, 100),
    state,
    reason: reason.slice(0, 300),
    step,
    steps: plan.steps.length,
    priority: plan.priority,
    given,
  };
}

/** A mission as the store keeps it. */
export function missionRow(entry: MissionEntry): MissionRow {
  const { missionId, plan, state, reason, step, createdMs, deadlineAtMs } = entry;
  return {
    missionId,
    goal: plan.goal,
    plan: JSON.stringify(plan),
    priority: plan.priority,
    state,
    reason,
    step,
    policy: plan.afterReboot,
    createdMs,
    deadlineMs: deadlineAtMs,
  };
}
