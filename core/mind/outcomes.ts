/** What became of a mind's intents, in words for it. @module */
import type { MindOutcome } from "core/link/mod.ts";
import {
  decisionText,
  idText,
  intentStates,
  type KernelOutputs,
  nameOf,
  reasonCode,
  type ReasonNames,
  reasonText,
  verdicts,
} from "core/messages/mod.ts";

/** The decisions and changes of one tick; `said` is what the owner calls rules and relays. */
export function outcomesOf(out: KernelOutputs, said: ReasonNames): MindOutcome[] {
  const outcomes: MindOutcome[] = [];
  for (let i = 0; i < out.decisionCount; i++) {
    const d = out.decisions[i];
    const verdict = d === undefined ? "none" : nameOf(verdicts, d.verdict);
    if (d === undefined || verdict === "none") continue;
    const text = decisionText(out, i, said);
    outcomes.push({ intentId: idText(d), state: verdict, code: reasonCode(d.reason), text });
  }
  for (let i = 0; i < out.statusCount; i++) {
    const s = out.statuses[i];
    const state = s === undefined ? "none" : nameOf(intentStates, s.state);
    if (s === undefined || state === "none") continue;
    const text = reasonText(s.reason, s.value, s.limit, said);
    outcomes.push({ intentId: idText(s), state, code: reasonCode(s.reason), text });
  }
  return outcomes;
}
