/**
 * Text to program: parsed by cel-js's parser, checked against the subset of INTERFACES.md section
 * 6, lowered to instructions. Runs at load, never in the kernel.
 *
 * @module
 */
import { parse } from "@marcbachmann/cel-js";
import { fail, type Fault, MechError, ok, type Result, type SourcePlace } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import { type ConditionType, eventPrefix, type NameTable } from "./names.ts";
import { type ConditionNode, maxNodes, op, type Program } from "./program.ts";

/** Where the text stands: the column of its first character. */
export interface ConditionOrigin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly excerpt?: string | null;
}

interface Typed {
  readonly node: ConditionNode;
  readonly type: ConditionType;
  /** The text of a string literal, whose number depends on what it is compared with. */
  readonly literal?: string;
}

interface Context {
  readonly names: NameTable;
  readonly origin: ConditionOrigin;
  readonly used: Set<string>;
}

const binaryOps: Readonly<Record<string, number>> = {
  "+": op.add,
  "-": op.subtract,
  "*": op.multiply,
  "/": op.divide,
  "<": op.less,
  "<=": op.lessEqual,
  ">": op.greater,
  ">=": op.greaterEqual,
  "==": op.equal,
  "!=": op.notEqual,
};

function place(origin: ConditionOrigin, pos: number): SourcePlace {
  return {
    file: origin.file,
    line: origin.line,
    column: origin.column + pos,
    excerpt: origin.excerpt ?? null,
  };
}

function refuse(
  c: Context,
  code: Fault["code"],
  pos: number,
  message: string,
  help: string,
): never {
  throw new MechError({ code, message, place: place(c.origin, pos), help });
}

function isNode(value: unknown): value is { op: string; args: unknown; pos: number } {
  return typeof value === "object" && value !== null && "op" in value && "args" in value &&
    "pos" in value && typeof value.op === "string" && typeof value.pos === "number";
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** The dotted name of `a.b.c`, or null where it is something else. */
function dotted(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.op === "id") return typeof node.args === "string" ? node.args : null;
  if (node.op !== ".") return null;
  const [object, field] = list(node.args);
  const left = dotted(object);
  return left === null || typeof field !== "string" ? null : `${left}.${field}`;
}

function leaf(code: number, operand: number, boolean: boolean): ConditionNode {
  return { op: code, operand, args: [], boolean };
}

function branchNode(code: number, args: readonly Typed[], boolean: boolean): ConditionNode {
  return { op: code, operand: 0, args: args.map((arg) => arg.node), boolean };
}

function typeName(type: ConditionType): string {
  if (type === "double" || type === "bool") return type;
  return "enum" in type ? `one of ${type.enum.join(", ")}` : "text";
}

function want(c: Context, typed: Typed, type: "double" | "bool", pos: number): Typed {
  if (typed.type === type && typed.literal === undefined) return typed;
  const got = typed.literal !== undefined ? `text '${typed.literal}'` : typeName(typed.type);
  return refuse(
    c,
    "CONFIG_CONDITION_TYPE",
    pos,
    `Expected a ${type}: got ${got}`,
    "compare it first",
  );
}

function loadName(c: Context, name: string, pos: number): Typed {
  const entry = Object.hasOwn(c.names, name) ? c.names[name] : undefined;
  if (entry === undefined) {
    const known = Object.keys(c.names).filter((key) => !key.startsWith(eventPrefix));
    return refuse(
      c,
      "CONFIG_CONDITION_NAME",
      pos,
      `Unknown name "${name}" in a condition`,
      didYouMean(name, known),
    );
  }
  c.used.add(name);
  return { node: leaf(op.load, entry.slot, entry.type === "bool"), type: entry.type };
}

/** The number of a string literal when compared with something of a type. */
function literalNumber(
  c: Context,
  literal: string,
  type: ConditionType,
  pos: number,
): ConditionNode {
  if (typeof type === "string") {
    return refuse(
      c,
      "CONFIG_CONDITION_TYPE",
      pos,
      `Cannot compare a ${type} with text '${literal}'`,
      "",
    );
  }
  if ("text" in type) return leaf(op.constant, type.text(literal), false);
  const index = type.enum.indexOf(literal);
  if (index >= 0) return leaf(op.constant, index, false);
  return refuse(
    c,
    "CONFIG_CONDITION_NAME",
    pos,
    `Unknown value '${literal}': it never occurs`,
    didYouMean(literal, type.enum),
  );
}

