/**
 * The library of scenarios: each passes, and together they reach every mode, move between modes,
 * failsafe action, rule of the gate and fault kind.
 */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { mergeCoverage } from "sim/campaign/mod.ts";
import {
  type CoverageReport,
  createCoverage,
  createRun,
  finishRun,
  settled,
  stepRun,
} from "sim/scenario/mod.ts";
import { load, projectScenarios, thinkingPorts } from "./scenario/simulate.ts";

const reports: CoverageReport[] = [];

for (const path of projectScenarios()) {
  Deno.test(`${path} passes`, async () => {
    const loaded = load(path);
    const run = unwrap(createRun(loaded, loaded.scenario.seed, thinkingPorts()));
    run.coverage = createCoverage();
    while (run.tick <= run.ticks) {
      stepRun(run);
      await settled(run);
    }
    const result = finishRun(run, 1);
    assert.ok(result.coverage !== undefined);
    reports.push(result.coverage);
    const failed = result.expectations.filter((one) => one.outcome === "failed");
    assert.deepEqual(failed, []);
    assert.deepEqual(result.violations, []);
  });
}

Deno.test("the library has at least 40 scenarios and reaches all there is to reach", () => {
  assert.ok(reports.length >= 40, `${reports.length} scenarios`);
  const wanted = ["modes", "transitions", "actions", "rules", "faults"];
  for (const line of mergeCoverage(reports)) {
    assert.deepEqual(line.unknown, [], `${line.kind}: reached, but nobody said it could be`);
    if (wanted.includes(line.kind)) assert.deepEqual(line.never, [], `${line.kind} never reached`);
  }
});
