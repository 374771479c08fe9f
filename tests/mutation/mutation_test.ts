/**
 * Would the tests notice? Each mutant of mutants.ts is put into a copy of the tree, and the tests
 * that it names run on it in a process of their own: at least one must fail. The quick tier tries
 * a few, `task test:full` all of them, and first that the copy without a mutant passes.
 */
import assert from "node:assert/strict";
import { isFull } from "tests/tier.ts";
import { type Mutant, mutants } from "./mutants.ts";
import { copyProject, occurrences, root, spoil } from "./tree_copy.ts";

/** Runs tests in a copy; true where all pass. Stops at the first failure. */
async function passes(folder: string, files: readonly string[]): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", "--quiet", "--fail-fast", ...files],
    cwd: folder,
    env: { MECHOS_FULL: "0" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

async function isKilled(folder: string, mutant: Mutant): Promise<boolean> {
  const mend = await spoil(folder, mutant);
  try {
    return !await passes(folder, mutant.killedBy);
  } finally {
    await mend();
  }
}

Deno.test("every mutant still finds its place, exactly once", () => {
  for (const { file, find, replace, says } of mutants) {
    const text = Deno.readTextFileSync(root + file);
    assert.equal(occurrences(text, find), 1, `${file}: ${says}`);
    assert.notEqual(find, replace, says);
  }
});

Deno.test("there are mutants of gate, arbiter, limiter, controllers, failsafe and modes", () => {
  const parts = ["gate", "rules", "arbiter", "limiter", "controllers", "failsafe", "mode"];
  for (const part of parts) {
    assert.ok(mutants.some(({ file }) => file.includes(`kernel/${part}`)), part);
  }
  assert.ok(mutants.length >= 20);
});

Deno.test("every mutant of this tier is killed by the tests it names", async () => {
  const chosen = isFull ? mutants : mutants.filter((mutant) => mutant.quick === true);
  assert.ok(chosen.length >= 3);
  const folder = copyProject(["core", "tests/core/kernel", "tests/tier.ts"]);
  try {
    if (isFull) {
      const files = [...new Set(chosen.flatMap((mutant) => mutant.killedBy))];
      assert.ok(await passes(folder, files), "the tests must pass where nothing is spoiled");
    }
    const survivors: string[] = [];
    for (const mutant of chosen) {
      if (!await isKilled(folder, mutant)) survivors.push(`${mutant.file}: ${mutant.says}`);
    }
    assert.deepEqual(survivors, []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
