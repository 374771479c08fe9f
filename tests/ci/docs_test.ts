import assert from "node:assert/strict";
import { docFindings } from ".ci/docs.ts";

function block(kind: string, code: string): string {
  return `error[${kind}]: exported symbol is missing something\n --> /x/core/a.ts:3:1\n  | \n` +
    `3 | ${code}\n  | ^\n\n`;
}

Deno.test("docFindings() counts undocumented exports and lets fields and tables pass", () => {
  const printed = block("missing-jsdoc", "export function f(): void {}") +
    block("missing-jsdoc", "  readonly timeoutMs: number;") +
    block("private-type-ref", "export function g(): Hidden {}") +
    block("missing-explicit-type", "export function h() {}") +
    block("missing-explicit-type", "export const table = {") +
    "error: Found 5 documentation lint errors.\n";
  assert.deepEqual(docFindings(printed), [
    "/x/core/a.ts:3:1: exported symbol is missing something",
    "/x/core/a.ts:3:1: exported symbol is missing something",
  ]);
  assert.deepEqual(docFindings("Checked 12 files\n"), []);
});
