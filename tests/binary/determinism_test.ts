/**
 * One hash a scenario and seed, whatever runs it: the binary and the source, in one process and in
 * two, on an idle machine and on one that is busy, in another country. The quick tier takes five
 * scenarios and two seeds, the full one (MECHOS_FULL=1) forty and three.
 */
import assert from "node:assert/strict";
import { projectScenarios } from "tests/sim/scenario/simulate.ts";
import { isFull } from "tests/tier.ts";
import { binary, type BinaryRun, fromSource, mechos } from "./mechos.ts";

/** Scenarios that use much: a map, people, chaos with a hostile brain, noise, another drive. */
const rich = [
  "sim/scenarios/chaos.yaml",
  "sim/scenarios/people/crossing.yaml",
  "sim/scenarios/faults/S05-dropped-50.yaml",
  "sim/scenarios/drives/mecanum-sideways.yaml",
  "sim/scenarios/world/docks-and-leaves.yaml",
];

function chosen(): string[] {
  if (!isFull) return rich;
  const rest = projectScenarios().filter((path) => !rich.includes(path));
  // Every so many of the rest, so that each folder has its share.
  const every = Math.floor(rest.length / (40 - rich.length));
  const shares = rest.filter((_path, index) => index % every === 0);
  return [...rich, ...shares].slice(0, 40);
}

/** File, seed and both hashes of every run. A failed run has hashes too. */
function hashesOf(name: string, { stdout, stderr }: BinaryRun): string[] {
  assert.notEqual(stdout, "", `${name}: ${stderr.slice(-2000)}`);
  const document: unknown = JSON.parse(stdout);
  assert.ok(typeof document === "object" && document !== null && "runs" in document, name);
  assert.ok(Array.isArray(document.runs), name);
  return document.runs.map((run) =>
    `${run.file} ${run.seed}: ${run.outcome} ${run.stateHash} ${run.worldHash}`
  );
}

/** Runs while every core is kept busy by somebody else. */
async function underLoad(work: () => Promise<BinaryRun>): Promise<BinaryRun> {
  const hogs = Array.from(
    { length: 2 * navigator.hardwareConcurrency },
    () => new Deno.Command("sh", { args: ["-c", "while :; do :; done"] }).spawn(),
  );
  try {
    return await work();
  } finally {
    for (const hog of hogs) hog.kill("SIGKILL");
    await Promise.all(hogs.map((hog) => hog.status));
  }
}

async function elsewhere(args: readonly string[]): Promise<BinaryRun> {
  const { code, stdout, stderr } = await new Deno.Command(binary, {
    args: [...args],
    cwd: new URL("../..", import.meta.url).pathname,
    clearEnv: true,
    env: { TZ: "Pacific/Chatham", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("every scenario and seed has one hash, from source and binary, in one process and in two, under load, in another country", async () => {
  const files = chosen();
  const seeds = isFull ? "1..3" : "1..2";
  const args = (jobs: number) => [
    "sim",
    ...files,
    "--seeds",
    seeds,
    "--jobs",
    String(jobs),
    "--json",
  ];
  const first = hashesOf("binary", await mechos(args(1)));
  assert.equal(first.length, files.length * (isFull ? 3 : 2));
  const ways: Readonly<Record<string, () => Promise<BinaryRun>>> = {
    "binary in two processes": () => mechos(args(2)),
    "source in one process": () => fromSource(args(1)),
    "source in two processes": () => fromSource(args(2)),
    "binary under load": () => underLoad(() => mechos(args(2))),
    "binary with another locale and time zone": () => elsewhere(args(2)),
  };
  for (const [name, run] of Object.entries(ways)) {
    assert.deepEqual(hashesOf(name, await run()), first, name);
  }
});
