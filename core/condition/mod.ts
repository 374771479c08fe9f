/**
 * Conditions: a typed subset of the Common Expression Language, lowered at load to a flat program
 * over float64 slots. One evaluator for owner rules, tree conditions and expectations.
 *
 * @module
 */
export { type ConditionType, eventPrefix, type NameEntry, type NameTable } from "./names.ts";
export type { ConditionOrigin } from "./refuse.ts";
export { compileCondition, compileExpression } from "./compile.ts";
export { type ConditionScratch, createScratch, maxNodes, type Program } from "./program.ts";
export { evaluate, evaluateNumber } from "./evaluate.ts";
export { margin } from "./margin.ts";
