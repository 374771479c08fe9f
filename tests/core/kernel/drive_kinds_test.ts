/** The kernel on mecanum wheels and as a car: what it may be asked, what it commands, what it notices. */
import assert from "node:assert/strict";
import { actionNumber, causeNumber, intentStateNumber } from "core/kernel/mod.ts";
import { hasBit, hasYaw, reasonCode } from "core/messages/mod.ts";
import { sharpestPerM } from "core/world/mod.ts";
import { omniDrive, steeredDrive } from "./bench_robot.ts";
import { ask, autoRig, manualRig, type Rig, run, teleop, tick } from "./kernel_fixture.ts";

const omniRig = (): Rig => autoRig({ set: omniDrive });
const carRig = (): Rig => autoRig({ set: steeredDrive });

function near(value: number, wanted: number, tolerance: number): void {
  assert.ok(Math.abs(value - wanted) <= tolerance, `${value} is not ${wanted} +-${tolerance}`);
}

Deno.test("a sideways drive of an omni robot ramps, keeps its speed and is counted by odometry", () => {
  const rig = omniRig();
  ask(rig, "drive", { x: 0, y: 0.4, durationMs: 20_000 });
  run(rig, 200);
  near(rig.kernel.outputs.lateralMps, 0.2, 0.02);
  run(rig, 1800);
  near(rig.kernel.outputs.lateralMps, 0.4, 1e-9);
  near(rig.kernel.outputs.odomLateralMps, 0.4, 0.005);
  assert.equal(rig.kernel.outputs.linearMps, 0);
  // 0.4 m/s for 2 s less what the ramp of 1 m/s2 and the lag of 0.05 s take: 0.08 + 0.02 m.
  near(rig.kernel.outputs.odomYM, 0.7, 0.02);
  near(rig.kernel.outputs.odomXM, 0, 1e-6);
});

Deno.test("a sideways drive stops before a thing beside the robot, and goes on past one ahead", () => {
  // The fixture's things move along, as a person beside the robot would.
  const alone = () => autoRig({ set: { ...omniDrive, "kernel.people.enabled": false } });
  const beside = alone();
  beside.ranges = (angle) => Math.abs(angle - Math.PI / 2) < 0.2 ? 0.9 : Infinity;
  ask(beside, "drive", { x: 0, y: 0.4, durationMs: 20_000 });
  // The fixture's things move along: what is 0.75 m beside the outline stays there.
  run(beside, 500);
  const free = beside.kernel.outputs.lateralMps;
  beside.ranges = (angle) => Math.abs(angle - Math.PI / 2) < 0.2 ? 0.2 : Infinity;
  run(beside, 1000);
  assert.ok(free > 0.2 && beside.kernel.outputs.lateralMps === 0, `${free}`);
  const ahead = alone();
  ahead.ranges = (angle) => Math.abs(angle) < 0.1 ? 0.5 : Infinity;
  ask(ahead, "drive", { x: 0, y: 0.4, durationMs: 20_000 });
  run(ahead, 1000);
  near(ahead.kernel.outputs.lateralMps, 0.4, 1e-9);
});

Deno.test("an omni wheel that would be too fast slows all four, and the direction stays", () => {
  const rig = autoRig({ set: { ...omniDrive, "robot.drive.maxWheelRadps": 12 } });
  ask(rig, "drive", { x: 0.4, y: 0.4, z: 1, durationMs: 20_000 });
  run(rig, 1500);
  const out = rig.kernel.outputs;
  const wheels = [
    out.leftSetRadps,
    out.rightSetRadps,
    out.rearLeftSetRadps,
    out.rearRightSetRadps,
  ];
  near(Math.max(...wheels.map(Math.abs)), 12, 1e-9);
  const [fl = 0, fr = 0, rl = 0, rr = 0] = wheels;
  near((fr - fl + rl - rr) / (fl + fr + rl + rr), 1, 1e-9);
});

for (const wheel of ["left", "right", "rearLeft", "rearRight"] as const) {
  Deno.test(`an omni wheel ${wheel} that does not turn is a following error`, () => {
    const rig = omniRig();
    ask(rig, "drive", { x: 0.3, y: 0.1, durationMs: 20_000 });
    run(rig, 500);
    run(rig, 1000, (inputs) => {
      inputs.wheels[`${wheel}Radps`] = 0;
      inputs.wheels[`${wheel}Rad`] = 0;
    });
    assert.ok(rig.kernel.outputs.action >= actionNumber.disarm);
  });
}

