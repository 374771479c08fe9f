/** The last word on the twist: speeds, acceleration, braking, restriction, E-stop. */
import assert from "node:assert/strict";
import { modeNumber, stageNumber } from "core/kernel/mod.ts";
import {
  act,
  ask,
  autoRig,
  drivingRig,
  idleRig,
  manualRig,
  operate,
  put,
  type Rig,
  run,
  teleop,
  tick,
  ticks,
  wish,
} from "./kernel_fixture.ts";

const dtS = 0.005;
const near = (a: number, b: number, by = 1e-9) => Math.abs(a - b) <= by;

/** Commands of the ticks to come. */
function commands(rig: Rig, count: number): number[] {
  return Array.from({ length: count }, () => tick(rig).linearMps);
}

Deno.test("limit() raises the command by the acceleration and no more, up to the limit", () => {
  const rig = autoRig();
  ask(rig, "drive", { x: 0.5, durationMs: 10_000 });
  assert.ok(near(rig.kernel.outputs.linearMps, 1 * dtS), "first step");
  let last = rig.kernel.outputs.linearMps;
  for (const now of commands(rig, 120)) {
    assert.ok(now - last <= 1 * dtS + 1e-12, `${last} -> ${now}`);
    last = now;
  }
  assert.equal(last, 0.5);
});

Deno.test("limit() takes exactly v / a to reach speed and to stand again", () => {
  const rig = autoRig();
  ask(rig, "drive", { x: 0.5, durationMs: 10_000 });
  const up = commands(rig, 200).findIndex((v) => v === 0.5) + 2;
  assert.equal(up, 100);
  operate(rig, "stop");
  const down = commands(rig, 200).findIndex((v) => v === 0) + 2;
  assert.equal(down, 100);
});

Deno.test("limit() brakes with the machine's stopping power, not the operating acceleration", () => {
  const rig = drivingRig({
    set: { "robot.limits.stopMps2": 2, "kernel.limits.maxLinearMps2": 0.5 },
  });
  operate(rig, "stop");
  assert.ok(near(rig.kernel.outputs.linearMps, 0.5 - 2 * dtS));
});

Deno.test("limit() never crosses zero within one tick", () => {
  const rig = manualRig();
  for (let i = 0; i < 60; i++) teleop(rig, 0.3);
  let last = rig.kernel.outputs.linearMps;
  for (let i = 0; i < 200; i++) {
    const now = teleop(rig, -0.3).linearMps;
    assert.ok(last * now >= 0, `${last} -> ${now}`);
    assert.ok(Math.abs(now - last) <= 1 * dtS + 1e-12);
    last = now;
  }
  assert.equal(last, -0.3);
});

Deno.test("target() caps reverse by its own limit, and turns by theirs", () => {
  const rig = manualRig();
  for (let i = 0; i < 400; i++) teleop(rig, -0.5, 5);
  assert.equal(rig.kernel.outputs.linearMps, -0.3);
  assert.equal(rig.kernel.outputs.angularRadps, 2);
  for (let i = 0; i < 400; i++) teleop(rig, 0, -5);
  assert.equal(rig.kernel.outputs.angularRadps, -2);
});

Deno.test("a lowered limit brakes down to it at once", () => {
  const rig = drivingRig();
  tick(rig, (inputs) => {
    inputs.params.index[0] = 0;
    inputs.params.value[0] = 0.2;
    inputs.params.count = 1;
  });
  assert.ok(near(rig.kernel.outputs.linearMps, 0.5 - 1 * dtS));
  run(rig, 500);
  assert.equal(rig.kernel.outputs.linearMps, 0.2);
});

Deno.test("restrict() halves speed and acceleration while a cause slows", () => {
  const rig = autoRig();
  run(rig, 400, (inputs) => void (inputs.imu.fresh = 0));
  const noImu = (inputs: typeof rig.inputs) => void (inputs.imu.fresh = 0);
  tick(rig, (inputs) => {
    noImu(inputs);
    put(inputs, wish(rig, "drive", { x: 0.5, durationMs: 9000 }));
  });
  assert.ok(near(rig.kernel.outputs.linearMps, 0.5 * dtS), "half the acceleration");
  run(rig, 2000, noImu);
  assert.equal(rig.kernel.outputs.linearMps, 0.25);
  assert.equal(rig.kernel.outputs.stage, stageNumber.failsafe);
});

Deno.test("an E-stop is zero with the drives off in the very tick of the stop word", () => {
  const rig = drivingRig();
  const out = tick(rig, (inputs) => void (inputs.stopWord = 1));
  assert.deepEqual(
    [out.linearMps, out.angularRadps, out.leftEffort, out.rightEffort, out.enable],
    [0, 0, 0, 0, 0],
  );
  assert.equal(out.mode, modeNumber.estop);
});

Deno.test("an E-stop while stopping cuts as hard as in any other mode", () => {
  const rig = drivingRig();
  operate(rig, "shutdown");
  assert.ok(rig.kernel.outputs.linearMps > 0.4);
  const out = operate(rig, "estop");
  assert.deepEqual([out.linearMps, out.enable, out.latched], [0, 0, 1]);
});

Deno.test("drives stay on through a controlled stop and go off at rest", () => {
  const rig = drivingRig();
  let out = operate(rig, "stop");
  while (out.linearMps !== 0) {
    assert.equal(out.enable, 1);
    out = tick(rig);
  }
  assert.equal(out.enable, 0);
});

Deno.test("a robot without a lidar drives by itself at 0.15 m/s at most, by hand faster", () => {
  const rig = autoRig({ without: ["lidar"] });
  ask(rig, "drive", { x: 0.5, durationMs: 5000 });
  run(rig, 1000);
  assert.equal(rig.kernel.outputs.linearMps, 0.15);
  const hand = manualRig({ without: ["lidar"] });
  for (let i = 0; i < 200; i++) teleop(hand, 0.5);
  assert.equal(hand.kernel.outputs.linearMps, 0.5);
});

Deno.test("a robot that drives at a wall stops before it, margin kept", () => {
  const rig = autoRig();
  const wallM = 2;
  const distance = () => wallM - rig.kernel.outputs.odomXM;
  rig.ranges = (angle) => Math.abs(angle) < 1 ? distance() / Math.cos(angle) : Infinity;
  run(rig, 100);
  ask(rig, "drive", { x: 0.5, durationMs: 20_000 });
  run(rig, 12_000);
  assert.equal(rig.kernel.outputs.linearMps, 0);
  const gap = distance() - 0.2;
  assert.ok(gap > 0.045 && gap < 0.15, `gap ${gap}`);
});

Deno.test("a pose fix that moves the robot moves the last scan along", () => {
  const rig = autoRig();
  rig.ranges = (angle) => Math.abs(angle) < 1 ? 0.24 / Math.cos(angle) : Infinity;
  while (rig.tick % 10 !== 1) tick(rig);
  tick(rig, (inputs) => {
    Object.assign(inputs.poseFix, { fresh: 1, absolute: 1, xM: -4, yM: 2, yawRad: 1.5 });
  });
  const out = ask(rig, "drive", { x: 0.4 });
  const bit = out.decisions[0]?.refusedBy ?? 0;
  assert.notEqual(bit, 0, "the wall ahead is still ahead");
});

Deno.test("nothing but a start or a take ever powers the drives", () => {
  const rig = idleRig();
  for (const name of ["resume", "release", "ack", "missionResume", "present", "grant"] as const) {
    tick(rig, (inputs) => {
      act(inputs, name);
      put(inputs, wish(rig, "drive"));
    });
    assert.equal(ticks(rig, 3).enable, 0, name);
  }
});
