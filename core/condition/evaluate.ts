/**
 * The one evaluator of owner rules, tree conditions and expectations: bounded, without garbage,
 * the same bits everywhere. A NaN met on the way (an unknown value, 0/0) or a division by zero
 * makes the whole condition false, and is counted.
 *
 * @module
 */
import { type ConditionScratch, op, type Program } from "./program.ts";

/** Evaluates a condition over its slots: 1 true, 0 false. */
export function evaluate(program: Program, slots: Float64Array, scratch: ConditionScratch): 0 | 1 {
  const value = evaluateNumber(program, slots, scratch);
  return value === value && value !== 0 ? 1 : 0;
}

/** Evaluates an expression over its slots: its number, a truth as 1 or 0; NaN where undefined. */
export function evaluateNumber(
  program: Program,
  slots: Float64Array,
  scratch: ConditionScratch,
): number {
  const { ops, operands } = program;
  const stack = scratch.stack;
  let top = -1;
  let at = 0;
  while (at < ops.length) {
    const code = ops[at] ?? 0;
    const operand = operands[at] ?? 0;
    at += 1;
    if (code === op.constant) {
      stack[++top] = operand;
      continue;
    }
    if (code >= op.jumpIfFalse) {
      const value = stack[top] ?? 0;
      if (code === op.jump) at = operand;
      else if (code === op.branch) {
        top -= 1;
        if (value === 0) at = operand;
      } else if ((value === 0) === (code === op.jumpIfFalse)) at = operand;
      else top -= 1;
      continue;
    }
    if (code === op.load) {
      stack[++top] = slots[operand] ?? NaN;
    } else if (code <= op.not || code === op.abs) {
      const value = stack[top] ?? 0;
      stack[top] = code === op.negate ? -value : code === op.not ? 1 - value : Math.abs(value);
    } else if (code === op.distance) {
      const dx = (stack[top - 3] ?? 0) - (stack[top - 1] ?? 0);
      const dy = (stack[top - 2] ?? 0) - (stack[top] ?? 0);
      top -= 3;
      stack[top] = Math.sqrt(dx * dx + dy * dy);
    } else {
      const right = stack[top] ?? 0;
      const left = stack[top - 1] ?? 0;
      top -= 1;
      if (code === op.divide && right === 0) {
        scratch.undefinedCount += 1;
        return NaN;
      }
      stack[top] = binary(code, left, right);
    }
    const result = stack[top] ?? 0;
    if (result !== result) {
      scratch.undefinedCount += 1;
      return NaN;
    }
  }
  return stack[0] ?? NaN;
}

function binary(code: number, left: number, right: number): number {
  switch (code) {
    case op.add:
      return left + right;
    case op.subtract:
      return left - right;
    case op.multiply:
      return left * right;
    case op.divide:
      return left / right;
    case op.less:
      return left < right ? 1 : 0;
    case op.lessEqual:
      return left <= right ? 1 : 0;
    case op.greater:
      return left > right ? 1 : 0;
    case op.greaterEqual:
      return left >= right ? 1 : 0;
    case op.equal:
      return left === right ? 1 : 0;
    case op.notEqual:
      return left !== right ? 1 : 0;
    case op.min:
      return Math.min(left, right);
    default:
      return Math.max(left, right);
  }
}
