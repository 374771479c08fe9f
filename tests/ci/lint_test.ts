import assert from "node:assert/strict";
import { importFault } from ".ci/lint/import_law.ts";
import plugin from ".ci/lint/mod.ts";

/** A sample: the file it pretends to be, its text, and how its finding begins; null = none. */
type Sample = readonly [path: string, text: string, finding: string | null];

const long = (lines: number): string => `function f() {\n${"  g();\n".repeat(lines - 2)}}`;
const doc = "/** Says. */\n";

const samples: Readonly<Record<string, readonly Sample[]>> = {
  "arithmetic": [
    ["core/kernel/a.ts", "const a = Math.sin(1);", "No Math.sin here: use sin of core/math"],
    ["core/world/a.ts", "const a = Math.hypot(3, 4);", "No Math.hypot here: use Math.sqrt("],
    ["core/tree/a.ts", "const a = Math.tanh(1);", "No Math.tanh here: use a function of your own"],
    ["core/math/a.ts", "const a = 2 ** 8;", "No `**` here"],
    ["sim/physics/a.ts", "let a = 2; a **= 3;", "No `**=` here"],
    ["sim/sensors/a.ts", "const a = Math.random();", "No Math.random here: use a stream of"],
    ["sim/sensors/a.ts", 'const a = Math["sin"](1);', "No Math.[...] here"],
    ["core/kernel/a.ts", "const a = Math.sqrt(2) + Math.imul(3, 4) * Math.PI;", null],
    ["cli/a.ts", "const a = Math.sin(1);", null],
  ],
  "clock": [
    ["core/kernel/a.ts", "const a = Date.now();", "No Date here: take the time as an argument"],
    ["core/brain/a.ts", "const a = performance.now();", "No performance here: take a clock"],
    ["sim/a.ts", "const a = new Date();", "No Date here"],
    ["sim/a.ts", "const a = crypto.randomUUID();", "No crypto here: take random bytes"],
    ["sim/a.ts", "setTimeout(f, 1);", "No setTimeout here: count ticks"],
    ["core/clock.ts", "const a = performance.now();", null],
    ["cli/a.ts", "const a = performance.now();", null],
  ],
  "documented": [
    ["core/a.ts", "export const a = 1;", "An export has a doc comment"],
    ["core/a.ts", "// Not a doc comment.\nexport function a() {}", "An export has a doc comment"],
    ["core/a.ts", `${doc}export const a = 1;`, null],
    ["tests/a.ts", "export const a = 1;", null],
  ],
  "function-length": [
    ["core/a.ts", long(71), "f has 71 lines, at most 70"],
    ["tests/a.ts", `const f = () => {\n${"g();\n".repeat(70)}};`, "f has 72 lines"],
    ["core/a.ts", long(70), null],
  ],
  "import-law": [
    ["core/kernel/a.ts", 'import { a } from "../fault.ts";', 'No "../": write the full name'],
    ["core/kernel/a.ts", 'import { a } from "sim/driver.ts";', "core may not import sim"],
    ["sim/a.ts", 'import { a } from "hal/drivers.ts";', "sim may not import hal"],
    ["hal/a.ts", 'const a = await import("cli/main.ts");', "hal may not import cli"],
    [
      "core/messages/a.ts",
      'import { a } from "core/kernel/mod.ts";',
      "core/messages is on floor 2",
    ],
    ["core/newroom/a.ts", 'import { a } from "core/fault.ts";', '"core/newroom" has no floor'],
    [
      "core/brain/a.ts",
      'import { a } from "core/kernel/step.ts";',
      '"core/kernel/step.ts" is inside',
    ],
    ["cli/a.ts", 'export { a } from "npm:valibot@1";', '"npm:valibot@1" is no name of deno.json'],
    ["core/bus/mod.ts", 'export * from "./ring.ts";', "No `export *`"],
    ["core/brain/a.ts", 'import { a } from "core/kernel/mod.ts";', null],
    ["core/kernel/rules/a.ts", 'import { a } from "core/kernel/state.ts";', null],
    ["tests/core/a.ts", 'import { a } from "core/kernel/step.ts";', null],
  ],
  "kernel-pure": [
    ["core/kernel/a.ts", "async function f() {}", "No async in the kernel"],
    ["core/kernel/a.ts", "const f = async () => 1;", "No async in the kernel"],
    ["core/kernel/a.ts", "await f();", "No await in the kernel"],
    ["core/kernel/a.ts", "throw f();", "No throw in the kernel: return a verdict"],
    ["core/kernel/a.ts", "console.log(1);", "No console in the kernel"],
    ["core/kernel/a.ts", "const a = JSON.stringify(1);", "No JSON in the kernel"],
    ["core/tree/a.ts", "const a = /x/;", "No regular expression in the kernel"],
    ["core/kernel/a.ts", "const a = 3n;", "No bigint in the kernel"],
    ["core/kernel/a.ts", "function f() { return [...b]; }", "No spread in a step"],
    ["core/kernel/a.ts", "function f() { return () => 1; }", "No closure in a step"],
    ["core/kernel/a.ts", "const f = () => g(function () { return 1; });", "No closure in a step"],
    ["core/kernel/a.ts", "function f() { a.push(1); }", "No .push() in a step"],
    ["core/world/a.ts", "function f() { return new Map(); }", "No `new` in a step"],
    ["core/kernel/a.ts", "function createA() { return [...b, new Map()]; }", null],
    ["core/kernel/compile.ts", "const a = b.map((one) => one.c);", null],
    ["core/kernel/a.ts", "function f() { for (const one of a) g(one.map); }", null],
    ["core/brain/a.ts", "const a = JSON.stringify(b.map((one) => one.c));", null],
  ],
  "known-names": [
    ["core/a.ts", 'const a = "GATE_SPEED_LINEER";', 'Code "GATE_SPEED_LINEER" is no row of'],
    ["sim/a.ts", 'const a = "/kernel/comand";', 'Topic "/kernel/comand" is no row of'],
    ["core/a.ts", 'const a = "GATE_SPEED_LINEAR", b = "/kernel/command", c = "MADE_UP";', null],
    ["tests/a.ts", 'const a = "GATE_NOTHING";', null],
  ],
  "module-state": [
    ["core/a.ts", "let count = 0;", "No module-level `let`"],
    ["sim/a.ts", "export let count = 0;", "No module-level `let`"],
    ["core/a.ts", "register();", "A module does nothing when loaded"],
    ["core/a.ts", "function f() { let count = 0; return count++; }", null],
    ["core/kernel/worker.ts", "start();", null],
  ],
  "no-swallow": [
    ["core/a.ts", "try { f(); } catch { /* never mind */ }", "Empty catch: return a Fault"],
    ["tests/a.ts", "f().catch(() => {});", "Swallowed rejection"],
    ["core/a.ts", "try { f(); } catch (error) { return told(error); }", null],
  ],
  "plain-types": [
    ["core/a.ts", "const a = b as any;", "No `as any`: take unknown"],
    ["tests/a.ts", "const a = b as unknown as C;", "No `as unknown as`"],
    ["core/a.ts", "const a = b!.c;", "No `!`: use at(array, i)"],
    ["core/a.ts", "class A extends B {}", "No `extends`: a contract is an interface"],
    ["core/a.ts", "const a = JSON.parse(b);", "JSON.parse gives `unknown`"],
    ["core/a.ts", "f(JSON.parse(b) as C);", "No cast of JSON.parse"],
    ["tests/a.ts", "const a = JSON.parse(b);", null],
    ["core/a.ts", "const a: unknown = JSON.parse(b); const c = b as const;", null],
    ["core/fault.ts", "class MechError extends Error {}", null],
  ],
};

