/**
 * Arithmetic that gives the same bits on every machine, where replay depends on it: + - * / and
 * the exact functions of Math. Everything else of Math differs between V8 versions or calls the
 * host's library.
 *
 * @module
 */
import { housePath } from "./path.ts";

/** Where the ban holds. */
const scope =
  /^(core\/(kernel|world|tree|math|condition|messages|perception|planner)|sim)\/.*\.ts$/;

/** Exact by their definition: IEEE 754 operations, integer operations, constants. */
const exact = new Set([
  "abs",
  "ceil",
  "clz32",
  "E",
  "floor",
  "fround",
  "imul",
  "max",
  "min",
  "PI",
  "round",
  "sign",
  "sqrt",
  "SQRT1_2",
  "SQRT2",
  "trunc",
]);

/** What to write instead; others have no substitute in the house. */
const substitutes: Readonly<Record<string, string>> = {
  sin: "sin of core/math/mod.ts",
  cos: "cos of core/math/mod.ts",
  tan: "sin and cos of core/math/mod.ts",
  atan2: "atan2 of core/math/mod.ts",
  atan: "atan2(y, 1) of core/math/mod.ts",
  exp: "exp of core/math/mod.ts",
  hypot: "Math.sqrt(x * x + y * y)",
  pow: "products",
  cbrt: "a table or a series of your own in core/math",
  random: "a stream of core/math's generator, seeded by the run",
};

/** The lint rule. */
export const arithmetic: Deno.lint.Rule = {
  create(context) {
    if (!scope.test(housePath(context.filename))) return {};
    return {
      MemberExpression: (node) => {
        const { object, property } = node;
        if (object.type !== "Identifier" || object.name !== "Math") return;
        const name = property.type === "Identifier" && !node.computed ? property.name : "[...]";
        if (exact.has(name)) return;
        const instead = substitutes[name] ?? "a function of your own in core/math";
        context.report({ node, message: `No Math.${name} here: use ${instead}` });
      },
      "BinaryExpression[operator='**']": (node) => {
        context.report({ node, message: "No `**` here: it calls the host's pow; write products" });
      },
      "AssignmentExpression[operator='**=']": (node) => {
        context.report({ node, message: "No `**=` here: it calls the host's pow; write products" });
      },
    };
  },
};
