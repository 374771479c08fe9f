import assert from "node:assert/strict";
import { foreignModules } from ".ci/tidy.ts";
import {
  checkCircles,
  checkEscapes,
  checkNames,
  checkPaths,
  checkSizes,
  checkTestPlaces,
  checkTop,
  type Finding,
  type HouseFile,
  maxFileLines,
} from ".ci/tree_rules.ts";

/** A tree of files by path. */
function tree(files: Readonly<Record<string, string>>): HouseFile[] {
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

/** The paths that were found, in order. */
function paths(findings: readonly Finding[]): string[] {
  return findings.map((finding) => finding.path);
}

Deno.test("checkNames() refuses drawers and mixed case", () => {
  const files = tree({
    "core/utils.ts": "",
    "core/kernel/types.ts": "",
    "sim/manager.ts": "",
    "tests/core/helpers_test.ts": "",
    "core/kernelStep.ts": "",
    "core/kernel/step.ts": "",
    "core/common.md": "",
  });
  const found = checkNames(files);
  assert.deepEqual(paths(found), files.slice(0, 5).map((file) => file.path));
  assert.match(found[0]?.message ?? "", /name the file after the one thing it exports/);
});

Deno.test("checkTop() refuses a strange folder and a package.json", () => {
  const files = tree({ "src/a.ts": "", "package.json": "{}", "deno.json": "{}", "core/a.ts": "" });
  assert.deepEqual(paths(checkTop(files)), ["src/a.ts", "package.json"]);
});

Deno.test("checkSizes() refuses a long file unless its first line gives a reason", () => {
  const long = "a();\n".repeat(maxFileLines + 1);
  const files = tree({
    "core/long.ts": long,
    "core/lame.ts": `// Longer than 300 lines: yes.\n${long}`,
    "core/reason.ts": `// Longer than 300 lines: one table, a row for each message.\n${long}`,
    "core/edge.ts": "a();\n".repeat(maxFileLines),
    "core/page.md": long,
  });
  assert.deepEqual(paths(checkSizes(files)), ["core/long.ts", "core/lame.ts"]);
});

Deno.test("checkEscapes() refuses comments that silence the type checker", () => {
  const silence = (word: string): string => `const a = 1;\n// @ts-${word}\nconst b: string = a;\n`;
  const files = tree({
    "core/a.ts": silence("ignore"),
    "core/b.ts": silence("expect-error"),
    "core/c.ts": "// A word about types.\n",
  });
  const found = checkEscapes(files);
  assert.deepEqual(found.map(({ path, line }) => [path, line]), [["core/a.ts", 2], [
    "core/b.ts",
    2,
  ]]);
});

Deno.test("checkCircles() finds a circle of values and lets types pass", () => {
  const files = tree({
    "core/a.ts": 'import { b } from "./b.ts";\n',
    "core/b.ts": 'import {\n  c,\n  type D,\n} from "core/c.ts";\n',
    "core/c.ts": 'import { a } from "core/a.ts";\n',
    "core/d.ts": 'import type { E } from "./e.ts";\n',
    "core/e.ts": 'import { d } from "./d.ts";\n',
    "core/f.ts": 'import { type G } from "./g.ts";\n',
    "core/g.ts": 'export { f } from "./f.ts";\n',
  });
  const found = checkCircles(files);
  assert.deepEqual(found.map((one) => one.message), [
    "Imports in a circle: core/a.ts -> core/b.ts -> core/c.ts -> core/a.ts",
  ]);
});

Deno.test("checkPaths() finds links and change-map paths that are not there", () => {
  const files = tree({
    "README.md": "[a](core/errors.md) [b](core/gone.md#x) [c](#here) [d](../elsewhere.md)\n",
    "core/ARCHITECTURE.md": "| a rule | core/rules/mod.ts or core/NAME/mod.ts | `core/gone.ts` |\n",
    "cli/page.md": "[up](../README.md), core/gone.ts\n",
  });
  const there = ["core/errors.md", "core/rules/mod.ts", "README.md"];
  const found = checkPaths(files, (path) => there.includes(path));
  assert.deepEqual(found.map((one) => one.message), [
    '"core/gone.md" is named here but not there',
    '"core/gone.ts" is named here but not there',
  ]);
});

Deno.test("checkTestPlaces() sends tests to tests/", () => {
  const files = tree({ "core/kernel/gate_test.ts": "", "tests/core/kernel/gate_test.ts": "" });
  assert.deepEqual(paths(checkTestPlaces(files)), ["core/kernel/gate_test.ts"]);
});

Deno.test("foreignModules() follows values only and names packages and Node's modules", () => {
  const edge = (kind: "code" | "type", specifier: string) => ({ [kind]: { specifier } });
  const graph = {
    roots: ["file:///step.ts"],
    modules: [
      {
        specifier: "file:///step.ts",
        dependencies: [edge("code", "file:///gate.ts"), edge("type", "npm:types-only")],
      },
      {
        specifier: "file:///gate.ts",
        dependencies: [edge("code", "npm:yaml"), edge("code", "node:fs")],
      },
      { specifier: "file:///unused.ts", dependencies: [edge("code", "npm:never-loaded")] },
    ],
  };
  assert.deepEqual(foreignModules(JSON.stringify(graph)), ["npm:yaml", "node:fs"]);
  assert.deepEqual(foreignModules("{}"), ["(no graph)"]);
});
