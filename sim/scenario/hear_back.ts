/** What a simulated mind hears of its last proposal. @module */
import {
  decisionText,
  intentStates,
  type KernelOutputs,
  reasonCode,
  type ReasonNames,
  reasonText,
  sameId,
  verdicts,
} from "core/messages/mod.ts";
import type { Mind } from "./mind.ts";

/** Tells the mind what became of its last proposal. */
export function hearBack(mind: Mind, out: KernelOutputs, said: ReasonNames): void {
  const id = mind.lastId;
  if (id === null) return;
  for (let i = 0; i < out.decisionCount; i++) {
    const d = out.decisions[i];
    if (d === undefined || !sameId(id, d.id0, d.id1, d.id2, d.id3)) continue;
    mind.silentUntilNs = Infinity;
    if (verdicts[d.verdict] !== "refused") continue;
    mind.outcome = {
      kind: "refused",
      code: reasonCode(d.reason),
      text: decisionText(out, i, said),
    };
  }
  for (let i = 0; i < out.statusCount; i++) {
    const s = out.statuses[i];
    if (s === undefined || !sameId(id, s.id0, s.id1, s.id2, s.id3)) continue;
    const state = intentStates[s.state];
    if (state === "succeeded") mind.outcome = { kind: "succeeded" };
    if (state === "aborted" || state === "canceled") {
      const text = reasonText(s.reason, s.value, s.limit, said);
      mind.outcome = { kind: state, code: reasonCode(s.reason), text };
    }
  }
}
