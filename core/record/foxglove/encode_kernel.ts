/** Encoders of what the kernel says of itself (mechos.*). Names are texts here. @module */
import { writeTime } from "./encode_parts.ts";
import { type ProtoWriter, tagsOf } from "./proto_writer.ts";

const commandTags = tagsOf("mechos.Command");
const modeTags = tagsOf("mechos.Mode");
const whyTags = tagsOf("mechos.Why");
const decisionTags = tagsOf("mechos.Decision");
const statusTags = tagsOf("mechos.IntentStatus");
const faultTags = tagsOf("mechos.Fault");

/** When it was said, and the intent that caused it; empty where none did. */
export interface CausedFields {
  readonly timeNs: number;
  readonly intentId: string;
}

/** The command of a tick. The kernel's outputs have the numbers by these names. */
export interface CommandFields {
  readonly wantedLinearMps: number;
  readonly wantedAngularRadps: number;
  readonly linearMps: number;
  readonly angularRadps: number;
  readonly leftSetRadps: number;
  readonly rightSetRadps: number;
  readonly leftEffort: number;
  readonly rightEffort: number;
  readonly enable: number;
  readonly roomMps: number;
}

/** The names behind a command. */
export interface CommandNames extends CausedFields {
  readonly source: string;
  readonly stage: string;
}

/** Encodes mechos.Command. */
export function encodeCommand(
  out: ProtoWriter,
  command: CommandFields,
  names: CommandNames,
): number {
  out.clear();
  writeTime(out, commandTags.timestamp, names.timeNs);
  out.string(commandTags.intent_id, names.intentId);
  out.string(commandTags.source, names.source);
  out.string(commandTags.stage, names.stage);
  out.double(commandTags.wanted_linear_mps, command.wantedLinearMps);
  out.double(commandTags.wanted_angular_radps, command.wantedAngularRadps);
  out.double(commandTags.linear_mps, command.linearMps);
  out.double(commandTags.angular_radps, command.angularRadps);
  out.double(commandTags.left_radps, command.leftSetRadps);
  out.double(commandTags.right_radps, command.rightSetRadps);
  out.double(commandTags.left_effort, command.leftEffort);
  out.double(commandTags.right_effort, command.rightEffort);
  out.bool(commandTags.enabled, command.enable !== 0);
  out.double(commandTags.room_mps, command.roomMps);
  return out.length;
}

/** Mode and failsafe. */
export interface ModeFields extends CausedFields {
  readonly mode: string;
  readonly action: string;
  readonly cause: string;
  readonly authority: string;
  readonly latched: boolean;
  readonly latchId: number;
}

/** Encodes mechos.Mode. */
export function encodeMode(out: ProtoWriter, mode: ModeFields): number {
  out.clear();
  writeTime(out, modeTags.timestamp, mode.timeNs);
  out.string(modeTags.intent_id, mode.intentId);
  out.string(modeTags.mode, mode.mode);
  out.string(modeTags.action, mode.action);
  out.string(modeTags.cause, mode.cause);
  out.string(modeTags.authority, mode.authority);
  out.bool(modeTags.latched, mode.latched);
  out.uint(modeTags.latch_id, mode.latchId);
  return out.length;
}

/** The why-line and its parts: what `why()` of the kernel returns. */
export interface WhyFields {
  readonly line: string;
  readonly mode: string;
  readonly action: string;
  readonly cause: string;
  readonly stage: string;
  readonly authority: string;
}

/** Encodes mechos.Why. */
export function encodeWhy(out: ProtoWriter, why: WhyFields, caused: CausedFields): number {
  out.clear();
  writeTime(out, whyTags.timestamp, caused.timeNs);
  out.string(whyTags.intent_id, caused.intentId);
  out.string(whyTags.line, why.line);
  out.string(whyTags.mode, why.mode);
  out.string(whyTags.action, why.action);
  out.string(whyTags.cause, why.cause);
  out.string(whyTags.stage, why.stage);
  out.string(whyTags.authority, why.authority);
  return out.length;
}

/** The gate's decision. */
export interface DecisionFields extends CausedFields {
  readonly source: string;
  readonly action: string;
  readonly verdict: string;
  readonly code: string;
  readonly rule: string;
  readonly reason: string;
  readonly limitsApplied: readonly string[];
  /** Every rule that refused or clamped: its name, code and sentence. */
  readonly reasons: readonly string[];
}

/** Encodes mechos.Decision. */
export function encodeDecision(out: ProtoWriter, decision: DecisionFields): number {
  out.clear();
  writeTime(out, decisionTags.timestamp, decision.timeNs);
  out.string(decisionTags.intent_id, decision.intentId);
  out.string(decisionTags.source, decision.source);
  out.string(decisionTags.action, decision.action);
  out.string(decisionTags.verdict, decision.verdict);
  out.string(decisionTags.code, decision.code);
  out.string(decisionTags.rule, decision.rule);
  out.string(decisionTags.reason, decision.reason);
  out.strings(decisionTags.limits_applied, decision.limitsApplied);
  out.strings(decisionTags.reasons, decision.reasons);
  return out.length;
}

/** Where an intent stands. */
export interface StatusFields extends CausedFields {
  readonly action: string;
  readonly state: string;
  readonly progress: number;
  readonly code: string;
  readonly reason: string;
}

/** Encodes mechos.IntentStatus. */
export function encodeIntentStatus(out: ProtoWriter, status: StatusFields): number {
  out.clear();
  writeTime(out, statusTags.timestamp, status.timeNs);
  out.string(statusTags.intent_id, status.intentId);
  out.string(statusTags.action, status.action);
  out.string(statusTags.state, status.state);
  out.double(statusTags.progress, status.progress);
  out.string(statusTags.code, status.code);
  out.string(statusTags.reason, status.reason);
  return out.length;
}

/** A fault that began (`active`) or ended. */
export interface FaultFields extends CausedFields {
  readonly kind: string;
  readonly active: boolean;
  readonly severity: string;
  readonly text: string;
}

/** Encodes mechos.Fault. */
export function encodeFault(out: ProtoWriter, fault: FaultFields): number {
  out.clear();
  writeTime(out, faultTags.timestamp, fault.timeNs);
  out.string(faultTags.intent_id, fault.intentId);
  out.string(faultTags.kind, fault.kind);
  out.bool(faultTags.active, fault.active);
  out.string(faultTags.severity, fault.severity);
  out.string(faultTags.text, fault.text);
  return out.length;
}
