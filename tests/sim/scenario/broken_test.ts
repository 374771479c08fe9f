import assert from "node:assert/strict";
import { codes } from "core/codes.ts";
import type { Fault } from "core/fault.ts";
import { renderFault } from "core/telemetry/mod.ts";
import { readFile } from "cli/read_file.ts";
import { runMechos } from "tests/cli/run_cli.ts";
import { createRun, loadScenario } from "sim/scenario/mod.ts";

/**
 * Each broken scenario in tests/sim/scenario/broken has its error beside it, as `mechos sim`
 * prints it. To add one: write NAME.yaml, run this test with WRITE_GOLDEN=1, and read NAME.txt
 * before keeping it: right code, right line and column, the nearest name, a way out.
 */
const folder = "tests/sim/scenario/broken";
const canary = "canary-4711";

function brokenFiles(): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name)
    .filter((name) => /\.(yaml|dat)$/.test(name)).sort();
}

function faultOf(name: string): Fault {
  const env = { MECHOS_CANARY: canary };
  const loaded = loadScenario(`${folder}/${name}`, { readFile, env, sets: [], brain: null });
  if (!loaded.ok) return loaded.fault;
  const run = createRun(loaded.value, 1);
  assert.ok(!run.ok, `${name} was accepted`);
  return run.fault;
}

Deno.test("loadScenario() and createRun() refuse each broken scenario with its golden error", async () => {
  const names = brokenFiles();
  assert.ok(names.length >= 40, `${names.length} broken scenarios`);
  for (const name of names) {
    const fault = faultOf(name);
    const said = `${renderFault(fault, { color: false })}\n`;
    const golden = `${folder}/${name.replace(/\.\w+$/, ".txt")}`;
    if (Deno.env.get("WRITE_GOLDEN") === "1") await Deno.writeTextFile(golden, said);
    assert.equal(said, await Deno.readTextFile(golden), name);
    assert.equal(codes[fault.code].exit, name === "no_expect.yaml" ? 2 : 3, name);
    assert.match(said, /\n {2}--> tests\/sim\/scenario\/broken\/\w+\.\w+:\d+:\d+\n/);
    assert.match(said, /\nhelp: ./);
    assert.ok(!said.includes(canary), name);
  }
});

Deno.test("mechos sim prints the golden error on stderr, nothing on stdout, and exits with 3", async () => {
  const { code, out, err } = await runMechos(["sim", `${folder}/fault_kind.yaml`]);
  assert.deepEqual([code, out], [3, ""]);
  assert.equal(err.trim(), (await Deno.readTextFile(`${folder}/fault_kind.txt`)).trim());
});

Deno.test("mechos sim --json gives code, file, line, column, path, value and help", async () => {
  const { code, out, err } = await runMechos(["sim", `${folder}/duration_unit.yaml`, "--json"]);
  assert.deepEqual([code, err], [3, ""]);
  const { outcome, error } = JSON.parse(out);
  assert.equal(outcome, "error");
  assert.deepEqual(error, {
    code: "CONFIG_UNIT",
    message: 'Cannot use 10 for "duration": a duration needs its unit',
    file: `${folder}/duration_unit.yaml`,
    line: 5,
    column: 11,
    path: "duration",
    value: "10",
    help: "write 10s or 10ms",
  });
});

Deno.test("loadScenario() warns of script names that do not exist, for the gate refuses them", () => {
  const text = `mechos: scenario/1
name: script
robot: rover.yaml
duration: 5s
world: { places: { bay: { x: 1, y: 0 } } }
brain:
  script:
    - { at: 1s, intent: { action: goto, place: bey } }
    - { at: 2s, intent: { action: driv } }
invariantsOnly: true
`;
  const loaded = loadScenario("sim/robots/script.yaml", {
    readFile: (path) =>
      path.endsWith("script.yaml")
        ? { ok: true, value: new TextEncoder().encode(text) }
        : readFile(path),
    env: {},
    sets: [],
    brain: null,
  });
  assert.ok(loaded.ok);
  assert.deepEqual(loaded.value.warnings, [
    'sim/robots/script.yaml:8: place "bey" does not exist, the gate refuses it: did you mean "bay"?',
    'sim/robots/script.yaml:9: action "driv" does not exist, the gate refuses it: did you mean "drive"?',
  ]);
});