function equality(c: Context, code: number, left: Typed, right: Typed, pos: number): Typed {
  if (left.literal !== undefined && right.literal === undefined) {
    return equality(c, code, right, left, pos);
  }
  if (right.literal !== undefined) {
    const constant = literalNumber(c, right.literal, left.type, pos);
    const node = { op: code, operand: 0, args: [left.node, constant], boolean: true };
    return { node, type: "bool" };
  }
  const same = left.type === right.type;
  if (!same) {
    const sides = `${typeName(left.type)} with ${typeName(right.type)}`;
    refuse(c, "CONFIG_CONDITION_TYPE", pos, `Cannot compare ${sides}`, "both sides need one type");
  }
  return { node: branchNode(code, [left, right], true), type: "bool" };
}

/** `x in [a, b]` as a chain of equalities. */
function membership(c: Context, args: readonly unknown[], pos: number): Typed {
  const [left, right] = args;
  const value = check(c, left);
  const items = isNode(right) && right.op === "list" ? list(right.args) : null;
  if (items === null || items.length === 0) {
    return refuse(
      c,
      "CONFIG_CONDITION_SYNTAX",
      pos,
      "`in` needs a list of values",
      "x in ['a', 'b']",
    );
  }
  const tests = items.map((item) => equality(c, op.equal, value, check(c, item), pos));
  return tests.reduce((sum, test) => ({
    node: branchNode(op.jumpIfTrue, [sum, test], true),
    type: "bool",
  }));
}

function call(c: Context, args: readonly unknown[], pos: number): Typed {
  const [name, rest] = args;
  const given = list(rest);
  if (name === "event") return eventCall(c, given, pos);
  if (name === "distance") return distanceCall(c, given, pos);
  if (name === "abs" && given.length === 1) {
    return {
      node: branchNode(op.abs, [want(c, check(c, given[0]), "double", pos)], false),
      type: "double",
    };
  }
  if ((name === "min" || name === "max") && given.length >= 2) {
    const code = name === "min" ? op.min : op.max;
    return given.map((arg) => want(c, check(c, arg), "double", pos)).reduce((left, right) => ({
      node: branchNode(code, [left, right], false),
      type: "double",
    }));
  }
  const known = ["abs", "min", "max", "distance", "event"];
  return refuse(
    c,
    "CONFIG_CONDITION_NAME",
    pos,
    `Unknown function ${String(name)} with ${given.length} argument(s)`,
    didYouMean(String(name), known),
  );
}

function eventCall(c: Context, given: readonly unknown[], pos: number): Typed {
  const first = given[0];
  const text = isNode(first) && first.op === "value" ? first.args : null;
  if (given.length !== 1 || typeof text !== "string") {
    return refuse(
      c,
      "CONFIG_CONDITION_TYPE",
      pos,
      "event() takes one name in quotes",
      'event("name")',
    );
  }
  const entry = c.names[eventPrefix + text];
  if (entry === undefined) {
    const known = Object.keys(c.names).filter((key) => key.startsWith(eventPrefix));
    const events = known.map((key) => key.slice(eventPrefix.length));
    return refuse(
      c,
      "CONFIG_CONDITION_NAME",
      pos,
      `Unknown event "${text}"`,
      didYouMean(text, events),
    );
  }
  c.used.add(eventPrefix + text);
  return { node: leaf(op.load, entry.slot, true), type: "bool" };
}

function distanceCall(c: Context, given: readonly unknown[], pos: number): Typed {
  const who = dotted(given[0]);
  if (given.length !== 3 || (who !== "robot" && who !== "odom")) {
    const help = "distance(robot, X, Y) or distance(odom, X, Y)";
    return refuse(
      c,
      "CONFIG_CONDITION_TYPE",
      pos,
      "distance() takes robot or odom and two numbers",
      help,
    );
  }
  const x = loadName(c, `${who}.x`, pos);
  const y = loadName(c, `${who}.y`, pos);
  const goal = given.slice(1).map((arg) => want(c, check(c, arg), "double", pos));
  return { node: branchNode(op.distance, [x, y, ...goal], false), type: "double" };
}

