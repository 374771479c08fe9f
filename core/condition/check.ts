/**
 * Types: the parser's tree is checked against the subset of INTERFACES.md section 6 and becomes a
 * typed tree of our own instructions. A breach is thrown as the fault that compile.ts returns.
 *
 * @module
 */
import { didYouMean, nearest } from "core/nearest.ts";
import { type ConditionType, eventPrefix, type NameTable } from "./names.ts";
import { dotted, isNode, list, startOf } from "./parsed_tree.ts";
import { type ConditionOrigin, unknown, unreadable, wrong } from "./refuse.ts";
import { type ConditionNode, equalsNumbers, op } from "./program.ts";

interface Typed {
  readonly node: ConditionNode;
  readonly type: ConditionType;
  /** The text of a string literal, whose number depends on what it is compared with. */
  readonly literal?: string;
}

/** What a check needs, and the names it met. */
export interface Context {
  readonly names: NameTable;
  readonly origin: ConditionOrigin;
  readonly used: Set<string>;
}

/** What the parser calls by a name of its own. */
const phrases: Readonly<Record<string, string>> = {
  rcall: "Calling a method",
  "[]": "An index",
  "[?]": "An index",
  ".?": "Operator .?",
  map: "A map {}",
  list: "A list outside `in`",
};

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

/** Checks an operand that has to be of one type. */
export function operand(c: Context, raw: unknown, type: "double" | "bool"): Typed {
  const typed = check(c, raw);
  if (typed.type === type && typed.literal === undefined) return typed;
  const got = typed.literal !== undefined ? `text '${typed.literal}'` : typeName(typed.type);
  const help = type === "bool" ? "compare it first" : "numbers only: compare it first, or use ?:";
  const message = `Expected a ${type}: got ${got}`;
  return wrong(c, startOf(raw), message, help);
}

function loadName(c: Context, name: string, pos: number): Typed {
  const entry = Object.hasOwn(c.names, name) ? c.names[name] : undefined;
  if (entry === undefined) {
    const known = Object.keys(c.names).filter((key) => !key.startsWith(eventPrefix));
    return unknown(c, pos, `Unknown name "${name}" in a condition`, didYouMean(name, known));
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
    const help = type === "bool" ? "true or false, without quotes" : "a number, without quotes";
    return wrong(c, pos, `Cannot compare a ${type} with text '${literal}'`, help);
  }
  if ("text" in type) return leaf(op.constant, type.text(literal), false);
  const index = type.enum.indexOf(literal);
  if (index >= 0) return leaf(op.constant, index, false);
  const help = didYouMean(literal, type.enum);
  return unknown(c, pos, `Unknown value '${literal}': it never occurs`, help);
}

/** One side of an equality and where it stands. */
interface Side {
  readonly typed: Typed;
  readonly pos: number;
}

function sideOf(c: Context, raw: unknown): Side {
  return { typed: check(c, raw), pos: startOf(raw) };
}

function equality(c: Context, code: number, first: Side, second: Side): Typed {
  const { typed: left, pos } = first;
  const { typed: right } = second;
  if (left.literal !== undefined) {
    if (right.literal === undefined) return equality(c, code, second, first);
    const message = `Cannot compare text '${left.literal}' with text: one side must be a name`;
    return wrong(c, pos, message, "for example mode == 'auto'");
  }
  if (right.literal !== undefined) {
    const constant = literalNumber(c, right.literal, left.type, second.pos);
    const node = { op: code, operand: 0, args: [left.node, constant], boolean: true };
    return { node, type: "bool" };
  }
  if (left.type !== right.type) {
    const sides = `${typeName(left.type)} with ${typeName(right.type)}`;
    wrong(c, pos, `Cannot compare ${sides}`, "both sides need one type");
  }
  const operand = left.type === "double" ? equalsNumbers : 0;
  const args = [left.node, right.node];
  return { node: { op: code, operand, args, boolean: true }, type: "bool" };
}

/** `x in [a, b]` as a chain of equalities. */
function membership(c: Context, args: readonly unknown[], pos: number): Typed {
  const [left, right] = args;
  const items = isNode(right) && right.op === "list" ? list(right.args) : null;
  if (items === null || items.length === 0) {
    return unreadable(c, pos, "`in` needs a list of values", "x in ['a', 'b']");
  }
  const value = sideOf(c, left);
  const tests = items.map((item) => equality(c, op.equal, value, sideOf(c, item)));
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
    return unary(c, op.abs, given[0], "double");
  }
  if ((name === "min" || name === "max") && given.length >= 2) {
    const code = name === "min" ? op.min : op.max;
    return given.map((arg) => operand(c, arg, "double")).reduce((left, right) => ({
      node: branchNode(code, [left, right], false),
      type: "double",
    }));
  }
  if (name === "abs" || name === "min" || name === "max") {
    const help = name === "abs" ? "abs(X)" : `${name}(A, B, ...)`;
    return wrong(c, pos, `${name}() does not take ${given.length} argument(s)`, help);
  }
  const help = didYouMean(String(name), ["abs", "min", "max", "distance", "event"]);
  return unknown(c, pos, `Unknown function ${String(name)}`, help);
}

