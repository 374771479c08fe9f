/** What the gate decided of each intent, why, and how those that run come along. @module */

/** Changes of intent state that one tick may report; more wait for the next tick. */
export const statusSlots = 4;
/** Findings of single rules that one tick may report in full; more stay as bits of the decision. */
export const findingSlots = 12;

/** The gate's decision on one intent. */
export interface DecisionOutput {
  id0: number;
  id1: number;
  id2: number;
  id3: number;
  source: number;
  action: number;
  verdict: number;
  /** Reason number of the first rule that refused or clamped. */
  reason: number;
  /** One bit for each rule that refused, by its place in the rule table; read with `hasBit`. */
  refusedBy: number;
  /** One bit for each rule that clamped; read with `hasBit`. */
  clampedBy: number;
  value: number;
  limit: number;
}

/** What one rule found of one intent: a decision has as many as rules that refused or clamped. */
export interface FindingOutput {
  /** Index of the decision in this tick. */
  decision: number;
  /** Place of the rule in the rule table. */
  rule: number;
  reason: number;
  /** 1 = the rule changed the intent, 0 = it refused it. */
  clamped: number;
  value: number;
  limit: number;
}

/** A change in the life of an accepted intent. */
export interface StatusOutput {
  id0: number;
  id1: number;
  id2: number;
  id3: number;
  state: number;
  action: number;
  reason: number;
  /** 0..1. */
  progress: number;
  value: number;
  limit: number;
}

/** An empty decision. */
export function createDecision(): DecisionOutput {
  return {
    id0: 0,
    id1: 0,
    id2: 0,
    id3: 0,
    source: 0,
    action: 0,
    verdict: 0,
    reason: 0,
    refusedBy: 0,
    clampedBy: 0,
    value: 0,
    limit: 0,
  };
}

/** An empty finding. */
export function createFinding(): FindingOutput {
  return { decision: 0, rule: 0, reason: 0, clamped: 0, value: 0, limit: 0 };
}

/** An empty status. */
export function createStatus(): StatusOutput {
  return {
    id0: 0,
    id1: 0,
    id2: 0,
    id3: 0,
    state: 0,
    action: 0,
    reason: 0,
    progress: 0,
    value: 0,
    limit: 0,
  };
}
