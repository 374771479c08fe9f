/** What the desk of missions keeps, and how a mission enters, is kept, and ends. @module */
import { goalPlan, type MissionFacts, type MissionPlan } from "core/missions/mod.ts";
import type { Store } from "core/store/mod.ts";
import type { Brain, BrainEvent } from "./brain.ts";
import { forgetEnded, type MissionEntry, missionLine, missionRow } from "./mission_queue.ts";

/** What the desk is made of. */
export interface DeskParts {
  /** Carries out goals in words; null where there is no model. */
  readonly agent: Brain | null;
  readonly facts: MissionFacts;
  /** Where missions are kept; null in simulations, which begin with none. */
  readonly store: Store | null;
  /** Of this run of the robot: missions of another one came before a reboot. */
  readonly runId: string;
  readonly wallMs: (nowNs: number) => number;
}

/** The desk. */
export interface Desk {
  readonly parts: DeskParts;
  readonly entries: MissionEntry[];
  readonly events: BrainEvent[];
  active: MissionEntry | null;
  /** The one that ended last: what `mission()` says while none runs. */
  last: MissionEntry | null;
  count: number;
  nowNs: number;
  /** Missions of before are known, or given up. */
  restored: boolean;
  asking: boolean;
  asks: number;
  nextAskNs: number;
  line: string;
}

function emit(d: Desk, data: BrainEvent["data"]): void {
  // A simulation records the mission by itself, tick for tick.
  if (d.parts.store !== null) d.events.push({ kind: "mission", atNs: d.nowNs, data });
}

/** Reports a write that failed; a step never waits for one. */
export function stored(d: Desk, writing: ReturnType<Store["request"]>): void {
  const failed = (message: string): void => {
    d.events.push({ kind: "memory", atNs: d.nowNs, data: { what: "failed", message } });
  };
  writing.then((done) => {
    if (!done.ok) failed(done.fault.message);
  }, (error: unknown) => failed(String(error)));
}

/** Tells store and recorder what is new of a mission. */
export function save(d: Desk, entry: MissionEntry): void {
  const { missionId, state, reason, step } = entry;
  const now = `${state} ${step} ${reason}`;
  if (entry.saved === now) return;
  const { store } = d.parts;
  emit(d, { ...missionLine(entry) });
  if (store !== null) {
    stored(
      d,
      entry.saved === null
        ? store.request("mission.add", missionRow(entry))
        : store.request("mission.update", { missionId, state, reason, step }),
    );
  }
  entry.saved = now;
}

/** Puts a mission into the queue. */
export function enqueue(
  d: Desk,
  plan: MissionPlan,
  missionId: string | null,
  given: boolean,
): MissionEntry {
  const createdMs = Math.floor(d.parts.wallMs(d.nowNs));
  d.count += 1;
  const entry: MissionEntry = {
    missionId: missionId ?? `${d.parts.runId}.${d.count}`,
    plan,
    given,
    createdMs,
    deadlineAtMs: plan.deadlineMs === null ? null : createdMs + plan.deadlineMs,
    from: 0,
    state: "queued",
    reason: "",
    step: 0,
    runner: null,
    saved: null,
  };
  d.entries.push(entry);
  return entry;
}

/** A mission that was refused is shown with its reason, and kept nowhere. */
export function refuse(d: Desk, name: string, missionId: string | null, reason: string): false {
  const entry = enqueue(d, goalPlan(name), missionId, false);
  entry.state = "failed";
  entry.reason = `refused: ${reason}`;
  entry.saved = "";
  d.line = `refused a mission: ${reason}`;
  emit(d, { ...missionLine(entry) });
  forgetEnded(d.entries);
  return false;
}

/** Takes a mission that is over out of the way. */
export function end(d: Desk, entry: MissionEntry): void {
  save(d, entry);
  d.last = entry;
  if (d.active === entry) d.active = null;
  forgetEnded(d.entries);
}