function eventCall(c: Context, given: readonly unknown[], pos: number): Typed {
  const first = given[0];
  const text = isNode(first) && first.op === "value" ? first.args : null;
  if (given.length !== 1 || typeof text !== "string") {
    return wrong(c, pos, "event() takes one name in quotes", 'event("name")');
  }
  const entry = c.names[eventPrefix + text];
  if (entry === undefined) {
    const known = Object.keys(c.names).filter((key) => key.startsWith(eventPrefix));
    const events = known.map((key) => key.slice(eventPrefix.length));
    return unknown(c, pos, `Unknown event "${text}"`, didYouMean(text, events));
  }
  c.used.add(eventPrefix + text);
  return { node: leaf(op.load, entry.slot, true), type: "bool" };
}

/** A body of its own, or that of one of several robots. */
const bodyName = /^(?:robots\.\w+\.)?(?:robot|odom)$/;

/** True for a name that has a place. */
function isBody(c: Context, name: string): boolean {
  return bodyName.test(name) && Object.hasOwn(c.names, `${name}.x`);
}

/** The bodies that conditions may name. */
function bodies(c: Context): string[] {
  const found = Object.keys(c.names).filter((name) => name.endsWith(".x"));
  return found.map((name) => name.slice(0, -2)).filter((name) => isBody(c, name));
}

/** True for a name that neither is a body nor anything else that conditions know. */
function isStrange(c: Context, name: string): boolean {
  return !isBody(c, name) && c.names[name] === undefined;
}

function distanceCall(c: Context, given: readonly unknown[], pos: number): Typed {
  const who = dotted(given[0]);
  const help = "distance(robot, X, Y) or distance(odom, X, Y)";
  const first = given[0];
  if (given.length === 3 && who !== null && isStrange(c, who) && isNode(first)) {
    const near = nearest(who, bodies(c));
    const hint = near === null ? help : `did you mean "${near}"?`;
    return unknown(c, first.pos, `Unknown body "${who}" for distance()`, hint);
  }
  if (given.length !== 3 || who === null || !isBody(c, who)) {
    return wrong(c, pos, "distance() takes robot or odom and two numbers", help);
  }
  const x = loadName(c, `${who}.x`, pos);
  const y = loadName(c, `${who}.y`, pos);
  const goal = given.slice(1).map((arg) => operand(c, arg, "double"));
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
  const help = "numbers, true, false, or 'text' to compare a name with";
  return wrong(c, pos, "Unsupported literal", help);
}

function unary(c: Context, code: number, raw: unknown, type: "double" | "bool"): Typed {
  return { node: branchNode(code, [operand(c, raw, type)], type === "bool"), type };
}

function logic(c: Context, code: number, args: readonly unknown[]): Typed {
  const sides = args.map((arg) => operand(c, arg, "bool"));
  return { node: branchNode(code, sides, true), type: "bool" };
}

function choice(c: Context, args: readonly unknown[], pos: number): Typed {
  const [first, second, third] = args;
  const test = operand(c, first, "bool");
  const yes = check(c, second);
  const no = check(c, third);
  if (yes.type !== no.type || yes.literal !== undefined || no.literal !== undefined) {
    wrong(c, pos, "Both answers of ?: need one type", "numbers or conditions");
  }
  return { node: branchNode(op.branch, [test, yes, no], yes.type === "bool"), type: yes.type };
}

/** Checks one node of the parser's tree and gives it a type. */
function check(c: Context, raw: unknown): Typed {
  if (!isNode(raw)) return unreadable(c, 0, "Not an expression", "for example: robot.x > 5.0");
  const { op: kind } = raw;
  const pos = startOf(raw);
  const args = list(raw.args);
  const name = dotted(raw);
  if (name !== null) return loadName(c, name, pos);
  switch (kind) {
    case "value":
      return literal(c, raw.args, pos);
    case "!_":
      return unary(c, op.not, args[0], "bool");
    case "-_":
      return unary(c, op.negate, args[0], "double");
    case "&&":
      return logic(c, op.jumpIfFalse, args);
    case "||":
      return logic(c, op.jumpIfTrue, args);
    case "?:":
      return choice(c, args, pos);
    case "in":
      return membership(c, args, pos);
    case "call":
      return call(c, args, pos);
    case "==":
    case "!=":
      return equality(c, binaryOps[kind] ?? 0, sideOf(c, args[0]), sideOf(c, args[1]));
  }
  const code = binaryOps[kind];
  if (code === undefined) {
    const help = "use ! && || == != < <= > >= + - * / ?: in abs min max distance event";
    const what = phrases[kind] ?? `Operator ${kind}`;
    return unreadable(c, pos, `${what} is not supported`, help);
  }
  const sides = args.map((arg) => operand(c, arg, "double"));
  const compares = code >= op.less && code <= op.greaterEqual;
  return { node: branchNode(code, sides, compares), type: compares ? "bool" : "double" };
}
