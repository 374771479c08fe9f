/**
 * A condition as the evaluator runs it: a flat list of stack instructions over float64 slots.
 *
 * @module
 */

/** Instructions. The operand is a constant, a slot, or a jump target. */
export const op = {
  constant: 0,
  load: 1,
  negate: 2,
  not: 3,
  add: 4,
  subtract: 5,
  multiply: 6,
  divide: 7,
  less: 8,
  lessEqual: 9,
  greater: 10,
  greaterEqual: 11,
  equal: 12,
  notEqual: 13,
  abs: 14,
  min: 15,
  max: 16,
  distance: 17,
  /** Jumps where the top is false and keeps it; else drops it. */
  jumpIfFalse: 18,
  /** Jumps where the top is true and keeps it; else drops it. */
  jumpIfTrue: 19,
  /** Drops the top and jumps where it was false. */
  branch: 20,
  jump: 21,
} as const;

/** Operand of `equal` and `notEqual` over numbers, whose margin is a distance. */
export const equalsNumbers = 1;

/** Most instructions of one condition (DESIGN.md: at most 64 nodes). */
export const maxNodes = 64;
/** Deepest stack any condition of that size can need. */
export const stackDepth = 72;

/** The typed tree behind a program, for its margin. */
export interface ConditionNode {
  readonly op: number;
  readonly operand: number;
  readonly args: readonly ConditionNode[];
  readonly boolean: boolean;
}

/** A compiled condition; immutable. */
export interface Program {
  readonly text: string;
  readonly ops: Uint8Array;
  readonly operands: Float64Array;
  readonly root: ConditionNode;
  /** Names the condition reads, for messages. */
  readonly names: readonly string[];
}

/** What evaluation needs besides the program: reused, allocates nothing. */
export interface ConditionScratch {
  readonly stack: Float64Array;
  /** How often a condition was undefined (NaN or division by zero) and so false. */
  undefinedCount: number;
}

/** Scratch for any number of programs, one thread. */
export function createScratch(): ConditionScratch {
  return { stack: new Float64Array(stackDepth), undefinedCount: 0 };
}
