/**
 * Rows of the fault table about the world around the robot, over many seeds: each reacts, and
 * stands where it must, within the deadline that its scenario names. The slowest times are printed.
 */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createRun, finishRun, type RunResult, settled, stepRun } from "sim/scenario/mod.ts";
import { load, thinkingPorts } from "tests/sim/scenario/simulate.ts";
import { isFull } from "tests/tier.ts";
import { say } from ".ci/say.ts";

const seeds = isFull ? 20 : 2;

/** Scenarios by row, and whether the robot must come to stand. */
const rows: readonly (readonly [name: string, stands: boolean])[] = [
  ["E03-keepout-edge", true],
  ["E03-fence-edge", true],
  ["E04-cliff", true],
  ["E07-battery-far", false],
  ["E08-wrong-start", true],
  ["E09-return-blocked", true],
  ["X02-worst-wins", true],
  ["X04-injected-fence", false],
];

async function runOnce(name: string, seed: number): Promise<RunResult> {
  const loaded = load(`sim/scenarios/faults/${name}.yaml`);
  const run = unwrap(createRun(loaded, seed, thinkingPorts()));
  while (run.tick <= run.ticks) {
    stepRun(run);
    const answer = settled(run);
    if (answer !== null) await answer;
  }
  return finishRun(run, 1);
}

/** Seconds from what an expectation waits for to its coming true, as its detail says them. */
function tookS(result: RunResult, name: RegExp): number {
  const detail = result.expectations.find((one) => name.test(one.name))?.detail ?? "";
  return Number(/^([\d.e-]+) s after /.exec(detail)?.[1] ?? NaN);
}

const deadlines = [["reaction", /^reacts in time$/], ["standstill", /^standstill within/]] as const;

for (const [name, stands] of rows) {
  Deno.test(`${name} keeps its deadlines over ${seeds} seeds`, async () => {
    const slowest = new Map<string, number>();
    for (let seed = 1; seed <= seeds; seed++) {
      const result = await runOnce(name, seed);
      const failed = result.expectations.filter((one) => one.outcome === "failed");
      assert.deepEqual(failed, [], `seed ${seed}`);
      assert.deepEqual(result.violations, [], `seed ${seed}`);
      for (const [what, pattern] of stands ? deadlines : deadlines.slice(0, 1)) {
        const seconds = tookS(result, pattern);
        assert.ok(seconds >= 0, `seed ${seed}: no deadline to ${what} after something`);
        slowest.set(what, Math.max(slowest.get(what) ?? 0, seconds));
      }
    }
    const said = [...slowest].map(([what, s]) => `${what} ${(s * 1000).toFixed(0)} ms at most`);
    say(`${name}: ${seeds} of ${seeds} seeds passed, ${said.join(", ")}`);
  });
}
