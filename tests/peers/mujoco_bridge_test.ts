/**
 * The planar physics against MuJoCo behind the bridge: the same kernel drives straight, a circle and
 * a slalom in both, and stops before the same post.
 *
 * @module
 */
import assert from "node:assert/strict";
import { ok, unwrap } from "core/fault.ts";
import { loadScenario, type RunResult } from "sim/scenario/mod.ts";
import { readFile } from "cli/read_file.ts";
import { runOutside } from "tests/sim/engine/run_outside.ts";
import { peerPython } from "./peer_tools.ts";

interface Drive {
  readonly linearMps: number;
  readonly angularRadps: number;
  readonly durationMs: number;
}

const robot = new URL("../../sim/robots/rover.yaml", import.meta.url).pathname;

/** A scenario of drives one after the other, in the engine of `url`; null = our own physics. */
function load(drives: readonly Drive[], url: string | null, obstacles: readonly unknown[] = []) {
  let atMs = 500;
  const script = drives.map((drive) => {
    const entry = { at: `${atMs}ms`, intent: { action: "drive", ...drive } };
    atMs += drive.durationMs;
    return entry;
  });
  const text = new TextEncoder().encode(JSON.stringify({
    mechos: "scenario/1",
    name: "twin",
    robot,
    duration: `${atMs + 1500}ms`,
    world: { obstacles },
    set: url === null ? {} : { "sim.engine": "external", "sim.url": url },
    brain: { driver: "scripted", script },
    expect: [{ never: "collision" }],
  }));
  return unwrap(loadScenario("twin.yaml", {
    readFile: (path) => path === "twin.yaml" ? ok(text) : readFile(path),
    env: {},
    sets: [],
    brain: null,
  }));
}

/** Starts the bridge, waits for its port, and ends it after `use`. */
async function withBridge(python: string, use: (url: string) => Promise<void>): Promise<void> {
  const script = new URL("../../sim/bridges/mujoco_bridge.py", import.meta.url).pathname;
  const child = new Deno.Command(python, {
    args: [script, "--port", "0"],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    const { value = "" } = await reader.read();
    const url = /ws:\/\/[\d.:]+/.exec(value)?.[0];
    assert.ok(url !== undefined, `the bridge said "${value}"`);
    await use(url);
  } finally {
    await reader.cancel();
    child.kill("SIGTERM");
    await child.status;
  }
}

function poseOf(result: RunResult): readonly [number, number, number] {
  const { x, y, yawRad } = result.finalState;
  assert.ok(typeof x === "number" && typeof y === "number" && typeof yawRad === "number");
  return [x, y, yawRad];
}

/** Drives, with how far apart the two may end: m and rad. */
const courses: Readonly<Record<string, readonly [readonly Drive[], number, number]>> = {
  straight: [[{ linearMps: 0.4, angularRadps: 0, durationMs: 5000 }], 0.02, 0.01],
  circle: [
    [
      { linearMps: 0.3, angularRadps: 0.6, durationMs: 3000 },
      { linearMps: 0.3, angularRadps: 0.6, durationMs: 3000 },
      { linearMps: 0.3, angularRadps: 0.6, durationMs: 3000 },
    ],
    0.08,
    0.12,
  ],
  slalom: [
    [0.5, -0.5, -0.5, 0.5, 0.5, -0.5].map((angularRadps) => ({
      linearMps: 0.35,
      angularRadps,
      durationMs: 1500,
    })),
    0.03,
    0.02,
  ],
};

const python = peerPython("mujoco", "websockets");

Deno.test({
  name: "MuJoCo behind the bridge agrees with the planar physics on straight, circle and slalom",
  ignore: python === null, // #7: a machine without PyPI passes
  fn: () =>
    withBridge(python ?? "", async (url) => {
      for (const [name, [drives, mostM, mostRad]] of Object.entries(courses)) {
        const ours = await runOutside(load(drives, null));
        const theirs = await runOutside(load(drives, url));
        const [a, b] = [poseOf(ours), poseOf(theirs)];
        const apartM = Math.hypot(a[0] - b[0], a[1] - b[1]);
        const apartRad = Math.abs(Math.atan2(Math.sin(a[2] - b[2]), Math.cos(a[2] - b[2])));
        const said = `${name}: ${apartM.toFixed(4)} m and ${apartRad.toFixed(4)} rad apart`;
        assert.ok(Math.hypot(a[0], a[1]) > 0.2, `${name} drives`);
        assert.ok(apartM < mostM && apartRad < mostRad, said);
        assert.deepEqual(theirs.violations, [], name);
      }
    }),
});

Deno.test({
  name: "the same post stops the robot in MuJoCo, twice with the same hash",
  ignore: python === null, // #7: a machine without PyPI passes
  fn: () =>
    withBridge(python ?? "", async (url) => {
      const drives = [{ linearMps: 0.5, angularRadps: 0, durationMs: 6000 }];
      const post = [{ circle: { x: 2.5, y: 0.05, radiusM: 0.2 } }];
      const first = await runOutside(load(drives, url, post));
      assert.equal(first.outcome, "passed", JSON.stringify(first.violations));
      const [x] = poseOf(first);
      assert.ok(x > 1.3 && x < 2.1, `stands at ${x}`);
      const again = await runOutside(load(drives, url, post));
      assert.equal(again.stateHash, first.stateHash);
      assert.equal(again.worldHash, first.worldHash);
    }),
});
