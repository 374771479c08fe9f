/** Runs that go on from a recorded moment. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import type { Override } from "core/config/mod.ts";
import { modeNumber } from "core/kernel/mod.ts";
import { createMemorySink } from "core/record/mod.ts";
import { verifyRecording } from "core/replay/mod.ts";
import { deadlineOf, faultNames } from "sim/faults/mod.ts";
import {
  createRun,
  createRunRecorder,
  finishRecorder,
  finishRun,
  loadMoment,
  type MomentOptions,
  recordTick,
  type Run,
  type RunResult,
  stepRun,
} from "sim/scenario/mod.ts";
import { load } from "./simulate.ts";

const versions = {
  version: "0.0.0",
  git: "test",
  deno: Deno.version.deno,
  v8: Deno.version.v8,
  runtime: "source",
  build: "test",
  createdBy: "test",
};

/** Steps a run to `untilS` under a recorder. */
function recordUntil(run: Run, untilS: number): Uint8Array {
  const sink = createMemorySink();
  const recorder = unwrap(createRunRecorder(run, sink, versions));
  while (run.nowNs < untilS * 1e9 && run.tick <= run.ticks) {
    stepRun(run);
    recordTick(recorder, run);
  }
  assert.equal(finishRecorder(recorder), null);
  return sink.bytes();
}

const whole = unwrap(createRun(load("sim/scenarios/world/around-walls.yaml"), 5));
const log = recordUntil(whole, 16);
/** The same run, at the moment and a little later. */
const same = unwrap(createRun(load("sim/scenarios/world/around-walls.yaml"), 5));

function stepTo(run: Run, untilS: number): void {
  while (run.nowNs < untilS * 1e9) stepRun(run);
}

const plain: MomentOptions = {
  atNs: 10e9,
  durationMs: 6000,
  faults: [],
  sets: [],
  brain: null,
  seed: 1,
};

function begin(options: Partial<MomentOptions> = {}): Run {
  const loaded = unwrap(loadMoment("log.mcap", log, { ...plain, ...options }));
  return unwrap(createRun(loaded, 1));
}

function finish(run: Run): RunResult {
  while (run.tick <= run.ticks) stepRun(run);
  return finishRun(run, 1);
}

Deno.test("loadMoment() begins in the recorded state, and goes where the recorded run went", () => {
  const run = begin();
  stepTo(same, 10);
  assert.equal(same.kernel.outputs.mode, modeNumber.auto);
  assert.ok(Math.abs(same.kernel.outputs.odomLinearMps) > 0.1, "the robot drives at that moment");
  assert.deepEqual(run.kernel.outputs, same.kernel.outputs);
  assert.deepEqual(run.kernel.state.skill, same.kernel.state.skill);
  assert.equal(run.tick, same.tick);
  assert.ok(run.loaded.truth !== null, "the map is in the recording");
  stepTo(run, 12);
  stepTo(same, 12);
  const [a, b] = [run.robot.world.robot, same.robot.world.robot];
  const off = Math.hypot(a.xM - b.xM, a.yM - b.yM);
  // It plans anew from where it stands, and ways between near things cost nearly the same.
  assert.ok(off < 0.1, `${off} m from the recorded run after 2 s`);
  assert.deepEqual(finish(run).violations, []);
});

Deno.test("a run that goes on from a moment is recorded and replays to identical bytes", () => {
  const run = begin({ durationMs: 3000 });
  const found = unwrap(verifyRecording(recordUntil(run, Infinity)));
  assert.equal(found.outcome, "identical", JSON.stringify(found.firstDifference));
  assert.equal(found.stateHash, finishRun(run, 1).stateHash);
  assert.equal(found.ticks, 600);
});

Deno.test("loadMoment() at the end of the recording goes on behind it", () => {
  const run = begin({ atNs: Infinity, durationMs: 1000 });
  assert.equal(run.startNs, whole.nowNs);
  assert.equal(finish(run).simulatedS, 1);
});

