/** Operator acts and the mission's state in a recording, as JSON. @module */
import {
  intentActions,
  nameOf,
  numberOf,
  operatorActs,
  type OperatorInput,
  plainReach,
  sources,
} from "core/messages/mod.ts";
import type { RunRecorder, TickRecord } from "./run_recorder.ts";

const grant = numberOf(operatorActs, "grant");

/** Of a grant: to whom, and how far it reaches. */
function reachOf(act: OperatorInput): Record<string, unknown> {
  if (act.act !== grant && act.act !== grant + 1) return {};
  const who = { agent: nameOf(sources, act.agent), capability: nameOf(intentActions, act.value) };
  if (act.act !== grant) return who;
  const { maxLinearMps, fromMs, forMs, region, relays, mission } = act;
  // JSON has no Infinity: what does not limit is left out.
  const limits = { maxLinearMps, fromMs, forMs, region, relays, mission };
  const given = Object.entries(limits).filter(([name, value]) =>
    value !== plainReach[name as keyof typeof plainReach]
  );
  return { ...who, ...Object.fromEntries(given) };
}

/** Records what operators did at this tick. */
export function recordOperators(r: RunRecorder, tick: TickRecord): void {
  const { inputs, nowNs } = tick;
  for (let i = 0; i < inputs.operatorCount; i++) {
    const act = inputs.operators[i];
    if (act === undefined) continue;
    r.fault ??= r.recording.writeJson(r.topics.operator, nowNs, {
      act: nameOf(operatorActs, act.act),
      operator: String(act.operator),
      value: String(act.value),
      ...reachOf(act),
    });
  }
}

/** Records the mission's state where it changed. */
export function recordMission(r: RunRecorder, tick: TickRecord): void {
  if (tick.mission === null) return;
  const text = JSON.stringify(tick.mission);
  if (text === r.lastMission) return;
  r.lastMission = text;
  r.fault ??= r.recording.writeJson(r.topics.mission, tick.nowNs, {
    missionId: r.about.versions.scenario,
    ...tick.mission,
  });
}

/** Log level of what a brain reports beside prompts and responses (foxglove.Log: 2 = info). */
const infoLevel = 2;

/** Records prompts and responses under their topics, the rest as log lines of "brain". */
export function recordBrainEvents(r: RunRecorder, tick: TickRecord): void {
  for (const event of tick.brainEvents ?? []) {
    if (event.kind === "prompt" || event.kind === "response") {
      r.fault ??= r.recording.writeJson(r.topics[event.kind], tick.nowNs, event.data);
      continue;
    }
    r.fault ??= r.recording.writeJson(r.topics.log, tick.nowNs, {
      timestamp: { sec: Math.floor(tick.nowNs / 1e9), nsec: tick.nowNs % 1e9 },
      level: infoLevel,
      name: "brain",
      message: JSON.stringify({ kind: event.kind, ...event.data }),
      file: "",
      line: 0,
    });
  }
}
