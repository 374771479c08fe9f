import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { ok } from "core/fault.ts";
import { type PlainScenario, reasonOf, shrinkScenario } from "sim/campaign/mod.ts";
import { createRun, finishRun, loadScenario, type RunResult, stepRun } from "sim/scenario/mod.ts";
import { readFile } from "cli/read_file.ts";
import { textFile } from "tests/sim/scenario/load_text.ts";

function run(scenario: PlainScenario): RunResult | null {
  const text = new TextEncoder().encode(JSON.stringify(scenario));
  const loaded = loadScenario(textFile, {
    readFile: (path) => path === textFile ? ok(text) : readFile(path),
    env: {},
    sets: [],
    brain: null,
  });
  if (!loaded.ok) return null;
  const made = createRun(loaded.value, loaded.value.scenario.seed);
  if (!made.ok) return null;
  while (made.value.tick <= made.value.ticks) stepRun(made.value);
  return finishRun(made.value, 1);
}

const noise = ["imu.off", "battery.off", "battery.sag", "imu.nan", "lidar.drop", "imu.drop"];

const big: PlainScenario = {
  mechos: "scenario/1",
  name: "big",
  robot: "../../../sim/robots/turtlebot3_burger.yaml",
  duration: "12s",
  seed: 3,
  world: {
    pedestrians: [{ path: [[4, 4], [5, 5]] }],
    obstacles: [{ circle: { x: 3, y: 3, radiusM: 0.2 } }],
    places: {},
  },
  set: { "kernel.limits.maxLinearMps": 0.2 },
  brain: {
    driver: "scripted",
    script: [{
      at: "1s",
      intent: { action: "drive", linearMps: 0.1, angularRadps: 0, durationMs: 1000 },
    }],
  },
  events: [
    ...noise.map((kind, index) => ({
      at: `${1000 + index * 130}ms`,
      fault: { kind, for: "700ms" },
    })),
    { at: "2345ms", fault: { kind: "bumper.stuck", for: "1234ms" } },
    { at: "3s", operator: { tell: "hello" } },
    ...noise.map((kind, index) => ({ at: `${4000 + index * 130}ms`, fault: { kind } })),
  ],
  expect: [
    { name: "drives at last", eventually: "odom.linearMps > 0.05" },
    { name: "is never held", never: "failsafe.action == 'hold'" },
  ],
};

Deno.test("shrinkScenario() leaves what the failure needs, and nothing else", async () => {
  const first = run(big);
  assert.ok(first !== null && first.outcome === "failed");
  const shrunk = await shrinkScenario(big, first, {
    run: (candidate) => Promise.resolve(run(candidate)),
    isOver: () => false,
  });
  const { scenario } = shrunk;
  assert.deepEqual(scenario["events"], [{ at: "2s", fault: { kind: "bumper.stuck" } }]);
  assert.deepEqual(scenario["expect"], [{
    name: "is never held",
    never: "failsafe.action == 'hold'",
  }]);
  assert.equal(scenario["brain"], undefined);
  assert.ok(shrunk.result.simulatedS <= 2.5, String(shrunk.result.simulatedS));
  assert.equal(unwrap(ok(run(scenario)?.outcome)), "failed");
});

Deno.test("shrinkScenario() stops when its time is over, with the best it has", async () => {
  const first = run(big);
  assert.ok(first !== null);
  let left = 3;
  const shrunk = await shrinkScenario(big, first, {
    run: (candidate) => Promise.resolve(run(candidate)),
    isOver: () => (left -= 1) < 0,
  });
  assert.ok(shrunk.runs <= 3);
  assert.equal(shrunk.result.outcome, "failed");
});

Deno.test("shrinkScenario() does not take a run that ends too early for the same failure", async () => {
  const late: PlainScenario = {
    ...big,
    phases: [{ name: "late", at: "5s" }],
    expect: [{ name: "holds", after: "phase.late", within: "1s", eventually: "mode == 'manual'" }],
  };
  const first = run(late);
  assert.ok(first !== null && first.outcome === "failed");
  const shrunk = await shrinkScenario(late, first, {
    run: (candidate) => Promise.resolve(run(candidate)),
    isOver: () => false,
  });
  assert.equal(shrunk.result.expectations[0]?.failure, "deadline");
  assert.ok(shrunk.result.simulatedS >= 6, `${shrunk.result.simulatedS} s`);
  assert.equal(shrunk.scenario["events"], undefined);
});

Deno.test("shrinkScenario() does not cut a run short that only its end made fail", async () => {
  const never: PlainScenario = { ...big, expect: [{ name: "arrives", eventually: "robot.x > 9" }] };
  const first = run(never);
  assert.ok(first !== null);
  const shrunk = await shrinkScenario(never, first, {
    run: (candidate) => Promise.resolve(run(candidate)),
    isOver: () => false,
  });
  assert.equal(shrunk.result.simulatedS, 12);
});

Deno.test("reasonOf() tells failures of one expectation apart by mode, action and cause", () => {
  const first = run(big);
  assert.ok(first !== null);
  assert.deepEqual(reasonOf(first).expectations, ["is never held: state hold"]);
});
