/** Names of codes and topics exist in one table each: a literal must be one of them. @module */
import { codes } from "core/codes.ts";
import { topicTable } from "core/record/topics.ts";
import { nearest } from "core/nearest.ts";
import { housePath, isProduct } from "./path.ts";

const families = new Set(Object.keys(codes).map((code) => code.slice(0, code.indexOf("_"))));
const codePattern = /^([A-Z]+)(_[A-Z0-9]+)+$/;

/** Files that hold the tables themselves. */
const tables = /^core\/(codes|record\/topics|bus\/topics)\.ts$/;
const topicPattern =
  /^\/(sensors|world|tf|brain|intent|gate|kernel|tree|mission|hal|fault|operator|params|log|metrics)(\/[a-z_]+)*$/;
const topics = Object.values(topicTable).map((row) => row.path);

/** What is wrong with a literal; null where nothing is. */
export function nameFault(text: string): string | null {
  const family = codePattern.exec(text)?.[1];
  if (family !== undefined && families.has(family) && !Object.hasOwn(codes, text)) {
    return missing(`Code "${text}" is no row of core/codes.ts`, text, Object.keys(codes));
  }
  if (topicPattern.test(text) && !topics.some((path) => covers(path, text))) {
    return missing(`Topic "${text}" is no row of core/record/topics.ts`, text, topics);
  }
  return null;
}

function covers(path: string, text: string): boolean {
  return path === text || text.startsWith(`${path}/`) || path.startsWith(`${text}/`);
}

function missing(message: string, name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === null ? message : `${message}; the nearest is "${near}"`;
}

/** The lint rule. */
export const knownNames: Deno.lint.Rule = {
  create(context) {
    const path = housePath(context.filename);
    if (!isProduct(path) || tables.test(path)) return {};
    return {
      Literal: (node) => {
        const message = typeof node.value === "string" ? nameFault(node.value) : null;
        if (message !== null) context.report({ node, message });
      },
    };
  },
};
