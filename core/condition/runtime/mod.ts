/**
 * The door of what runs conditions, without what parses them: the kernel's thread imports this
 * one, so that no package is in its module graph.
 *
 * @module
 */
export { evaluate, evaluateNumber } from "core/condition/evaluate.ts";
export { type ConditionScratch, createScratch, type Program } from "core/condition/program.ts";
