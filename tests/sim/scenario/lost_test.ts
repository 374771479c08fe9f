import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createRun, loadScenario, type Run, stepRun } from "sim/scenario/mod.ts";
import { readFile } from "cli/read_file.ts";

const file = "sim/scenarios/world/around-walls.yaml";
const slip = [["sim.floor.slipNoise", 0.03], ["sim.floor.scaleError", 0.003]] as const;

function start(seed: number): Run {
  const sets = slip.map(([path, value]) => ({ path, value, label: "test", place: null }));
  const loaded = unwrap(loadScenario(file, { readFile, env: {}, sets, brain: null }));
  return unwrap(createRun(loaded, seed));
}

function advance(run: Run, seconds: number, until: (run: Run) => boolean = () => false): boolean {
  const end = run.nowNs + seconds * 1e9;
  while (run.nowNs < end) {
    stepRun(run);
    if (until(run)) return true;
  }
  return false;
}

function errorM(run: Run): number {
  const { robot } = run.robot.world;
  const out = run.kernel.outputs;
  return Math.hypot(out.odomXM - robot.xM, out.odomYM - robot.yM);
}

Deno.test("a robot whose wheels slip knows where it is after 60 s, without a beacon", () => {
  const errors = [1, 2, 3, 4, 5, 6].map((seed) => {
    const run = start(seed);
    advance(run, 60);
    assert.equal(run.robot.world.contact.collision, 0);
    return errorM(run);
  });
  assert.ok(Math.max(...errors) < 0.15, errors.map((e) => e.toFixed(3)).join(" "));
});

Deno.test("a kidnapped robot is held as lost within 5 s, then found and drives on", () => {
  const run = start(3);
  advance(run, 20);
  const { robot } = run.robot.world;
  robot.xM = 18;
  robot.yM = 7.2;
  robot.yawRad += 2;
  const since = run.nowNs;
  assert.ok(advance(run, 5, (r) => r.kernel.outputs.lost === 1), "never lost");
  assert.ok(advance(run, 1, (r) => r.kernel.outputs.action >= 4), "not held");
  assert.ok(advance(run, 60, (r) => r.kernel.outputs.lost === 0), "never found");
  assert.ok(errorM(run) < 0.15, `${errorM(run)} m off`);
  assert.ok(run.nowNs - since > 0);
  assert.ok(advance(run, 90, (r) => Math.abs(r.kernel.outputs.linearMps) > 0.2), "drives no more");
  assert.equal(run.invariants.violations.length, 0);
});
