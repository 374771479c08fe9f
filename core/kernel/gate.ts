/**
 * The one door for wishes: every intent of every source, checked by every rule. The decision says
 * what was refused or clamped and why; what passes goes to its skill.
 *
 * @module
 */
import { at } from "core/fault.ts";
import {
  copyIntent,
  createOutputs,
  type DecisionOutput,
  type FindingOutput,
  findingSlots,
  type IntentRecord,
  type KernelInputs,
  type KernelOutputs,
  withBit,
} from "core/messages/mod.ts";
import { verdictNumber } from "./numbers.ts";
import { noteBegun } from "./orders.ts";
import { guardRules, isRepeat, type RuleDetail, rules } from "./rules/mod.ts";
import { acceptIntent } from "./skills/accept.ts";
import { type Kernel, seenIds } from "./state.ts";
import { noteStick } from "./teleop.ts";

const detail: RuleDetail = { value: 0, limit: 0, clamped: 0, next: 0 };
const noDecision: Readonly<DecisionOutput> = at(createOutputs().decisions, 0);
const noFinding: Readonly<FindingOutput> = at(createOutputs().findings, 0);

/**
 * Remembers an id. What falls out of the memory leaves its time of birth behind: an intent that
 * is not younger could be its repeat, and is refused (rules/identity.ts).
 */
function remember(kernel: Kernel, r: IntentRecord): void {
  const s = kernel.state;
  const slot = 4 * s.seenNext;
  s.forgottenNs = Math.max(s.forgottenNs, at(s.seenNs, s.seenNext));
  // A birth that is not of this clock (NaN, the future) was refused for it and needs no memory.
  s.seenNs[s.seenNext] = r.issuedAtNs <= s.nowNs ? r.issuedAtNs : -Infinity;
  s.seen[slot] = r.id0;
  s.seen[slot + 1] = r.id1;
  s.seen[slot + 2] = r.id2;
  s.seen[slot + 3] = r.id3;
  s.seenNext = (s.seenNext + 1) % seenIds;
}

/** Lists what one rule found, where there is room; the bits of the decision know it anyway. */
function listFinding(out: KernelOutputs, decision: number, rule: number, reason: number): void {
  if (out.findingCount >= findingSlots) return;
  const finding = at(out.findings, out.findingCount);
  out.findingCount += 1;
  finding.decision = decision;
  finding.rule = rule;
  finding.reason = reason;
  finding.clamped = detail.clamped;
  finding.value = detail.value;
  finding.limit = detail.limit;
}

/** Enters what a rule found into the decision: the first refusal says why, else the first clamp. */
function enterFinding(decision: DecisionOutput, rule: number, reason: number): void {
  const firstRefusal = detail.clamped === 0 && decision.refusedBy === 0;
  if (detail.clamped === 1) decision.clampedBy = withBit(decision.clampedBy, rule);
  else decision.refusedBy = withBit(decision.refusedBy, rule);
  if (!firstRefusal && decision.reason !== 0) return;
  decision.reason = reason;
  decision.value = detail.value;
  decision.limit = detail.limit;
}

/** Asks one rule until it finds nothing more. Returns true where it refuses. */
function askRule(kernel: Kernel, rule: number, nowNs: number, slot: number): boolean {
  const decision = at(kernel.outputs.decisions, slot);
  let refuses = false;
  detail.next = 0;
  for (let asked = -1; detail.next > asked;) {
    asked = detail.next;
    detail.value = 0;
    detail.limit = 0;
    detail.clamped = 0;
    const reason = at(rules, rule).check(kernel, kernel.work.intent, nowNs, detail);
    if (reason === 0) break;
    listFinding(kernel.outputs, slot, rule, reason);
    enterFinding(decision, rule, reason);
    refuses ||= detail.clamped === 0;
  }
  return refuses;
}

/** Asks every rule about the working copy and fills the decision slot. */
function decide(kernel: Kernel, nowNs: number, slot: number): number {
  const intent = kernel.work.intent;
  const decision = at(kernel.outputs.decisions, slot);
  decision.id0 = intent.id0;
  decision.id1 = intent.id1;
  decision.id2 = intent.id2;
  decision.id3 = intent.id3;
  decision.source = intent.source;
  decision.action = intent.action;
  decision.reason = 0;
  decision.refusedBy = 0;
  decision.clampedBy = 0;
  decision.value = 0;
  decision.limit = 0;
  for (let i = 0; i < rules.length; i++) {
    const refuses = askRule(kernel, i, nowNs, slot);
    if (refuses && i < guardRules) break;
  }
  decision.verdict = decision.refusedBy !== 0
    ? verdictNumber.refused
    : decision.clampedBy !== 0
    ? verdictNumber.clamped
    : verdictNumber.accepted;
  return decision.verdict;
}

/** Counts what came in. */
function count(kernel: Kernel, verdict: number): void {
  const s = kernel.state;
  s.intents += 1;
  if (verdict === verdictNumber.refused) s.refused += 1;
  else if (verdict === verdictNumber.clamped) s.clamped += 1;
  else s.accepted += 1;
}

/** Decides on the working copy, in the next slot of the outputs. */
function judge(kernel: Kernel, nowNs: number): number {
  const verdict = decide(kernel, nowNs, kernel.outputs.decisionCount);
  kernel.outputs.decisionCount += 1;
  return verdict;
}

/** True where this tick's outputs can hold one more decision. */
export function hasDecisionSlot(kernel: Kernel): boolean {
  return kernel.outputs.decisionCount < kernel.outputs.decisions.length;
}

/** Gives what passed to its skill. */
function carryOn(kernel: Kernel, nowNs: number): void {
  noteBegun(kernel, kernel.work.intent);
  acceptIntent(kernel, kernel.work.intent, nowNs);
}

/**
 * Passes an intent of the kernel's own, `work.intent`, through the rules. Call after `gate`. It is
 * decided on as any other, and not counted: the counters are of what came in.
 */
export function submit(kernel: Kernel, nowNs: number): number {
  const verdict = judge(kernel, nowNs);
  const passed = verdict !== verdictNumber.refused;
  if (passed) carryOn(kernel, nowNs);
  return verdict;
}

/** Passes this tick's intents through the rules, in the order of arrival. */
export function gate(kernel: Kernel, inputs: KernelInputs, nowNs: number): void {
  const before = kernel.outputs.decisionCount;
  const listed = kernel.outputs.findingCount;
  kernel.outputs.decisionCount = 0;
  kernel.outputs.findingCount = 0;
  for (let i = 0; i < inputs.intentCount; i++) {
    copyIntent(at(inputs.intents, i), kernel.work.intent);
    const given = at(inputs.intents, i);
    const verdict = judge(kernel, nowNs);
    count(kernel, verdict);
    noteStick(kernel, given);
    if (!isRepeat(kernel, kernel.work.intent)) remember(kernel, kernel.work.intent);
    if (verdict !== verdictNumber.refused) carryOn(kernel, nowNs);
  }
  // Nothing of an older tick may stay in the struct: its bytes are compared.
  for (let i = kernel.outputs.decisionCount; i < before; i++) {
    Object.assign(at(kernel.outputs.decisions, i), noDecision);
  }
  for (let i = kernel.outputs.findingCount; i < listed; i++) {
    Object.assign(at(kernel.outputs.findings, i), noFinding);
  }
}