const lidarOff = { kind: "lidar.off", atNs: 11e9, forMs: Infinity, parameters: {} };
const set = (path: string, value: unknown): Override => ({
  path,
  value,
  label: "test",
  place: null,
});

Deno.test("a spliced fault is judged by the deadline of its row", () => {
  const good = finish(begin({ faults: [lidarOff] }));
  assert.deepEqual(good.expectations.map((one) => [one.name, one.outcome]), [
    ["hold within 300 ms of lidar.off", "passed"],
  ]);
  assert.deepEqual(good.violations, []);
  // A kernel that takes its time is found out.
  const late = finish(
    begin({ faults: [lidarOff], sets: [set("failsafe.watchdogs.lidarMs", 900)] }),
  );
  assert.equal(late.expectations[0]?.outcome, "failed");
});

Deno.test("loadMoment() refuses what is not in the recording, and faults before the moment", () => {
  for (const atNs of [17e9, 500e9]) {
    const refused = loadMoment("log.mcap", log, { ...plain, atNs });
    assert.ok(!refused.ok && refused.fault.code === "REPLAY_NOT_REPLAYABLE", String(atNs));
  }
  const early = { ...lidarOff, atNs: 9e9 };
  const refused = loadMoment("log.mcap", log, { ...plain, faults: [early] });
  assert.ok(!refused.ok && refused.fault.code === "SIM_SCENARIO");
  const empty = loadMoment("log.mcap", new Uint8Array(100), plain);
  assert.ok(!empty.ok && empty.fault.code === "RECORD_FORMAT");
});

Deno.test("without a recorded scenario the world is what the lidar saw", () => {
  const run = unwrap(createRun(load("sim/scenarios/people/comes-towards.yaml"), 1));
  const { scenario } = run.loaded;
  const sink = createMemorySink();
  // As a running robot records: nothing of the world but the map.
  const bare = Object.assign({}, run.loaded, { scenario: { ...scenario, world: null } });
  const recorder = unwrap(createRunRecorder({ ...run, loaded: bare }, sink, versions));
  while (run.nowNs < 4e9) {
    stepRun(run);
    recordTick(recorder, run);
  }
  assert.equal(finishRecorder(recorder), null);
  const loaded = unwrap(loadMoment("log.mcap", sink.bytes(), { ...plain, atNs: 4e9 }));
  const [walker] = run.robot.world.people;
  assert.ok(walker !== undefined);
  const posts = loaded.scenario.world.obstacles.flatMap((one) =>
    "circle" in one ? [one.circle] : []
  );
  const near = posts.filter(({ x, y }) => Math.hypot(x - walker.xM, y - walker.yM) < 0.5);
  assert.ok(near.length >= 3, `${near.length} of ${posts.length} posts where the person is`);
  assert.equal(loaded.scenario.world.pedestrians.length, 0);
});

Deno.test("deadlineOf() reads the reaction of rows that promise one, and no other", () => {
  assert.deepEqual(deadlineOf("lidar.off"), { action: "hold", withinMs: 300 });
  assert.deepEqual(deadlineOf("motor.left.off"), { action: "disarm", withinMs: 500 });
  assert.deepEqual(deadlineOf("motor.left.runaway"), { action: "estop", withinMs: 100 });
  assert.deepEqual(deadlineOf("battery.freeze"), { action: "slow", withinMs: 10_000 });
  for (const kind of ["lidar.drop", "encoder.left.bias", "clock.jump", "nothing.off"]) {
    const deadline = deadlineOf(kind);
    assert.ok(deadline === null || deadline.withinMs > 0, kind);
  }
  assert.equal(deadlineOf("lidar.drop"), null, "a chance is no promise");
  const certain = faultNames.filter((kind) => deadlineOf(kind) !== null);
  assert.ok(certain.length >= 25, `${certain.length} kinds`);
});
