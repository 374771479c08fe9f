/** `mechos record` on files, and `mechos replay` on spans and pairs, as users call them. */
import assert from "node:assert/strict";
import { runMechos } from "tests/cli/run_cli.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";

const { bytes } = record(load("tests/sim/scenario/open_plain.yaml"));

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/run.mcap`, bytes);
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("record recover exits 0 for every file whose magic is whole, and info reads the result", async () => {
  await inFolder(async (folder) => {
    for (const [name, length] of [["magic", 8], ["half", bytes.length >> 1]] as const) {
      await Deno.writeFile(`${folder}/${name}.mcap`, bytes.subarray(0, length));
      const out = `${folder}/${name}.out.mcap`;
      const made = await runMechos(["record", "recover", `${folder}/${name}.mcap`, "--out", out]);
      assert.equal(made.code, 0, made.err);
      assert.equal(((await Deno.stat(out)).mode ?? 0) & 0o777, 0o600);
      const info = await runMechos(["record", "info", out, "--json"]);
      assert.equal(info.code, 0, info.err);
      assert.equal(JSON.parse(info.out).outcome, "whole");
    }
  });
});

Deno.test("record recover refuses what is no recording, what is there, and its own input", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/text.mcap`, "no recording\n");
    const cases = [
      [["recover", `${folder}/text.mcap`, "--out", `${folder}/a.mcap`], 3, "RECORD_FORMAT"],
      [["recover", `${folder}/gone.mcap`, "--out", `${folder}/a.mcap`], 4, "RECORD_NOT_FOUND"],
      [["recover", `${folder}/run.mcap`, "--out", `${folder}/text.mcap`], 2, "RECORD_EXISTS"],
      [["recover", `${folder}/run.mcap`, "--out", `${folder}/run.mcap`], 2, "CLI_BAD_VALUE"],
      [
        ["cut", `${folder}/run.mcap`, "--from", "1", "--out", `${folder}/a.mcap`],
        2,
        "CLI_BAD_VALUE",
      ],
      [
        ["cut", `${folder}/run.mcap`, "--from", "9h", "--out", `${folder}/b.mcap`],
        2,
        "RECORD_EMPTY",
      ],
    ] as const;
    for (const [args, code, name] of cases) {
      const ran = await runMechos(["record", ...args, "--json"]);
      assert.equal(ran.code, code, ran.out + ran.err);
      assert.match(ran.out + ran.err, new RegExp(name), args.join(" "));
    }
    for await (const { name } of Deno.readDir(folder)) {
      assert.ok(["run.mcap", "text.mcap"].includes(name), `${name} is left of what failed`);
    }
  });
});

Deno.test("record cut, merge and list; replay of spans and pairs", async () => {
  await inFolder(async (folder) => {
    const run = `${folder}/run.mcap`;
    const cut = `${folder}/cut.mcap`;
    const merged = `${folder}/merged.mcap`;
    const made = await runMechos([
      "record",
      "cut",
      run,
      "--from",
      "1s",
      "--to",
      "3s",
      "--out",
      cut,
    ]);
    assert.equal(made.code, 0, made.err);
    const replayed = await runMechos(["replay", cut, "--json"]);
    assert.equal(replayed.code, 0, replayed.out);
    assert.equal(JSON.parse(replayed.out).ticks, 400);
    const span = await runMechos(["replay", run, "--from", "1s", "--to", "3s", "--json"]);
    assert.equal(JSON.parse(span.out).stateHash, JSON.parse(replayed.out).stateHash);
    const both = await runMechos(["record", "merge", run, cut, "--out", merged, "--json"]);
    assert.equal(both.code, 0, both.err);
    assert.ok(JSON.parse(both.out).repeated > 400);
    const same = await runMechos(["replay", run, "--diff", cut, "--from", "1.005s", "--to", "3s"]);
    assert.equal(same.code, 0, same.out);
    const listed = await runMechos(["record", "list", folder, "--json"]);
    assert.equal(listed.code, 0);
    assert.equal(JSON.parse(listed.out).recordings.length, 3);
  });
});

Deno.test("replay --export and --report write what was asked, and say what there is nothing of", async () => {
  await inFolder(async (folder) => {
    const run = `${folder}/run.mcap`;
    const out = `${folder}/set`;
    const made = await runMechos(["replay", run, "--export", "jsonl", "--out", out, "--json"]);
    assert.equal(made.code, 0, made.err);
    assert.equal(JSON.parse(made.out).format, "jsonl");
    assert.equal(((await Deno.stat(`${out}/manifest.json`)).mode ?? 0) & 0o777, 0o600);
    const again = await runMechos(["replay", run, "--export", "csv", "--out", out]);
    assert.equal(again.code, 2, again.out);
    const page = `${folder}/run.html`;
    assert.equal((await runMechos(["replay", run, "--report", page])).code, 0);
    assert.match(await Deno.readTextFile(page), /^<!doctype html>/);
    const bare = await runMechos(["replay", run, "--what-if", "brain=ollama:x"]);
    assert.equal(bare.code, 2);
    assert.match(bare.err, /RECORD_EMPTY/);
    const rate = await runMechos(["replay", run, "--play", "0"]);
    assert.match(rate.err, /CLI_BAD_VALUE/);
  });
});