Deno.test("a car's command keeps to its least radius, and steers no faster than it can", () => {
  const rig = carRig();
  const most = sharpestPerM(rig.compiled.params.drive);
  ask(rig, "drive", { x: 0.4, z: 2, durationMs: 20_000 });
  let last = rig.kernel.outputs.steerSetRad;
  for (let i = 0; i < 400; i++) {
    const out = tick(rig);
    const step = Math.abs(out.steerSetRad - last);
    last = out.steerSetRad;
    assert.ok(step <= 1.5 * rig.periodNs * 1e-9 + 1e-9, `${step}`);
    assert.ok(Math.abs(out.angularRadps) <= Math.abs(out.linearMps) * most + 1e-9);
  }
  near(rig.kernel.outputs.angularRadps / rig.kernel.outputs.linearMps, most, 1e-9);
  near(rig.kernel.outputs.odomAngularRadps, 0.4 * most, 0.01);
});

Deno.test("a car's turn rate limit slows the arc down, the arc stays", () => {
  const rig = manualRig({ set: { ...steeredDrive, "kernel.limits.maxAngularRadps": 0.3 } });
  for (let i = 0; i < 400; i++) teleop(rig, 0.5, 0.3);
  near(rig.kernel.outputs.angularRadps, 0.3, 1e-9);
  near(rig.kernel.outputs.linearMps, 0.5, 1e-9);
});

Deno.test("a car's steering that does not follow is a following error", () => {
  const rig = carRig();
  ask(rig, "drive", { x: 0.3, z: 0.5, durationMs: 20_000 });
  run(rig, 1500, (inputs) => void (inputs.wheels.steerRad = 0));
  const { causes } = rig.kernel.outputs;
  assert.ok(hasBit(causes, causeNumber("followingError")));
  assert.ok(rig.kernel.outputs.action >= actionNumber.disarm);
});

Deno.test("a steering angle that is no number is no wheel sample", () => {
  const rig = carRig();
  ask(rig, "drive", { x: 0.3, z: 0, durationMs: 20_000 });
  run(rig, 500);
  run(rig, 1500, (inputs) => void (inputs.wheels.steerRad = NaN));
  assert.ok(rig.kernel.outputs.action >= actionNumber.hold);
  assert.equal(rig.kernel.outputs.linearMps, 0);
});

Deno.test("a car that is told to stand leaves its steering where it is", () => {
  const rig = carRig();
  ask(rig, "drive", { x: 0.3, z: 0.4, durationMs: 2000 });
  run(rig, 1900);
  const steered = rig.kernel.outputs.steerSetRad;
  run(rig, 2000);
  assert.equal(rig.kernel.outputs.linearMps, 0);
  assert.ok(steered > 0.3);
  assert.equal(rig.kernel.outputs.steerSetRad, steered);
});

Deno.test("a car drives an arc to a goal beside it and never turns on the spot", () => {
  const rig = carRig();
  ask(rig, "goto", { x: 2, y: 1.5 });
  let closest = Infinity;
  for (let i = 0; i < 4000 && rig.kernel.state.skill.active === 1; i++) {
    const out = tick(rig);
    closest = Math.min(closest, Math.hypot(out.odomXM - 2, out.odomYM - 1.5));
    if (out.linearMps === 0) assert.equal(out.angularRadps, 0);
  }
  assert.equal(rig.kernel.state.skill.active, 0);
  assert.ok(closest < 0.1, `${closest}`);
});

Deno.test("a car shunts toward a goal inside its turning circle", () => {
  const rig = carRig();
  ask(rig, "goto", { x: 0.1, y: 0.7 });
  let reversed = false;
  for (let i = 0; i < 6000 && rig.kernel.state.skill.active === 1; i++) {
    if (tick(rig).linearMps < -0.05) reversed = true;
  }
  const out = rig.kernel.outputs;
  assert.ok(reversed);
  assert.ok(Math.hypot(out.odomXM - 0.1, out.odomYM - 0.7) < 0.12);
});

Deno.test("a car that cannot take the heading of its goal ends with INTENT_HEADING", () => {
  const rig = carRig();
  ask(rig, "goto", { x: 2, y: 0, yawRad: Math.PI / 2, has: hasYaw });
  for (let i = 0; i < 6000; i++) {
    const out = tick(rig);
    const ended = out.statuses.slice(0, out.statusCount).find((one) =>
      one.state === intentStateNumber.aborted
    );
    if (ended === undefined) continue;
    assert.equal(reasonCode(ended.reason), "INTENT_HEADING");
    assert.ok(Math.hypot(out.odomXM - 2, out.odomYM) < 0.12);
    return;
  }
  assert.fail("still on its way");
});
