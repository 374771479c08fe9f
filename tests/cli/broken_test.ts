import assert from "node:assert/strict";
import { runMechos } from "tests/cli/run_cli.ts";

/**
 * Each broken config in tests/cli/broken has its error beside it, as `mechos config check` prints
 * it. To add one: write NAME.yaml, run the command, read the text, and keep it as NAME.txt.
 */
const folder = new URL("./broken/", import.meta.url);

function brokenFiles(): string[] {
  return [...Deno.readDirSync(folder)].map((entry) => entry.name)
    .filter((name) => /\.(yaml|dat)$/.test(name)).sort();
}

async function checkOne(name: string): Promise<void> {
  const { code, out, err } = await runMechos(["config", "check", `tests/cli/broken/${name}`]);
  const wanted = await Deno.readTextFile(new URL(name.replace(/\.\w+$/, ".txt"), folder));
  assert.equal(err, wanted, name);
  assert.equal(out, "", name);
  assert.equal(code, 3, name);
}

Deno.test("config check refuses each broken file with its golden error and exit 3", async () => {
  const names = brokenFiles();
  assert.ok(names.length >= 30, `${names.length} broken files`);
  // Two at a time: starting a process is most of the work.
  const half = Math.ceil(names.length / 2);
  await Promise.all([names.slice(0, half), names.slice(half)].map(async (part) => {
    for (const name of part) await checkOne(name);
  }));
});

Deno.test("golden errors of broken files say file, line and column, and leak no secret", async () => {
  for (const name of brokenFiles()) {
    const text = await Deno.readTextFile(new URL(name.replace(/\.\w+$/, ".txt"), folder));
    assert.match(
      text,
      /^error\[CONFIG_[A-Z0-9_]+\]: .*[^.]\n {2}--> tests\/cli\/broken\/\w+\.\w+:\d+:\d+\n/,
    );
    assert.match(text, /\nhelp: ./);
    assert.ok(!text.includes("canary"), name);
  }
});
