/**
 * How far a condition is from changing its answer (robustness of signal temporal logic, Donzé and
 * Maler 2010): a comparison gives the signed difference of its sides, `&&` the least, `||` the
 * greatest, `!` the negative; what is true or false without a distance counts as +-Infinity.
 * Not for the kernel: it recurses.
 *
 * @module
 */
import { type ConditionNode, op, type Program } from "./program.ts";

function number(node: ConditionNode, slots: Float64Array): number {
  const arg = (index: number): number => {
    const child = node.args[index];
    return child === undefined ? NaN : number(child, slots);
  };
  switch (node.op) {
    case op.constant:
      return node.operand;
    case op.load:
      return slots[node.operand] ?? NaN;
    case op.negate:
      return -arg(0);
    case op.abs:
      return Math.abs(arg(0));
    case op.add:
      return arg(0) + arg(1);
    case op.subtract:
      return arg(0) - arg(1);
    case op.multiply:
      return arg(0) * arg(1);
    case op.divide:
      return arg(1) === 0 ? NaN : arg(0) / arg(1);
    case op.min:
      return Math.min(arg(0), arg(1));
    case op.max:
      return Math.max(arg(0), arg(1));
    case op.distance: {
      const dx = arg(0) - arg(2);
      const dy = arg(1) - arg(3);
      return Math.sqrt(dx * dx + dy * dy);
    }
    case op.branch:
      return truth(node.args[0], slots) > 0 ? arg(1) : arg(2);
    default:
      return truth(node, slots) > 0 ? 1 : 0;
  }
}

function truth(node: ConditionNode | undefined, slots: Float64Array): number {
  if (node === undefined) return -Infinity;
  const [first, second, third] = node.args;
  switch (node.op) {
    case op.not:
      return -truth(first, slots);
    case op.jumpIfFalse:
      return Math.min(truth(first, slots), truth(second, slots));
    case op.jumpIfTrue:
      return Math.max(truth(first, slots), truth(second, slots));
    case op.branch:
      return truth(first, slots) > 0 ? truth(second, slots) : truth(third, slots);
    case op.less:
    case op.lessEqual:
    case op.greater:
    case op.greaterEqual: {
      if (first === undefined || second === undefined) return -Infinity;
      const left = number(first, slots);
      const right = number(second, slots);
      const smaller = node.op === op.less || node.op === op.lessEqual;
      const margin = smaller ? right - left : left - right;
      return margin === margin ? margin : -Infinity;
    }
    case op.equal:
    case op.notEqual: {
      if (first === undefined || second === undefined) return -Infinity;
      const same = number(first, slots) === number(second, slots);
      return same === (node.op === op.equal) ? Infinity : -Infinity;
    }
    default:
      return number(node, slots) !== 0 ? Infinity : -Infinity;
  }
}

/** The margin of a condition over its slots: above 0 true, below 0 false, in the unit compared. */
export function margin(program: Program, slots: Float64Array): number {
  return truth(program.root, slots);
}
