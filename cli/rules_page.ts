/** The page of the gate's rules, core/kernel/RULES.md, written from the table of rules. @module */
import { ruleDocs } from "core/kernel/mod.ts";

/**
 * The text of core/kernel/RULES.md. The file is written by
 * `deno run -A cli/main.ts config rules > core/kernel/RULES.md`; a test compares the two.
 */
export function renderRulesPage(): string {
  const lines = [
    "# Rules of the gate",
    "",
    "Every intent of every source is asked by every rule, in this order; all that they find is",
    "listed in its decision, and the first refusal says why. The first two end the questioning.",
    "Written from core/kernel/rules: tests/core/kernel/rules_page_test.ts says when the two differ.",
    "How an owner writes rules, orders and boxes: core/config/owner.md. What each reason's code",
    "means: core/errors.md.",
    "",
    "| rule | what it does |",
    "| --- | --- |",
  ];
  for (const { name, doc } of ruleDocs) lines.push(`| \`${name}\` | ${doc} |`);
  return `${lines.join("\n")}\n`;
}
