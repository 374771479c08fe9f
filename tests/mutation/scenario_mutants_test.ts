/**
 * Seeded bugs, as a user of `mechos sim` would meet them: each slip is put into a copy of the
 * product, and a scenario of the library must fail there, by an expectation or by an invariant. The
 * names of the tests say which scenario finds which slip. The quick tier tries the first two.
 */
import assert from "node:assert/strict";
import { isFull } from "tests/tier.ts";
import { type Mutant, mutants } from "./mutants.ts";
import { copyProject, spoil } from "./tree_copy.ts";

/** Slip, scenario below sim/scenarios that finds it, and what fails there. */
const seeded: readonly (readonly [says: string, scenario: string, finds: string])[] = [
  ["acceleration without its bound", "driving/straight", "I6"],
  ["a reset starts the robot", "modes/estop-in-auto", "atEnd"],
  ["drives stay on after a disarm", "faults/A03-following-error", "I1"],
  ["the room is not asked", "driving/before-a-wall", "I8"],
  ["a stale scan is seen three times later", "faults/S01-stale-sensor", "I5"],
  ["a slowed robot is not slowed", "faults/S01-stale-gyro", "I6"],
  ["a reversal within one tick", "driving/there-and-back", "I6"],
  ["a hand's command never ends", "faults/O01-operator-lost", "I5"],
  ["every cause clears by itself", "modes/estop-over-disarm", "I3"],
  ["an E-stop of a cause has no latch", "faults/E05-tilt", "I1"],
  ["any id resets the latch", "faults/O05-stale-reset", "I2"],
  ["the first cause wins, not the worst", "faults/X02-worst-wins", "after"],
];

const quick = 2;

function mutantOf(says: string): Mutant {
  const mutant = mutants.find((one) => one.says === says);
  assert.ok(mutant !== undefined, says);
  return mutant;
}

/** A copy of the product, with a slip or whole. */
async function copyProduct(mutant: Mutant | null): Promise<string> {
  const folder = copyProject(["core", "sim", "cli", "hal"]);
  if (mutant !== null) await spoil(folder, mutant);
  return folder;
}

/** Runs scenarios there; what failed as text, one line each. */
async function failures(folder: string, scenarios: readonly string[]): Promise<string> {
  const files = scenarios.map((name) => `sim/scenarios/${name}.yaml`);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", "cli/main.ts", "sim", ...files],
    cwd: folder,
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  assert.ok(code === 0 || code === 1, text.decode(stderr));
  const lines = text.decode(stdout).split("\n");
  return lines.filter((line) => /^ +FAIL /.test(line)).join("\n");
}

for (const [index, [says, scenario, finds]] of seeded.entries()) {
  Deno.test({
    name: `seeded bug: ${says} is caught by ${scenario}.yaml`,
    ignore: !isFull && index >= quick, // #7: the full tier tries all
    fn: async () => {
      const folder = await copyProduct(mutantOf(says));
      try {
        const failed = await failures(folder, [scenario]);
        assert.notEqual(failed, "", "the scenario passes all the same");
        assert.ok(failed.includes(finds), `${finds} is not among\n${failed}`);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

Deno.test("at least 12 seeded bugs, and without one the scenarios pass in the copy", async () => {
  assert.ok(seeded.length >= 12);
  const folder = await copyProduct(null);
  try {
    const scenarios = seeded.slice(0, isFull ? seeded.length : quick).map(([, name]) => name);
    assert.equal(await failures(folder, scenarios), "");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
