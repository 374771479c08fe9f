/**
 * All that the gate found of an intent, as sentences: for the model, the log and the operator.
 *
 * @module
 */
import type { KernelOutputs } from "./outputs.ts";
import { noReasonNames, type ReasonNames } from "./reason_names.ts";
import { type ReasonCode, reasonCode, reasonText } from "./reasons.ts";

/** What one rule found. */
export interface DecisionReason {
  /** Place of the rule in the rule table. */
  readonly rule: number;
  readonly code: ReasonCode;
  readonly text: string;
  /** True where the rule changed the intent instead of refusing it. */
  readonly clamped: boolean;
}

/** Every reason of decision `index` of a tick, in the order of the rules. */
export function decisionReasons(
  out: KernelOutputs,
  index: number,
  names: ReasonNames = noReasonNames,
): DecisionReason[] {
  const found: DecisionReason[] = [];
  for (let i = 0; i < out.findingCount; i++) {
    const finding = out.findings[i];
    if (finding === undefined || finding.decision !== index) continue;
    found.push({
      rule: finding.rule,
      code: reasonCode(finding.reason),
      text: reasonText(finding.reason, finding.value, finding.limit, names),
      clamped: finding.clamped === 1,
    });
  }
  return found;
}

/** The sentence of a decision: the reason that decided first, then each other one once. */
export function decisionText(
  out: KernelOutputs,
  index: number,
  names: ReasonNames = noReasonNames,
): string {
  const decision = out.decisions[index];
  if (decision === undefined || decision.reason === 0) return "";
  const first = reasonText(decision.reason, decision.value, decision.limit, names);
  const others = decisionReasons(out, index, names).map((reason) => reason.text);
  return [...new Set([first, ...others])].join("; ");
}
