/** Operator acts and the mission's state in a recording, as JSON. @module */
import { nameOf, operatorActs } from "core/messages/mod.ts";
import type { RunRecorder, TickRecord } from "./run_recorder.ts";

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
