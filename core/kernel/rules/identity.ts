/** Rules over the intent alone: well formed, finite, fresh, not a repeat. @module */
import { type IntentRecord, reasonNumber } from "core/messages/mod.ts";
import { intentNumber, sourceNumber } from "core/kernel/numbers.ts";
import { type Kernel, seenIds } from "core/kernel/state.ts";
import type { Rule, RuleDetail } from "./rule.ts";

const unknownAction = reasonNumber("GATE_UNKNOWN_ACTION");
const notFinite = reasonNumber("GATE_NOT_FINITE");
const expired = reasonNumber("GATE_EXPIRED");
const badTtl = reasonNumber("GATE_TTL");
const duplicate = reasonNumber("GATE_DUPLICATE");
const schema = reasonNumber("GATE_SCHEMA");

/** Refuses what its lane could not read, with the lane's own reason. */
export const wellFormed: Rule = {
  name: "wellFormed",
  doc: "refuses what its lane could not read, and what no lane sends",
  check: (kernel, intent) => {
    if (intent.defect !== 0) return intent.defect;
    if (intent.action === 0 || intent.action > intentNumber.mission) return unknownAction;
    const lane = intent.source;
    const known = lane === sourceNumber.brain || lane === sourceNumber.mission ||
      lane === sourceNumber.tree || lane === sourceNumber.operator;
    // The failsafe's own: made in this tick by a leaf of its tree, never received.
    const own = lane === sourceNumber.failsafe && kernel.work.treeAsks === 1;
    return known || own ? 0 : schema;
  },
};

/** Refuses any argument that is NaN or infinite. */
export const finite: Rule = {
  name: "finite",
  doc: "refuses an argument that is NaN or infinite",
  check: (_kernel, r) => {
    // The sum is finite for every sane intent; only an overflow needs the longer look.
    const sum = r.issuedAtNs + r.ttlMs + r.durationMs + r.x + r.y + r.z + r.yawRad;
    if (sum - sum === 0) return 0;
    return isFinite(r.issuedAtNs) && isFinite(r.ttlMs) && isFinite(r.durationMs) &&
        isFinite(r.x) && isFinite(r.y) && isFinite(r.z) && isFinite(r.yawRad)
      ? 0
      : notFinite;
  },
};

/**
 * Refuses an intent older than its time to live, one that claims to come from the future, and one
 * born before the last latch, disarm or lost link ended (FAULTS.md I3).
 */
export const fresh: Rule = {
  name: "fresh",
  doc: "refuses what is older than its `ttlMs`, from the future, or born before a latch ended",
  check: (kernel: Kernel, r: IntentRecord, nowNs: number, detail: RuleDetail) => {
    if (!(r.ttlMs >= 1 && r.ttlMs <= kernel.params.maxTtlMs)) {
      detail.value = r.ttlMs;
      detail.limit = kernel.params.maxTtlMs;
      return badTtl;
    }
    const ageMs = (nowNs - r.issuedAtNs) * 1e-6;
    const alive = r.issuedAtNs >= kernel.state.deadBeforeNs;
    if (ageMs >= 0 && ageMs <= r.ttlMs && alive) return 0;
    detail.value = ageMs;
    detail.limit = r.ttlMs;
    return expired;
  },
};

/** True for an id that the kernel remembers. */
export function isRepeat(kernel: Kernel, r: IntentRecord): boolean {
  const seen = kernel.state.seen;
  for (let i = 0; i < seenIds; i++) {
    const at = 4 * i;
    if (
      seen[at] === r.id0 && seen[at + 1] === r.id1 && seen[at + 2] === r.id2 &&
      seen[at + 3] === r.id3
    ) return true;
  }
  return false;
}

/** Refuses an id that was accepted or refused before, or that may have been: too old to tell. */
export const notRepeated: Rule = {
  name: "notRepeated",
  doc: "refuses an id that was decided on before",
  check: (kernel, r) => {
    if ((r.id0 | r.id1 | r.id2 | r.id3) === 0) return schema;
    const maybe = r.issuedAtNs <= kernel.state.forgottenNs;
    return maybe || isRepeat(kernel, r) ? duplicate : 0;
  },
};
