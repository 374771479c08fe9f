import assert from "node:assert/strict";
import { debtLines, findDebt } from ".ci/debt.ts";

const texts: Readonly<Record<string, string>> = {
  "core/a.ts": "a();\n// TODO(#5): the other half\n// FIXME: nobody knows\n",
  "core/b.ts": "// deno-lint-ignore no-console -- core/ARCHITECTURE.md#decided\n",
  "core/c.ts": "// deno-lint-ignore no-explicit-any\nconst todo = 1;\n",
  "tests/d_test.ts": 'Deno.test.ignore("x", f);\nDeno.test({ ignore: true, name: "#7" });\n',
  "tests/e_test.ts": 'Deno.test({ ignore: false, name: "x" });\n/** Numbers only: all. */\n',
  "tests/cli/broken/f.yaml": "# deno-fmt-ignore-file\n",
  "README.md": "TODO is a word here\n",
};
const debts = findDebt(Object.entries(texts).map(([path, text]) => ({ path, text })));

Deno.test("findDebt() lists tasks, skipped tests and lint escapes with what they name", () => {
  assert.deepEqual(debts.map(({ path, line, kind, names }) => [path, line, kind, names]), [
    ["core/a.ts", 2, "task", "#5"],
    ["core/a.ts", 3, "task", null],
    ["core/b.ts", 1, "lint escape", "core/ARCHITECTURE.md#decided"],
    ["core/c.ts", 1, "lint escape", null],
    ["tests/d_test.ts", 1, "skipped test", null],
    ["tests/d_test.ts", 2, "skipped test", "#7"],
  ]);
});

Deno.test("debtLines() marks what names nothing", () => {
  const lines = debtLines(debts);
  assert.equal(lines[0], "core/a.ts:2: task, #5: // TODO(#5): the other half");
  assert.match(lines[1] ?? "", /^core\/a\.ts:3: task, UNNAMED \(name an issue like #12/);
});
