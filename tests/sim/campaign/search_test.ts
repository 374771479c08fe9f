import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import {
  type CampaignRun,
  compareBaseline,
  coverageUniverse,
  explainScenario,
  falsify,
  makeBaseline,
  mergeCoverage,
  readBaseline,
  type Trial,
} from "sim/campaign/mod.ts";
import {
  createRun,
  finishRun,
  type OpenValue,
  scenarioJsonSchema,
  stepRun,
} from "sim/scenario/mod.ts";
import { load } from "tests/sim/scenario/simulate.ts";
import { plainScenario, tryLoad } from "tests/sim/scenario/load_text.ts";

function range(name: string, low: number, high: number): OpenValue {
  return { name, distribution: { kind: "uniform", low, high, options: [], isDuration: false } };
}

const choice: OpenValue = {
  name: "kind",
  distribution: {
    kind: "choice",
    low: 0,
    high: 0,
    options: ["a", "b", "c", "d"],
    isDuration: false,
  },
};

/** A valley whose floor is below zero in a small corner only: 0.6 % of the space. */
function valley(values: Readonly<Record<string, unknown>>): number {
  const x = Number(values["x"]) - 0.8;
  const y = Number(values["y"]) - 0.2;
  return (values["kind"] === "c" ? 0 : 0.3) + x * x + y * y - 0.008;
}

Deno.test("falsify() finds a corner that random search rarely meets, and the same one each time", async () => {
  const search = async (seed: number): Promise<readonly Trial[]> =>
    await falsify({
      open: [range("x", 0, 1), range("y", 0, 1), choice],
      seed,
      budget: 200,
      run: (values) => Promise.resolve(valley(values)),
      worse: () => {},
    });
  let found = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const [worst] = await search(seed);
    if ((worst?.robustness ?? 1) < 0) found += 1;
  }
  assert.ok(found >= 9, `found in ${found} of 10 searches`);
  assert.deepEqual(await search(3), await search(3));
});

Deno.test("falsify() goes through the seeds where nothing is open", async () => {
  const seeds: number[] = [];
  await falsify({
    open: [],
    seed: 5,
    budget: 4,
    run: (_values, seed) => {
      seeds.push(seed);
      return Promise.resolve(seed === 7 ? -1 : 1);
    },
    worse: () => {},
  });
  assert.deepEqual(seeds, [5, 6, 7, 8]);
});

function demoRun(): CampaignRun {
  const loaded = tryLoad(plainScenario(`
duration: 6s
brain: { driver: scripted, script: [ { at: 500ms, intent: { action: drive, linearMps: 0.2, angularRadps: 0, durationMs: 2000 } } ] }
invariantsOnly: true
`));
  const run = unwrap(createRun(unwrap(loaded), 1));
  while (run.tick <= run.ticks) stepRun(run);
  const result = finishRun(run, 1);
  return { file: "a.yaml", scenario: "plain", seed: 1, values: {}, result, fault: null };
}

Deno.test("compareBaseline() says what got better, worse or stayed, by each figure's own sense", () => {
  const run = demoRun();
  assert.ok(run.result !== null);
  assert.ok(Math.abs(run.result.metrics.pathM - 0.4) < 0.03, String(run.result.metrics.pathM));
  const text = JSON.stringify(makeBaseline([run]));
  const same = compareBaseline(unwrap(readBaseline(text, "b.json")), [run]);
  assert.ok(same.rows.length > 5 && same.rows.every((row) => row.verdict === "same"));
  const metrics = {
    ...run.result.metrics,
    pathM: 0.8,
    refused: 2,
    minClearanceM: 1,
    timeToGoalS: 4,
  };
  const changed: CampaignRun = { ...run, result: { ...run.result, metrics } };
  const { rows } = compareBaseline(unwrap(readBaseline(text, "b.json")), [changed]);
  const verdict = (metric: string) => rows.find((row) => row.metric === metric)?.verdict;
  assert.deepEqual(
    ["pathM", "refused", "minClearanceM", "timeToGoalS", "energyWh"].map(verdict),
    ["worse", "worse", "better", "worse", "same"],
  );
  assert.ok(!readBaseline("{}", "b.json").ok);
  assert.ok(!readBaseline("no", "b.json").ok);
});

Deno.test("mergeCoverage() joins runs and names what none of them reached", () => {
  const universe = coverageUniverse();
  const none = Object.fromEntries(Object.keys(universe).map((kind) => [kind, []]));
  const one = { ...universe, ...none, modes: ["boot", "idle"], transitions: ["boot -> idle"] };
  const two = { ...universe, ...none, modes: ["auto"], transitions: ["auto -> boot"] };
  const [modes, transitions] = mergeCoverage([one, two]);
  assert.deepEqual(modes?.reached, ["boot", "idle", "auto"]);
  assert.ok(modes.never.includes("estop"));
  assert.deepEqual(transitions?.unknown, ["auto -> boot"]);
});

Deno.test("explainScenario() tells the timeline in order, in words", () => {
  const text = explainScenario(load("sim/scenarios/demo.yaml"));
  assert.match(text, /at 8 s: fault lidar\.off for 4 s: no scans arrive/);
  assert.match(text, /after each fault\.lidar\.off: .* comes true within 0\.8 s/);
  const chaos = explainScenario(load("sim/scenarios/chaos.yaml"));
  const times = [...chaos.matchAll(/^ {2}at ([\d.]+) s/gm)].map((match) => Number(match[1]));
  assert.ok(times.length > 4);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
});

Deno.test("scenarioJsonSchema() knows every section and lets numbers be open", () => {
  const text = JSON.stringify(scenarioJsonSchema());
  for (
    const key of ["include", "parameters", "chaos", "phases", "sweep", "pedestrians", "within"]
  ) {
    assert.ok(text.includes(`"${key}"`), key);
  }
  assert.ok(text.includes("#/definitions/open"));
});
