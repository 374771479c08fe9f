/**
 * Text to program: parsed by cel-js's parser, checked against the subset of INTERFACES.md section
 * 6, lowered to instructions. Runs at load, never in the kernel.
 *
 * @module
 */
import { parse } from "@marcbachmann/cel-js";
import { fail, type Fault, MechError, ok, type Result } from "core/fault.ts";
import { type Context, operand } from "./check.ts";
import { type ConditionOrigin, place, unreadable } from "./refuse.ts";
import type { NameTable } from "./names.ts";
import { type ConditionNode, maxNodes, op, type Program } from "./program.ts";

/** Longest condition, characters: bounds the depth of its tree, and so of every recursion here. */
const maxText = 1000;

/**
 * Writes a node's instructions in the order of evaluation, and stops where there are too many: a
 * nested `in` shares its left side in the tree, but repeats it in the program.
 */
function emit(node: ConditionNode, ops: number[], operands: number[]): void {
  if (ops.length > maxNodes) return;
  const put = (code: number, operand: number): number => {
    ops.push(code);
    operands.push(operand);
    return ops.length - 1;
  };
  const [first, second, third] = node.args;
  const short = node.op === op.jumpIfFalse || node.op === op.jumpIfTrue;
  if (short && first !== undefined && second !== undefined) {
    emit(first, ops, operands);
    const jump = put(node.op, 0);
    emit(second, ops, operands);
    operands[jump] = ops.length;
    return;
  }
  if (node.op === op.branch && first && second && third) {
    emit(first, ops, operands);
    const otherwise = put(op.branch, 0);
    emit(second, ops, operands);
    const end = put(op.jump, 0);
    operands[otherwise] = ops.length;
    emit(third, ops, operands);
    operands[end] = ops.length;
    return;
  }
  for (const arg of node.args) emit(arg, ops, operands);
  put(node.op, node.operand);
}

function syntaxFault(text: string, error: unknown, origin: ConditionOrigin): Fault {
  const raw = error instanceof Error ? error.message.split("\n")[0] ?? "" : String(error);
  const range = error instanceof Error && "range" in error ? error.range : null;
  const start = typeof range === "object" && range !== null && "start" in range &&
      typeof range.start === "number"
    ? range.start
    : 0;
  return {
    code: "CONFIG_CONDITION_SYNTAX",
    message: `Cannot read condition "${text}": ${raw}`,
    place: place(origin, start),
    help: "for example: robot.x > 5.0 && !collision",
  };
}

/** Compiles a condition. Fails with the line, the column and the nearest name. */
export function compileCondition(
  text: string,
  names: NameTable,
  origin: ConditionOrigin,
): Result<Program> {
  return compileExpression(text, names, origin, "bool");
}

/** Compiles an expression of either type; `evaluateNumber` gives its value. */
export function compileExpression(
  text: string,
  names: NameTable,
  origin: ConditionOrigin,
  type: "bool" | "double",
): Result<Program> {
  if (text.length > maxText) {
    return fail({
      code: "CONFIG_CONDITION_SYNTAX",
      message: `Condition is too long: ${text.length} characters, at most ${maxText}`,
      place: place(origin, 0),
      help: "split it",
    });
  }
  let tree: unknown;
  try {
    tree = parse(text).ast;
  } catch (error) {
    return fail(syntaxFault(text, error, origin));
  }
  const context: Context = { names, origin, used: new Set() };
  try {
    const typed = operand(context, tree, type);
    const ops: number[] = [];
    const operands: number[] = [];
    emit(typed.node, ops, operands);
    if (ops.length > maxNodes) {
      const message = `Condition is too long: more than ${maxNodes} nodes`;
      unreadable(context, 0, message, "split it");
    }
    return ok({
      text,
      ops: Uint8Array.from(ops),
      operands: Float64Array.from(operands),
      root: typed.node,
      names: [...context.used],
    });
  } catch (error) {
    if (error instanceof MechError) return fail(error.fault);
    throw error;
  }
}
