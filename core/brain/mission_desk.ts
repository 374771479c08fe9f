/**
 * The desk where missions come in: a queue by priority, kept in the store, and the brain that
 * carries out the one whose turn it is. Steps are run by the desk's own runner, with no model and
 * no network; goals in words go to the model where there is one.
 *
 * @module
 */
import type { MissionPlan } from "core/missions/mod.ts";
import type { Brain, BrainReport, Decision, MissionState, Observation } from "./brain.ts";
import { createMissionBrain } from "./mission_brain.ts";
import { type Desk, type DeskParts, end, enqueue, save } from "./mission_desk_state.ts";
import { assign, hear } from "./mission_intake.ts";
import { isOver, type MissionEntry, missionLine, nextMission } from "./mission_queue.ts";
import { restore } from "./mission_restore.ts";

/** Begins a mission: its own steps, or the model with its goal. */
function begin(d: Desk, entry: MissionEntry): void {
  d.active = entry;
  if (entry.runner !== null) return;
  const { agent, facts } = d.parts;
  if (entry.plan.steps.length > 0) {
    const brain = createMissionBrain(entry.plan, {
      relays: facts.names.relays,
      from: entry.from,
      endsRun: () => nextMission(d.entries) === null,
    });
    entry.runner = { kind: "steps", brain };
  } else if (agent !== null) {
    agent.hear?.({ kind: "tell", from: "operator", text: entry.plan.goal });
    entry.runner = { kind: "goal", brain: agent };
  } else {
    entry.state = "failed";
    entry.reason = "a goal without steps needs a model";
    end(d, entry);
  }
}

/** Takes over what became of the mission that runs. */
function follow(d: Desk, entry: MissionEntry): void {
  const { runner } = entry;
  if (runner === null) return;
  const { state, reason } = runner.brain.mission();
  entry.state = state === "none" ? "queued" : state;
  entry.reason = reason;
  if (runner.kind === "steps") entry.step = runner.brain.step();
  save(d, entry);
  const closed = runner.kind === "steps" ? runner.brain.isClosed() : isOver(state);
  if (closed) end(d, entry);
}

function checkDeadline(d: Desk, entry: MissionEntry): Decision | null {
  const { runner, deadlineAtMs } = entry;
  if (runner === null || deadlineAtMs === null || isOver(entry.state)) return null;
  if (d.parts.wallMs(d.nowNs) < deadlineAtMs) return null;
  const reason = "its deadline passed";
  if (runner.kind === "steps") {
    runner.brain.fail(reason);
    return null;
  }
  runner.brain.command("cancel");
  entry.state = "failed";
  entry.reason = reason;
  end(d, entry);
  return { proposals: [{ action: "mission", state: "failed", reason }] };
}

function decide(d: Desk, seen: Observation): Decision | null {
  d.nowNs = seen.nowNs;
  if (!d.restored) restore(d);
  if (!d.restored) return null;
  if (d.active === null) {
    const next = nextMission(d.entries);
    if (next !== null) begin(d, next);
  }
  const entry = d.active;
  if (entry === null) return d.parts.agent?.decide(seen) ?? null;
  const late = checkDeadline(d, entry);
  if (late !== null) return late;
  const decision = entry.runner?.brain.decide(seen) ?? null;
  follow(d, entry);
  return decision;
}

function command(d: Desk, act: "pause" | "resume" | "cancel"): void {
  const entry = d.active ?? d.entries.find(({ state }) => state === "paused") ??
    nextMission(d.entries);
  if (entry === null || entry === undefined) {
    // Without a mission there is still a budget that an operator may release.
    if (act === "resume") d.parts.agent?.command(act);
    return;
  }
  if (entry.runner !== null) {
    entry.runner.brain.command(act);
    follow(d, entry);
    return;
  }
  if (act === "cancel") {
    entry.state = "canceled";
    entry.reason = "canceled by an operator";
    end(d, entry);
    return;
  }
  entry.state = act === "pause" ? "paused" : "queued";
  save(d, entry);
}

function missionOf(d: Desk): { readonly state: MissionState; readonly reason: string } {
  const entry = d.active ?? nextMission(d.entries) ?? d.last ??
    d.entries.find(({ state }) => state === "paused");
  return entry === undefined || entry === null
    ? { state: "none", reason: "" }
    : { state: entry.state, reason: entry.reason };
}

function report(d: Desk): BrainReport {
  const missions = d.entries.map(missionLine);
  const own = d.parts.agent?.report?.();
  if (own !== undefined) return { ...own, missions };
  const { active } = d;
  return {
    state: "ok",
    driver: "scripted",
    model: "",
    calls: 0,
    failures: 0,
    tokens: 0,
    usd: 0,
    question: null,
    line: active === null
      ? d.line
      : `step ${active.step + 1} of ${active.plan.steps.length} of "${active.plan.name}"`,
    missions,
  };
}

/**
 * Makes the desk. `first` is the mission that the robot was started with; where the model was made
 * with its goal already, `agentHasIt`.
 */
export function createMissionDesk(
  parts: DeskParts,
  first: MissionPlan | null,
  agentHasIt: boolean,
): Brain {
  const d: Desk = {
    parts,
    entries: [],
    events: [],
    active: null,
    last: null,
    count: 0,
    nowNs: 0,
    restored: parts.store === null,
    asking: false,
    asks: 0,
    nextAskNs: 0,
    line: "waits for a mission",
  };
  if (first !== null) {
    const entry = enqueue(d, first, `${parts.runId}.first`, true);
    if (agentHasIt && parts.agent !== null) entry.runner = { kind: "goal", brain: parts.agent };
  }
  const { agent } = parts;
  return {
    decide: (seen) => decide(d, seen),
    mission: () => missionOf(d),
    command: (act) => command(d, act),
    hear: (heard) => hear(d, heard),
    assign: (order) => assign(d, order),
    settled: () => agent?.settled?.() ?? null,
    drain: () => [...agent?.drain?.() ?? [], ...d.events.splice(0)],
    report: () => report(d),
    close: () => agent?.close?.(),
  };
}
