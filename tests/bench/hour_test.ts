/** Memory of a long simulation; the figures go to the log of the full tier. */
import assert from "node:assert/strict";
import { say } from ".ci/say.ts";
import { isFull } from "tests/tier.ts";
import { probe } from "./result.ts";
import { mostGrowthMB } from "./sim_bench.ts";

Deno.test({
  name: "an hour of simulated time leaves the heap as it was",
  ignore: !isFull, // #7: the hour takes half a minute
  fn: async () => {
    const found = await probe("./hour_probe.ts", [], ["--expose-gc"]);
    const { startMB = NaN, endMB = NaN, simulatedS = NaN, factor = NaN } = found;
    const told = `${startMB.toFixed(2)} MB -> ${endMB.toFixed(2)} MB at ${factor.toFixed(0)}x`;
    say(`heap over ${simulatedS} s: ${told} real time`);
    assert.equal(simulatedS, 3600);
    assert.ok(endMB - startMB < mostGrowthMB, told);
  },
});
