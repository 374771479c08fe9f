/**
 * The library of scenarios: each passes and replays to identical bytes, and together they reach
 * every mode, move between modes, failsafe action, rule of the gate and fault kind.
 */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { verifyRecording } from "core/replay/mod.ts";
import { mergeCoverage } from "sim/campaign/mod.ts";
import type { CoverageReport } from "sim/scenario/mod.ts";
import { load, projectScenarios, recordThinking } from "./scenario/simulate.ts";

const scenarios = projectScenarios();
const reports: CoverageReport[] = [];

Deno.test("projectScenarios() finds the demo, and at least 40 in all", () => {
  assert.ok(scenarios.includes("sim/scenarios/demo.yaml"));
  assert.ok(scenarios.length >= 40, `${scenarios.length} scenarios`);
});

for (const path of scenarios) {
  Deno.test(`${path} passes, and its recording replays to identical bytes`, async () => {
    const { result, robots } = await recordThinking(load(path));
    assert.ok(result.coverage !== undefined);
    reports.push(result.coverage);
    const failed = result.expectations.filter((one) => one.outcome === "failed");
    assert.deepEqual(failed, []);
    assert.deepEqual(result.violations, []);
    for (const [index, bytes] of robots.entries()) {
      const found = unwrap(verifyRecording(bytes));
      assert.equal(found.outcome, "identical", JSON.stringify(found.firstDifference));
      assert.equal(found.stateHash, result.robots?.[index]?.stateHash ?? result.stateHash);
    }
  });
}

Deno.test("the library reaches all there is to reach, and nothing that nobody knew of", () => {
  assert.equal(reports.length, scenarios.length);
  const wanted = ["modes", "transitions", "actions", "rules", "faults"];
  for (const line of mergeCoverage(reports)) {
    assert.deepEqual(line.unknown, [], `${line.kind}: reached, but nobody said it could be`);
    if (wanted.includes(line.kind)) assert.deepEqual(line.never, [], `${line.kind} never reached`);
  }
});
