/**
 * Random conditions with an evaluator of their own: a plain walk over the same tree, written
 * without knowing the program it is compared with.
 *
 * @module
 */
import fc from "fast-check";
import { at } from "core/fault.ts";
import type { NameTable } from "core/condition/mod.ts";

/** Modes of the test's own table. */
export const modes = ["idle", "auto", "manual"] as const;

/** Names of random conditions. */
export const names: NameTable = {
  "robot.x": { slot: 0, type: "double" },
  "robot.y": { slot: 1, type: "double" },
  battery: { slot: 2, type: "double" },
  collision: { slot: 3, type: "bool" },
  mode: { slot: 4, type: { enum: modes } },
  "event:go": { slot: 5, type: "bool" },
};

const numberNames = ["robot.x", "robot.y", "battery"] as const;

/** A number in a random condition. */
export type NumberTree =
  | { readonly kind: "literal"; readonly value: number }
  | { readonly kind: "name"; readonly slot: number }
  | { readonly kind: "-_" | "abs"; readonly a: NumberTree }
  | {
    readonly kind: "+" | "-" | "*" | "/" | "min" | "max";
    readonly a: NumberTree;
    readonly b: NumberTree;
  }
  | { readonly kind: "distance"; readonly a: NumberTree; readonly b: NumberTree }
  | { readonly kind: "?:"; readonly test: Tree; readonly a: NumberTree; readonly b: NumberTree };

/** A random condition. */
export type Tree =
  | { readonly kind: "true" | "false" | "collision" | "event" }
  | { readonly kind: "!"; readonly a: Tree }
  | { readonly kind: "&&" | "||" | "b=="; readonly a: Tree; readonly b: Tree }
  | { readonly kind: "b?:"; readonly test: Tree; readonly a: Tree; readonly b: Tree }
  | {
    readonly kind: "<" | "<=" | ">" | ">=" | "==" | "!=";
    readonly left: NumberTree;
    readonly right: NumberTree;
  }
  | { readonly kind: "mode"; readonly is: boolean; readonly value: number }
  | { readonly kind: "in"; readonly values: readonly number[] };

/** The text of a number, every part in brackets. */
function numberText(n: NumberTree): string {
  switch (n.kind) {
    case "literal":
      return String(n.value);
    case "name":
      return at(numberNames, n.slot);
    case "-_":
      return `-(${numberText(n.a)})`;
    case "abs":
      return `abs(${numberText(n.a)})`;
    case "min":
    case "max":
      return `${n.kind}(${numberText(n.a)}, ${numberText(n.b)})`;
    case "distance":
      return `distance(robot, ${numberText(n.a)}, ${numberText(n.b)})`;
    case "?:":
      return `(${text(n.test)} ? ${numberText(n.a)} : ${numberText(n.b)})`;
    default:
      return `(${numberText(n.a)} ${n.kind} ${numberText(n.b)})`;
  }
}

/** The text of a condition. */
export function text(t: Tree): string {
  switch (t.kind) {
    case "true":
    case "false":
    case "collision":
      return t.kind;
    case "event":
      return "event('go')";
    case "!":
      return `!(${text(t.a)})`;
    case "&&":
    case "||":
      return `(${text(t.a)} ${t.kind} ${text(t.b)})`;
    case "b==":
      return `((${text(t.a)}) == (${text(t.b)}))`;
    case "b?:":
      return `(${text(t.test)} ? ${text(t.a)} : ${text(t.b)})`;
    case "mode":
      return `mode ${t.is ? "==" : "!="} '${at(modes, t.value)}'`;
    case "in":
      return `mode in [${t.values.map((value) => `"${at(modes, value)}"`).join(", ")}]`;
    default:
      return `(${numberText(t.left)} ${t.kind} ${numberText(t.right)})`;
  }
}

