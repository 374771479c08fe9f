/** The trace of intents in a recording: answer, intent, decision, status, by one id. @module */
import { ruleNames } from "core/kernel/mod.ts";
import {
  agents,
  decisionReasons,
  hasBit,
  idText,
  intentActions,
  type IntentReading,
  intentStates,
  nameOf,
  reasonCode,
  reasonText,
  sources,
  verdicts,
} from "core/messages/mod.ts";
import { encodeDecision, encodeIntentStatus } from "core/record/foxglove/mod.ts";
import type { RunRecorder, TickRecord } from "./run_recorder.ts";

function bits(mask: number): string[] {
  return ruleNames.filter((_name, index) => hasBit(mask, index));
}

function recordIntent(r: RunRecorder, nowNs: number, reading: IntentReading, raw: unknown): void {
  const { record } = reading;
  const sent = typeof raw === "object" && raw !== null && !Array.isArray(raw) ? raw : { raw };
  r.fault ??= r.recording.writeJson(r.topics.intent, nowNs, {
    ...sent,
    id: idText(record),
    source: nameOf(sources, record.source),
    agent: nameOf(agents, record.agent),
    action: reading.action,
    issuedAtNs: record.issuedAtNs,
    ttlMs: record.ttlMs,
  });
}

function recordDecisions(r: RunRecorder, tick: TickRecord): void {
  const out = tick.outputs;
  for (let i = 0; i < out.decisionCount; i++) {
    const d = out.decisions[i];
    if (d === undefined) continue;
    const named = [...bits(d.refusedBy), ...bits(d.clampedBy)];
    encodeDecision(r.proto, {
      timeNs: tick.nowNs,
      intentId: idText(d),
      source: nameOf(sources, d.source),
      action: nameOf(intentActions, d.action),
      verdict: nameOf(verdicts, d.verdict),
      code: reasonCode(d.reason),
      rule: named[0] ?? "",
      reason: reasonText(d.reason, d.value, d.limit, r.said),
      limitsApplied: bits(d.clampedBy),
      reasons: decisionReasons(out, i, r.said).map(({ rule, code, text }) =>
        `${ruleNames[rule] ?? ""} ${code}: ${text}`
      ),
    });
    r.fault ??= r.recording.write(r.topics.decision, tick.nowNs, r.proto.bytes, r.proto.length);
  }
}

function recordStatuses(r: RunRecorder, tick: TickRecord): void {
  const out = tick.outputs;
  for (let i = 0; i < out.statusCount; i++) {
    const s = out.statuses[i];
    if (s === undefined) continue;
    encodeIntentStatus(r.proto, {
      timeNs: tick.nowNs,
      intentId: idText(s),
      action: nameOf(intentActions, s.action),
      state: nameOf(intentStates, s.state),
      progress: s.progress,
      code: reasonCode(s.reason),
      reason: reasonText(s.reason, s.value, s.limit, r.said),
    });
    r.fault ??= r.recording.write(r.topics.status, tick.nowNs, r.proto.bytes, r.proto.length);
  }
}

/** Records what brains and operators sent at this tick and what became of it. */
export function recordIntents(r: RunRecorder, tick: TickRecord): void {
  for (const answer of tick.answers) {
    r.fault ??= r.recording.writeJson(r.topics.response, tick.nowNs, {
      intentId: answer.intentId,
      model: answer.label,
      text: answer.text.slice(0, 65_536),
      latencyMs: answer.latencyMs,
    });
  }
  for (const sent of tick.intents) recordIntent(r, tick.nowNs, sent.reading, sent.raw);
  if (tick.outputs.decisionCount > 0) recordDecisions(r, tick);
  if (tick.outputs.statusCount > 0) recordStatuses(r, tick);
}
