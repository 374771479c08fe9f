import assert from "node:assert/strict";
import { runMechos } from "./run_cli.ts";

const plain = `mechos: scenario/1
name: quick
robot: ${new URL("../../sim/robots/turtlebot3_burger.yaml", import.meta.url).pathname}
duration: 3s
brain: { driver: scripted, script: [ { at: 500ms, intent: { action: drive, linearMps: 0.2, angularRadps: 0, durationMs: 2000 } } ] }
`;

async function folder(files: Record<string, string>): Promise<string> {
  const path = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${path}/${name}`, text);
  }
  return path;
}

interface Document {
  readonly outcome: string;
  readonly runs: readonly { seed: number; stateHash: string; outcome: string; recording: string }[];
}

function read(text: string): Document {
  const document: Document = JSON.parse(text);
  return document;
}

Deno.test("sim --jobs gives the same document as one process, in the order of the seeds", async () => {
  const cwd = await folder({ "a.yaml": `${plain}expect: [ { eventually: "robot.x > 0.25" } ]\n` });
  const one = await runMechos(["sim", "a.yaml", "--seeds", "3..8", "--json"], { cwd });
  const two = await runMechos(["sim", "a.yaml", "--seeds", "3..8", "--jobs", "2", "--json"], {
    cwd,
  });
  assert.deepEqual([one.code, two.code], [0, 0], one.err + two.err);
  const hashes = (text: string) => read(text).runs.map((run) => [run.seed, run.stateHash]);
  assert.deepEqual(hashes(two.out), hashes(one.out));
  assert.deepEqual(read(two.out).runs.map((run) => run.seed), [3, 4, 5, 6, 7, 8]);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("sim repeats a failed run into recordings/failed and prints the command for it", async () => {
  const cwd = await folder({ "a.yaml": `${plain}expect: [ { never: "robot.x > 0.1" } ]\n` });
  const run = await runMechos([
    "sim",
    "a.yaml",
    "--seeds",
    "1..2",
    "--jobs",
    "2",
    "--junit",
    "o/j.xml",
  ], { cwd });
  assert.equal(run.code, 1, run.err);
  assert.match(run.out, /again: mechos sim a\.yaml --seed 2\n/);
  for (const seed of [1, 2]) await Deno.stat(`${cwd}/recordings/failed/quick-${seed}.mcap`);
  assert.match(await Deno.readTextFile(`${cwd}/o/j.xml`), /tests="2" failures="2" errors="0"/);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("sim exit codes: the first of 5, 3, 4, 1 over all runs, 2 where nothing is asked", async () => {
  const cwd = await folder({
    "good.yaml": `${plain}expect: [ { never: collision } ]\n`,
    "bad.yaml": `${plain}expect: [ { always: collision } ]\n`,
    "none.yaml": plain,
    "broken.yaml": `${plain}expect: [ { never: colision } ]\n`,
  });
  const code = async (...args: string[]): Promise<number> =>
    (await runMechos(["sim", ...args], { cwd })).code;
  assert.equal(await code("good.yaml"), 0);
  assert.equal(await code("good.yaml", "bad.yaml"), 1);
  assert.equal(await code("good.yaml", "none.yaml"), 2);
  assert.equal(await code("bad.yaml", "broken.yaml"), 3);
  assert.equal(await code("bad.yaml", "lost.yaml"), 4);
  assert.equal(await code("*.yml"), 2);
  assert.equal(await code(), 2);
  assert.equal(await code("good.yaml", "--seeds", "5..1"), 2);
  assert.equal(await code("good.yaml", "--seed", "4294967296"), 2);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("sim gives the same hashes whatever the locale and the time zone", async () => {
  const args = ["sim", "sim/scenarios/gate", "--json"];
  const hashes = (text: string) => read(text).runs.map((run) => run.stateHash);
  const plainRun = await runMechos(args);
  const env = { TZ: "Pacific/Chatham", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
  const elsewhere = await runMechos(args, { env });
  assert.equal(plainRun.code, 0, plainRun.err);
  assert.ok(hashes(plainRun.out).length >= 10);
  assert.deepEqual(hashes(elsewhere.out), hashes(plainRun.out));
});

Deno.test("sim keeps the recording of a failed run in its folder, whatever the scenario is called", async () => {
  const text = plain.replace("name: quick", "name: ../../out/x");
  const cwd = await folder({ "a.yaml": `${text}expect: [ { never: "t >= 0" } ]\n` });
  const run = await runMechos(["sim", "a.yaml", "--json"], { cwd });
  assert.equal(run.code, 1, run.err);
  assert.equal(read(run.out).runs[0]?.recording, "recordings/failed/__.._out_x-1.mcap");
  await Deno.stat(`${cwd}/recordings/failed/__.._out_x-1.mcap`);
  await Deno.remove(cwd, { recursive: true });
});