function literal(c: Context, value: unknown, pos: number): Typed {
  if (typeof value === "bigint" || typeof value === "number") {
    return { node: leaf(op.constant, Number(value), false), type: "double" };
  }
  if (typeof value === "boolean") {
    return { node: leaf(op.constant, value ? 1 : 0, true), type: "bool" };
  }
  if (typeof value === "string") {
    return { node: leaf(op.constant, 0, false), type: { enum: [] }, literal: value };
  }
  return refuse(
    c,
    "CONFIG_CONDITION_TYPE",
    pos,
    "Unsupported literal",
    "numbers, true, false, 'text'",
  );
}

function logic(c: Context, code: number, args: readonly unknown[], pos: number): Typed {
  const sides = args.map((arg) => want(c, check(c, arg), "bool", isNode(arg) ? arg.pos : pos));
  return { node: branchNode(code, sides, true), type: "bool" };
}

function choice(c: Context, args: readonly unknown[], pos: number): Typed {
  const [first, second, third] = args;
  const test = want(c, check(c, first), "bool", pos);
  const yes = check(c, second);
  const no = check(c, third);
  if (yes.type !== no.type || yes.literal !== undefined || no.literal !== undefined) {
    refuse(
      c,
      "CONFIG_CONDITION_TYPE",
      pos,
      "Both answers of ?: need one type",
      "numbers or conditions",
    );
  }
  return { node: branchNode(op.branch, [test, yes, no], yes.type === "bool"), type: yes.type };
}

/** Checks one node of the parser's tree and gives it a type. */
function check(c: Context, raw: unknown): Typed {
  if (!isNode(raw)) return refuse(c, "CONFIG_CONDITION_SYNTAX", 0, "Not an expression", "");
  const { op: kind, pos } = raw;
  const args = list(raw.args);
  const name = dotted(raw);
  if (name !== null) return loadName(c, name, pos);
  switch (kind) {
    case "value":
      return literal(c, raw.args, pos);
    case "!_":
      return {
        node: branchNode(op.not, [want(c, check(c, args[0]), "bool", pos)], true),
        type: "bool",
      };
    case "-_":
      return {
        node: branchNode(op.negate, [want(c, check(c, args[0]), "double", pos)], false),
        type: "double",
      };
    case "&&":
      return logic(c, op.jumpIfFalse, args, pos);
    case "||":
      return logic(c, op.jumpIfTrue, args, pos);
    case "?:":
      return choice(c, args, pos);
    case "in":
      return membership(c, args, pos);
    case "call":
      return call(c, args, pos);
    case "==":
    case "!=":
      return equality(c, binaryOps[kind] ?? 0, check(c, args[0]), check(c, args[1]), pos);
  }
  const code = binaryOps[kind];
  if (code === undefined) {
    const help = "use ! && || == != < <= > >= + - * / ?: in abs min max distance event";
    return refuse(c, "CONFIG_CONDITION_SYNTAX", pos, `Operator ${kind} is not supported`, help);
  }
  const sides = args.map((arg) => want(c, check(c, arg), "double", pos));
  const compares = code >= op.less && code <= op.greaterEqual;
  return { node: branchNode(code, sides, compares), type: compares ? "bool" : "double" };
}

/** Writes a node's instructions in the order of evaluation. */
function emit(node: ConditionNode, ops: number[], operands: number[]): void {
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
  let tree: unknown;
  try {
    tree = parse(text).ast;
  } catch (error) {
    return fail(syntaxFault(text, error, origin));
  }
  const context: Context = { names, origin, used: new Set() };
  try {
    const typed = want(context, check(context, tree), "bool", 0);
    const ops: number[] = [];
    const operands: number[] = [];
    emit(typed.node, ops, operands);
    if (ops.length > maxNodes) {
      const size = `${ops.length} nodes, at most ${maxNodes}`;
      refuse(context, "CONFIG_CONDITION_SYNTAX", 0, `Condition is too long: ${size}`, "split it");
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
