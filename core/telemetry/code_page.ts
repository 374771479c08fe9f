/** The page of all codes, core/errors.md, written from the table. @module */
import { codes } from "core/codes.ts";

/**
 * The text of core/errors.md. The file is written by
 * `deno run -A cli/main.ts config codes > core/errors.md`; a test compares the two.
 */
export function renderCodePage(): string {
  const lines = [
    "# Error codes",
    "",
    "Written from `core/codes.ts`; tests/core/codes_test.ts says when the two differ. A code never",
    "changes its meaning. Exit is the exit code of a command that ends with it.",
    "",
    "| code | exit | meaning |",
    "| --- | --- | --- |",
  ];
  for (const [code, row] of Object.entries(codes).sort(([a], [b]) => a < b ? -1 : 1)) {
    lines.push(`| \`${code}\` | ${row.exit} | ${row.text} |`);
  }
  return `${lines.join("\n")}\n`;
}
