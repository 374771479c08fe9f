/**
 * What an engine must agree on with the planar physics: the same kernel drives straight, a circle and
 * a slalom in both, and stops before the same post.
 *
 * @module
 */
import assert from "node:assert/strict";
import { ok, unwrap } from "core/fault.ts";
import { type LoadedScenario, loadScenario, type RunResult } from "sim/scenario/mod.ts";
import { readFile } from "cli/read_file.ts";
import { runOutside } from "./run_outside.ts";

/** One drive of a course. */
interface Drive {
  readonly linearMps: number;
  readonly angularRadps: number;
  readonly durationMs: number;
}

const robot = new URL("../../../sim/robots/rover.yaml", import.meta.url).pathname;

/** A scenario of drives one after the other, in the engine that `set` names; our own by default. */
function loadCourse(
  drives: readonly Drive[],
  set: Readonly<Record<string, unknown>> = {},
  obstacles: readonly unknown[] = [],
): LoadedScenario {
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
    set,
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

/** Where a run ended: m, m, rad. */
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

/** How far a course's ends are apart in the engine that `set` names and in our own physics. */
export async function assertTwins(set: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, [drives, mostM, mostRad]] of Object.entries(courses)) {
    const ours = await runOutside(loadCourse(drives));
    const theirs = await runOutside(loadCourse(drives, set));
    const [a, b] = [poseOf(ours), poseOf(theirs)];
    const apartM = Math.hypot(a[0] - b[0], a[1] - b[1]);
    const apartRad = Math.abs(Math.atan2(Math.sin(a[2] - b[2]), Math.cos(a[2] - b[2])));
    const said = `${name}: ${apartM.toFixed(4)} m and ${apartRad.toFixed(4)} rad apart`;
    assert.ok(Math.hypot(a[0], a[1]) > 0.2, `${name} drives`);
    assert.ok(apartM < mostM && apartRad < mostRad, said);
    assert.ok(apartM > 0, `${name}: the engine is another one`);
    assert.deepEqual(theirs.violations, [], name);
  }
}

/** A post stops the robot in the engine that `set` names, twice with the same hashes. */
export async function assertStopsAtPost(set: Readonly<Record<string, unknown>>): Promise<void> {
  const drives = [{ linearMps: 0.5, angularRadps: 0, durationMs: 6000 }];
  const post = [{ circle: { x: 2.5, y: 0.05, radiusM: 0.2 } }];
  const first = await runOutside(loadCourse(drives, set, post));
  assert.equal(first.outcome, "passed", JSON.stringify(first.violations));
  const [x] = poseOf(first);
  assert.ok(x > 1.3 && x < 2.1, `stands at ${x}`);
  const again = await runOutside(loadCourse(drives, set, post));
  assert.equal(again.stateHash, first.stateHash);
  assert.equal(again.worldHash, first.worldHash);
}
