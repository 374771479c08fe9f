/**
 * The kernel is a pure, synchronous step that allocates nothing: what would break that is refused
 * in its files, each ban with the way to write it instead.
 *
 * @module
 */
import { housePath } from "./path.ts";

/** Files that run inside a step, or are compiled for it. */
const scope =
  /^core\/(kernel\/(?!.*worker\.ts).*|tree\/(?!(load|compile|draw|leaf_catalog|mod\.ts|kinds)).*|condition\/evaluate\.ts|world\/(?!map\/).*)$/;

/**
 * Files and folders that run at load, at a keyframe or in tests only; they may allocate. Add a row
 * with its reason.
 */
const loadTime: ReadonlyMap<string, string> = new Map([
  ["core/kernel/compile", "config to parameters, once"],
  ["core/kernel/params.ts", "shapes of the parameters"],
  ["core/kernel/state.ts", "creates the state, once"],
  ["core/kernel/snapshot.ts", "once a second"],
  ["core/kernel/invariants", "a monitor beside the kernel, with text"],
  ["core/kernel/causes.ts", "a table and its look-up at load"],
  ["core/kernel/rules/mod.ts", "the ordered table"],
]);

const arrayMethods = new Set([
  "concat",
  "entries",
  "filter",
  "find",
  "flat",
  "flatMap",
  "forEach",
  "keys",
  "map",
  "push",
  "reduce",
  "slice",
  "some",
  "sort",
  "splice",
  "unshift",
  "values",
]);

const globals: Readonly<Record<string, string>> = {
  console: "write the fact into the outputs",
  setTimeout: "count ticks",
  setInterval: "count ticks",
  JSON: "text exists only outside the kernel",
  RegExp: "text exists only outside the kernel",
  BigInt: "time is nowNs, a float64 of whole nanoseconds",
  Promise: "the step is synchronous",
};

type Report = (node: Deno.lint.Node, message: string) => void;

function refuseAsync(node: Deno.lint.Node & { async: boolean }, report: Report): void {
  if (node.async) report(node, "No async in the kernel: the step is synchronous");
}

type Callable =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

function isCallable(node: Deno.lint.Node): node is Callable {
  return /^(ArrowFunctionExpression|Function(Expression|Declaration))$/.test(node.type);
}

/** Functions that make state at load say so by their name. */
const creator = /^(create|load|build|parse)/;

/** Whether a node runs when the module is loaded, or when state is created. */
function isOnce(node: Deno.lint.Node, context: Deno.lint.RuleContext): boolean {
  const functions = context.sourceCode.getAncestors(node).filter(isCallable);
  return functions.length === 0 ||
    functions.some((one) => one.type === "FunctionDeclaration" && creator.test(one.id?.name ?? ""));
}

function isLoadTime(path: string): boolean {
  return [...loadTime.keys()].some((start) => path.startsWith(start));
}

/** Bans of the whole kernel: waiting, throwing, text machinery, big integers. */
function always(report: Report): Deno.lint.LintVisitor {
  return {
    AwaitExpression: (node) => report(node, "No await in the kernel: the step is synchronous"),
    FunctionDeclaration: (node) => refuseAsync(node, report),
    FunctionExpression: (node) => refuseAsync(node, report),
    ArrowFunctionExpression: (node) => refuseAsync(node, report),
    ThrowStatement: (node) => report(node, "No throw in the kernel: return a verdict, or assert()"),
    Identifier: (node) => {
      const { parent } = node;
      const isProperty = parent.type === "MemberExpression" && parent.property === node &&
        !parent.computed;
      const instead = isProperty || parent.type === "Property" || parent.type === "TSTypeReference"
        ? undefined
        : Object.hasOwn(globals, node.name)
        ? globals[node.name]
        : undefined;
      if (instead !== undefined) report(node, `No ${node.name} in the kernel: ${instead}`);
    },
    Literal: (node) => {
      if ("regex" in node && node.regex !== undefined) {
        report(node, "No regular expression in the kernel: text exists only outside");
      }
      if ("bigint" in node && node.bigint !== undefined) {
        report(node, "No bigint in the kernel: it allocates; time is a float64 in ns");
      }
    },
  };
}

/** Bans of what runs each tick: anything that makes garbage. */
function stepping(context: Deno.lint.RuleContext): Deno.lint.LintVisitor {
  const report: Report = (node, message) => {
    if (!isOnce(node, context)) context.report({ node, message });
  };
  return {
    SpreadElement: (node) => report(node, "No spread in a step: it allocates; write into a record"),
    ":matches(ArrowFunctionExpression, FunctionExpression)": (node: Deno.lint.Node) =>
      report(node, "No closure in a step: it allocates; write a loop or a function of the file"),
    CallExpression: (node) => {
      const { callee } = node;
      if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
      if (!arrayMethods.has(callee.property.name)) return;
      report(node, `No .${callee.property.name}() in a step: it allocates; write a loop`);
    },
    NewExpression: (node) =>
      report(node, "No `new` in a step: it allocates; create it once in the state"),
  };
}

/** The lint rule. */
export const kernelPure: Deno.lint.Rule = {
  create(context) {
    const path = housePath(context.filename);
    if (!scope.test(path)) return {};
    const report: Report = (node, message) => context.report({ node, message });
    return isLoadTime(path) ? always(report) : { ...always(report), ...stepping(context) };
  },
};
