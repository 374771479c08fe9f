/**
 * Scenarios whose end hangs on noise, so that one seed proves little: they must hold over many. The
 * quick tier takes three of the seeds.
 */
import assert from "node:assert/strict";
import { isFull } from "tests/tier.ts";
import { load, simulate } from "./scenario/simulate.ts";

/** Scenario below sim/scenarios, and how many seeds it holds over. */
const rows: readonly (readonly [scenario: string, seeds: number])[] = [
  ["drives/ackermann-turns-in-a-lane", 20],
  ["drives/ackermann-goes-to-places", 20],
];

const quickSeeds = 3;

for (const [scenario, seeds] of rows) {
  const many = isFull ? seeds : quickSeeds;
  Deno.test(`${scenario} passes with each of seeds 1..${many}`, () => {
    const loaded = load(`sim/scenarios/${scenario}.yaml`);
    for (let seed = 1; seed <= many; seed++) {
      const { expectations, violations } = simulate(loaded, seed);
      const failed = expectations.filter((one) => one.outcome === "failed");
      assert.deepEqual({ seed, failed, violations }, { seed, failed: [], violations: [] });
    }
  });
}
