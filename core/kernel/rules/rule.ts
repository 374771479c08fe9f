/**
 * What a rule of the gate is: a pure check of one intent against state and parameters.
 *
 * @module
 */
import type { IntentRecord } from "core/messages/mod.ts";
import type { Kernel } from "core/kernel/state.ts";

/** What a rule found besides its reason; one record, rewritten for each rule. */
export interface RuleDetail {
  value: number;
  limit: number;
  /** 1 = the rule changed the intent instead of refusing it. */
  clamped: number;
  /**
   * Where a rule over a table of the owner's goes on: 0 when it is asked first. A rule that found
   * something and raises it is asked again from there, so that everything it finds is listed.
   */
  next: number;
}

/** One rule: `check` returns a reason number, 0 where the intent may pass. */
export interface Rule {
  readonly name: string;
  /** What it does, as its line of RULES.md says behind its name. */
  readonly doc: string;
  readonly check: (
    kernel: Kernel,
    intent: IntentRecord,
    nowNs: number,
    detail: RuleDetail,
  ) => number;
}
