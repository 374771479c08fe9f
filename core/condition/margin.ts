/**
 * How far a condition is from changing its answer (robustness of signal temporal logic, Donzé and
 * Maler 2010): a comparison gives the distance of its sides, above 0 where it is true; `&&` gives
 * the least, `||` the greatest, `!` the negative, `c ? a : b` is read as `c && a || !c && b`. What
 * is true or false without a distance (flags, modes) counts as +-Infinity.
 *
 * The sign is the answer, zero included: +0 stands for "true, but only just", -0 for "false, but
 * only just". NaN on the way stands for undefined, which makes the whole condition false; what
 * the evaluator would have jumped over counts only where it is defined.
 *
 * Not for the kernel: it recurses.
 *
 * @module
 */
import { type ConditionNode, equalsNumbers, op, type Program } from "./program.ts";

/** True where a margin says "true": positive, or +0. */
function isTrue(value: number): boolean {
  return value > 0 || Object.is(value, 0);
}

function number(node: ConditionNode | undefined, slots: Float64Array): number {
  if (node === undefined) return NaN;
  const [first, second] = node.args;
  switch (node.op) {
    case op.constant:
      return node.operand;
    case op.load:
      return slots[node.operand] ?? NaN;
    case op.negate:
      return -number(first, slots);
    case op.abs:
      return Math.abs(number(first, slots));
    case op.add:
      return number(first, slots) + number(second, slots);
    case op.subtract:
      return number(first, slots) - number(second, slots);
    case op.multiply:
      return number(first, slots) * number(second, slots);
    case op.divide: {
      const divisor = number(second, slots);
      return divisor === 0 ? NaN : number(first, slots) / divisor;
    }
    case op.min:
      return Math.min(number(first, slots), number(second, slots));
    case op.max:
      return Math.max(number(first, slots), number(second, slots));
    case op.distance:
      return distance(node, slots);
    default:
      return choice(node, slots);
  }
}

function distance(node: ConditionNode, slots: Float64Array): number {
  const [x, y, goalX, goalY] = node.args;
  const dx = number(x, slots) - number(goalX, slots);
  const dy = number(y, slots) - number(goalY, slots);
  return Math.sqrt(dx * dx + dy * dy);
}

/** A `?:` between numbers, or a condition used as a number. */
function choice(node: ConditionNode, slots: Float64Array): number {
  if (node.op !== op.branch) {
    const side = truth(node, slots);
    return side !== side ? NaN : isTrue(side) ? 1 : 0;
  }
  const [test, yes, no] = node.args;
  const side = truth(test, slots);
  return side !== side ? NaN : number(isTrue(side) ? yes : no, slots);
}

function comparison(node: ConditionNode, slots: Float64Array): number {
  const left = number(node.args[0], slots);
  const right = number(node.args[1], slots);
  if (left !== left || right !== right) return NaN;
  const holds = node.op === op.less
    ? left < right
    : node.op === op.lessEqual
    ? left <= right
    : node.op === op.greater
    ? left > right
    : node.op === op.greaterEqual
    ? left >= right
    : (left === right) === (node.op === op.equal);
  const exact = (node.op === op.equal || node.op === op.notEqual) && node.operand !== equalsNumbers;
  if (exact) return holds ? Infinity : -Infinity;
  // Equal infinities are no distance apart.
  const apart = left === right ? 0 : Math.abs(left - right);
  return holds ? apart : -apart;
}

/** `&&` (and, with both sides negated, `||`): the second counts where the first lets it. */
function both(first: number, second: number): number {
  if (first !== first || isTrue(first)) return Math.min(first, second);
  return second !== second ? first : Math.min(first, second);
}

function truth(node: ConditionNode | undefined, slots: Float64Array): number {
  if (node === undefined) return NaN;
  const [first, second, third] = node.args;
  switch (node.op) {
    case op.not:
      return -truth(first, slots);
    case op.jumpIfFalse:
      return both(truth(first, slots), truth(second, slots));
    case op.jumpIfTrue:
      return -both(-truth(first, slots), -truth(second, slots));
    case op.branch: {
      const test = truth(first, slots);
      if (test !== test) return NaN;
      const [taken, other] = isTrue(test) ? [second, third] : [third, second];
      const here = Math.min(Math.abs(test), truth(taken, slots));
      const there = Math.min(-Math.abs(test), truth(other, slots));
      return there !== there ? here : Math.max(here, there);
    }
    case op.less:
    case op.lessEqual:
    case op.greater:
    case op.greaterEqual:
    case op.equal:
    case op.notEqual:
      return comparison(node, slots);
    default: {
      const value = number(node, slots);
      return value !== value ? NaN : value !== 0 ? Infinity : -Infinity;
    }
  }
}

/**
 * The margin of a condition over its slots, in the unit compared: above 0 (or +0) true, below 0
 * (or -0) false, and -Infinity where it is undefined.
 */
export function margin(program: Program, slots: Float64Array): number {
  const value = truth(program.root, slots);
  return value !== value ? -Infinity : value;
}
