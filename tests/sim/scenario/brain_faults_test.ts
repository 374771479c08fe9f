/**
 * The rows of the fault table that concern a brain (B06 to B12, X04): each scenario passes, and
 * its recording repeats it exactly, failures of the model and their times too.
 */
import assert from "node:assert/strict";
import { ok, unwrap } from "core/fault.ts";
import { loadScenario } from "sim/scenario/mod.ts";
import { readFile } from "cli/read_file.ts";
import { load, recordThinking, thinkingPorts } from "./simulate.ts";

const folder = "sim/scenarios/faults";
const scenarios = [...Deno.readDirSync(folder)].map((entry) => entry.name)
  .filter((name) => /^(B0[6-9]|B1[0-2]|X04)-.*\.yaml$/.test(name)).sort();

Deno.test("every row of a brain's faults has a scenario", () => {
  const rows = new Set(scenarios.map((name) => name.slice(0, 3)));
  assert.deepEqual([...rows].sort(), ["B06", "B07", "B08", "B09", "B10", "B11", "B12", "X04"]);
});

for (const name of scenarios) {
  Deno.test(`${name} passes, and its recording repeats it`, async () => {
    const path = `${folder}/${name}`;
    const { result, bytes } = await recordThinking(load(path));
    assert.deepEqual(result.expectations.filter((one) => one.outcome !== "passed"), []);
    assert.deepEqual(result.violations, []);
    const again = unwrap(
      loadScenario(path, { readFile, env: {}, sets: [], brain: "recorded:run.mcap" }),
    );
    const ports = {
      ...thinkingPorts(),
      readFile: (file: string) => file === "run.mcap" ? ok(bytes) : readFile(file),
    };
    const repeated = await recordThinking(again, again.scenario.seed, ports);
    assert.equal(repeated.result.stateHash, result.stateHash);
  });
}
