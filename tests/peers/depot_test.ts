/**
 * Both robots in a real building: the depot map of others with its keep-out mask. Each scenario of
 * tests/peers/depot passes over three seeds, keeps every invariant, gives the same hashes twice,
 * and its recording replays to the same bytes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { verifyRecording } from "core/replay/mod.ts";
import { readFile } from "cli/read_file.ts";
import { type LoadedScenario, loadScenario, type RunResult } from "sim/scenario/mod.ts";
import { record, simulate } from "tests/sim/scenario/simulate.ts";
import { sharedData } from "./shared_data.ts";

const folder = new URL("./depot/", import.meta.url).pathname;
const robots = ["turtlebot3_burger", "rover"] as const;

function load(name: string, robot: string): LoadedScenario {
  const robotFile = new URL(`../../sim/robots/${robot}.yaml`, import.meta.url).pathname;
  const path = `${folder}${name}.yaml`;
  const fill = (bytes: Uint8Array): Uint8Array => {
    const text = new TextDecoder().decode(bytes);
    const maps = sharedData("maps");
    return new TextEncoder().encode(
      text.replaceAll(" ROBOT", ` ${robotFile}`).replaceAll(" MAPS/", ` ${maps}/`),
    );
  };
  return unwrap(loadScenario(path, {
    readFile: (asked) => {
      const file = readFile(asked);
      return file.ok && asked === path ? { ok: true, value: fill(file.value) } : file;
    },
    env: {},
    sets: [],
    brain: null,
  }));
}

/** What failed, so that a reader need not run it again to know. */
function failures(result: RunResult): string[] {
  const expectations = result.expectations.filter((one) => one.outcome !== "passed")
    .map((one) => `${one.name} at ${one.atS ?? "-"} s: ${one.detail}`);
  const violations = result.violations.map((one) =>
    `${one.invariant} at ${one.atS}: ${one.detail}`
  );
  return [...expectations, ...violations];
}

const scenarios = [...Deno.readDirSync(folder)].map((entry) => entry.name.replace(/\.yaml$/, ""));

for (const name of scenarios.sort()) {
  for (const robot of robots) {
    Deno.test(`depot: ${name} passes with ${robot}, twice the same, and replays`, () => {
      const loaded = load(name, robot);
      for (const seed of [1, 2]) {
        assert.deepEqual(failures(simulate(loaded, seed)), [], `seed ${seed}`);
      }
      const { result, bytes } = record(loaded, 3);
      assert.deepEqual(failures(result), [], "seed 3");
      const again = simulate(loaded, 3);
      assert.deepEqual(
        [again.stateHash, again.worldHash],
        [result.stateHash, result.worldHash],
      );
      const found = unwrap(verifyRecording(bytes));
      assert.equal(found.outcome, "identical", JSON.stringify(found.firstDifference));
      assert.equal(found.stateHash, result.stateHash);
    });
  }
}

Deno.test("sharedData() says where it looked and what to do", () => {
  assert.throws(() => sharedData("nowhere"), /nowhere".*set MECHOS_DATA/s);
});