/** The value of a number: null where a part of it is undefined. */
function numberValue(n: NumberTree, slots: Float64Array): number | null {
  const defined = (value: number): number | null => Number.isNaN(value) ? null : value;
  if (n.kind === "literal") return n.value;
  if (n.kind === "name") return defined(at(slots, n.slot));
  if (n.kind === "?:") {
    const test = value(n.test, slots);
    return test === null ? null : numberValue(test ? n.a : n.b, slots);
  }
  const a = numberValue(n.a, slots);
  if (a === null) return null;
  if (!("b" in n)) return n.kind === "-_" ? -a : Math.abs(a);
  const b = numberValue(n.b, slots);
  if (b === null) return null;
  switch (n.kind) {
    case "+":
      return defined(a + b);
    case "-":
      return defined(a - b);
    case "*":
      return defined(a * b);
    case "/":
      return b === 0 ? null : defined(a / b);
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    case "distance": {
      const [x, y] = [at(slots, 0) - a, at(slots, 1) - b];
      return defined(Math.sqrt(x * x + y * y));
    }
  }
}

/** The value of a condition; null where it is undefined. */
export function value(t: Tree, slots: Float64Array): boolean | null {
  switch (t.kind) {
    case "true":
      return true;
    case "false":
      return false;
    case "collision":
      return at(slots, 3) === 1;
    case "event":
      return at(slots, 5) === 1;
    case "mode":
      return (at(slots, 4) === t.value) === t.is;
    case "in":
      return t.values.includes(at(slots, 4));
    case "!": {
      const a = value(t.a, slots);
      return a === null ? null : !a;
    }
    case "b?:": {
      const test = value(t.test, slots);
      return test === null ? null : value(test ? t.a : t.b, slots);
    }
    case "&&":
    case "||":
    case "b==": {
      const a = value(t.a, slots);
      if (a === null || (t.kind === "&&" && !a) || (t.kind === "||" && a)) return a;
      const b = value(t.b, slots);
      return t.kind !== "b==" || b === null ? b : a === b;
    }
  }
  const left = numberValue(t.left, slots);
  const right = left === null ? null : numberValue(t.right, slots);
  if (left === null || right === null) return null;
  if (t.kind === "<") return left < right;
  if (t.kind === "<=") return left <= right;
  if (t.kind === ">") return left > right;
  if (t.kind === ">=") return left >= right;
  return (left === right) === (t.kind === "==");
}

const literal = fc.constantFrom(0, 1, 2, 0.5, 3.25, 10).map((value): NumberTree => ({
  kind: "literal",
  value,
}));
const name = fc.integer({ min: 0, max: 2 }).map((slot): NumberTree => ({ kind: "name", slot }));

/** Random conditions, small enough to fit a program most of the time. */
export const trees: fc.Arbitrary<Tree> = fc.letrec<{ n: NumberTree; t: Tree }>((tie) => ({
  n: fc.oneof(
    { depthSize: "xsmall", withCrossShrink: true },
    literal,
    name,
    fc.record({ kind: fc.constantFrom("-_" as const, "abs" as const), a: tie("n") }),
    fc.record({
      kind: fc.constantFrom("+", "-", "*", "/", "min", "max", "distance"),
      a: tie("n"),
      b: tie("n"),
    }),
    fc.record({ kind: fc.constant("?:" as const), test: tie("t"), a: tie("n"), b: tie("n") }),
  ),
  t: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ kind: fc.constantFrom("true", "false", "collision", "event") }),
    fc.record({
      kind: fc.constantFrom("<", "<=", ">", ">=", "==", "!="),
      left: tie("n"),
      right: tie("n"),
    }),
    fc.record({
      kind: fc.constant("mode" as const),
      is: fc.boolean(),
      value: fc.integer({ min: 0, max: 2 }),
    }),
    fc.record({
      kind: fc.constant("in" as const),
      values: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("!" as const), a: tie("t") }),
    fc.record({ kind: fc.constantFrom("&&", "||", "b=="), a: tie("t"), b: tie("t") }),
    fc.record({ kind: fc.constant("b?:" as const), test: tie("t"), a: tie("t"), b: tie("t") }),
  ),
})).t;

const measured = fc.oneof(
  fc.constantFrom(0, -0, 1, 0.5, 2, -3, NaN, Infinity, -Infinity),
  fc.double({ min: -20, max: 20, noNaN: true }),
);

/** Random values of the names. */
export const slotValues: fc.Arbitrary<Float64Array> = fc.tuple(
  measured,
  measured,
  measured,
  fc.constantFrom(0, 1),
  fc.constantFrom(0, 1, 2),
  fc.constantFrom(0, 1),
).map((values) => Float64Array.from(values));
