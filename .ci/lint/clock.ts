/** Clocks and chance come in as values: only few files may ask the machine for them. @module */
import { housePath } from "./path.ts";

/** Core and sim, but for the clock itself, log lines, and threads' entries. */
const scope = /^(core|sim)\//;
const allowed = /^core\/clock\.ts$|\/worker\.ts$|^core\/telemetry\//;

const bans: Readonly<Record<string, string>> = {
  Date: "take the time as an argument (core/clock.ts reads it at the edge)",
  performance: "take a clock as an argument (core/clock.ts)",
  crypto: "take random bytes as an argument: the edge makes them",
  Temporal: "take nanoseconds as a number",
};

/** Globals that wait: a program that waits cannot be replayed. */
const timers = new Set(["setTimeout", "setInterval", "setImmediate", "queueMicrotask"]);

/** The lint rule. */
export const clock: Deno.lint.Rule = {
  create(context) {
    const path = housePath(context.filename);
    if (!scope.test(path) || allowed.test(path)) return {};
    const isSim = path.startsWith("sim/");
    return {
      MemberExpression: (node) => {
        const { object } = node;
        if (object.type !== "Identifier") return;
        const instead = bans[object.name];
        if (instead === undefined) return;
        context.report({ node: object, message: `No ${object.name} here: ${instead}` });
      },
      NewExpression: (node) => {
        if (node.callee.type === "Identifier" && node.callee.name === "Date") {
          context.report({ node, message: `No Date here: ${bans["Date"] ?? ""}` });
        }
      },
      CallExpression: (node) => {
        if (!isSim || node.callee.type !== "Identifier" || !timers.has(node.callee.name)) return;
        const message = `No ${node.callee.name} here: count ticks of the virtual clock`;
        context.report({ node, message });
      },
    };
  },
};
