/** Names that a condition may use, and the slots behind them. @module */

/** The type of a name or an expression: all numbers are doubles. */
export type ConditionType =
  | "double"
  | "bool"
  | { readonly enum: readonly string[] }
  /** Free text, compared by an interned number. */
  | { readonly text: (literal: string) => number };

/** One name. */
export interface NameEntry {
  readonly slot: number;
  readonly type: ConditionType;
}

/** Names by their dotted path; `event("x")` is looked up as `event:x`. */
export type NameTable = Readonly<Record<string, NameEntry>>;

/** Prefix of event names in a table. */
export const eventPrefix = "event:";
