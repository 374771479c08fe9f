/**
 * Would the tests notice? Each mutant of mutants.ts is put into a copy of the tree, and the tests
 * that it names run on it in a process of their own: at least one must fail. The quick tier tries
 * a few, `task test:full` all of them, and first that the copy without a mutant passes.
 */
import assert from "node:assert/strict";
import { isFull } from "tests/tier.ts";
import { type Mutant, mutants } from "./mutants.ts";

const root = new URL("../../", import.meta.url).pathname;

/** Copies what the kernel's tests need; node_modules and recordings are not among it. */
function copyTree(from: string, into: string): void {
  Deno.mkdirSync(into, { recursive: true });
  for (const entry of Deno.readDirSync(from)) {
    if (entry.isDirectory) copyTree(`${from}/${entry.name}`, `${into}/${entry.name}`);
    else Deno.copyFileSync(`${from}/${entry.name}`, `${into}/${entry.name}`);
  }
}

function copyProject(): string {
  const folder = Deno.makeTempDirSync({ prefix: "mechos-mutants-" });
  for (const part of ["core", "tests/core/kernel"]) copyTree(root + part, `${folder}/${part}`);
  for (const file of ["deno.json", "deno.lock", "tests/tier.ts"]) {
    Deno.copyFileSync(root + file, `${folder}/${file}`);
  }
  return folder;
}

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

function occurrences(text: string, find: string): number {
  return text.split(find).length - 1;
}

async function isKilled(folder: string, mutant: Mutant): Promise<boolean> {
  const path = `${folder}/${mutant.file}`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace(mutant.find, () => mutant.replace));
  try {
    return !await passes(folder, mutant.killedBy);
  } finally {
    await Deno.writeTextFile(path, text);
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
  const folder = copyProject();
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