/** The findings of one rule in a text. */
function findings(rule: string, path: string, text: string): readonly string[] {
  const root = new URL("../../", import.meta.url).pathname;
  return Deno.lint.runPlugin(plugin, `${root}${path}`, text)
    .filter((one) => one.id === `house/${rule}`)
    .map((one) => one.message);
}

Deno.test("house rules each have a sample that fails", () => {
  assert.deepEqual(Object.keys(samples).sort(), Object.keys(plugin.rules).sort());
  for (const [rule, rows] of Object.entries(samples)) {
    assert.ok(rows.some((row) => row[2] !== null), `no failing sample of ${rule}`);
    assert.ok(rows.some((row) => row[2] === null), `no sample that ${rule} lets pass`);
  }
});

for (const [rule, rows] of Object.entries(samples)) {
  Deno.test(`house/${rule} finds what its samples hold and nothing else`, () => {
    for (const [path, text, finding] of rows) {
      const found = findings(rule, path, text);
      const told = `${path}: ${text}\n  found: ${found.join("; ")}`;
      if (finding === null) assert.deepEqual(found, [], told);
      else assert.ok(found.some((one) => one.startsWith(finding)), told);
    }
  });
}

Deno.test("importFault() lets a file import its own room, lower floors and packages by name", () => {
  assert.equal(importFault("core/kernel/step.ts", "./state.ts"), null);
  assert.equal(importFault("core/kernel/step.ts", "core/fault.ts"), null);
  assert.equal(importFault("core/config/load.ts", "valibot"), null);
  assert.equal(importFault("cli/main.ts", "sim/scenario/mod.ts"), null);
});
