/** A following error by its own name: a dead wheel, a lying encoder, wheels that stall, or plainly so. */
import assert from "node:assert/strict";
import { actionNumber, type Cause, causeNames, causeNumber } from "core/kernel/mod.ts";
import { hasBit, type KernelInputs } from "core/messages/mod.ts";
import { omniDrive, steeredDrive } from "tests/core/kernel/bench_robot.ts";
import {
  ask,
  autoRig,
  drivingRig,
  type Rig,
  type RigOptions,
  run,
  tick,
} from "tests/core/kernel/kernel_fixture.ts";

/** Currents of both motors, A. */
interface Currents {
  readonly leftA: number;
  readonly rightA: number;
}

/** A bench whose motors are measured: 4 A at stall. */
const measured: RigOptions = { motors: true };

function pour(rig: Rig, inputs: KernelInputs, currents: Currents | null): void {
  if (currents === null) return;
  const { motors } = inputs;
  rig.seq += 1;
  Object.assign(motors, currents, {
    fresh: 1,
    seq: rig.seq,
    measuredNs: rig.nowNs,
    arrivedNs: rig.nowNs,
    leftC: 30,
    rightC: 30,
  });
}

/** What the wheels show from now on, as shares of what they should. */
interface Shown {
  readonly left: number;
  readonly right: number;
  /** Turn that the gyro shows, rad/s; left out = what the encoders say. */
  readonly gyroRadps?: number;
  readonly currents?: Currents;
}

/** Drives on with wheels that show something else; the causes named, and after how long, ms. */
function show(rig: Rig, shown: Shown, forMs = 600): { causes: Cause[]; afterMs: number } {
  const { state } = rig.kernel;
  rig.plant = false;
  let afterMs = NaN;
  for (let ms = 0; ms < forMs; ms += 5) {
    rig.leftRadps = state.left.expectedRadps * shown.left;
    rig.rightRadps = state.right.expectedRadps * shown.right;
    const out = tick(rig, (inputs) => {
      pour(rig, inputs, shown.currents ?? null);
      if (shown.gyroRadps !== undefined) inputs.imu.yawRateRadps = shown.gyroRadps + ms * 1e-9;
    });
    if (Number.isNaN(afterMs) && out.action >= actionNumber.disarm) afterMs = ms + 5;
  }
  const bits = rig.kernel.outputs.causes;
  const known: readonly Cause[] = ["followingError", "wheelDead", "wheelsStalled", "encoderFault"];
  return { causes: known.filter((name) => hasBit(bits, causeNumber(name))), afterMs };
}

const plain = () => drivingRig({ without: ["imu"] });

Deno.test("a wheel that stands while the other turns is a dead wheel, in the time of a following error", () => {
  const { causes, afterMs } = show(plain(), { left: 0, right: 1 });
  assert.deepEqual(causes, ["wheelDead"]);
  assert.equal(afterMs, 300);
});

Deno.test("the dead wheel is the cause that is named, and ends with an acknowledgement only", () => {
  const rig = plain();
  show(rig, { left: 1, right: 0.05 }, 2000);
  assert.equal(causeNames[rig.kernel.outputs.cause], "wheelDead");
  assert.equal(rig.kernel.outputs.enable, 0);
  rig.plant = true;
  run(rig, 2000);
  assert.equal(causeNames[rig.kernel.outputs.cause], "wheelDead");
});

Deno.test("a wheel that only lags is a following error", () => {
  for (const left of [0.15, 0.3, 0.6]) {
    assert.deepEqual(show(plain(), { left, right: 1 }).causes, ["followingError"], `${left}`);
  }
});

Deno.test("a wheel that rolls out is dead sooner where its motor draws nothing", () => {
  const open = { leftA: 0.02, rightA: 1.2 };
  const found = show(drivingRig(measured), { left: 0.4, right: 1, currents: open });
  assert.deepEqual(found, { causes: ["wheelDead"], afterMs: 300 });
  const weak = { leftA: 0.3, rightA: 1.2 };
  const rig = drivingRig(measured);
  assert.deepEqual(show(rig, { left: 0.4, right: 1, currents: weak }).causes, ["followingError"]);
});

Deno.test("an encoder that stands while the gyro sees no turn is the encoder's fault", () => {
  const { causes, afterMs } = show(drivingRig(), { left: 0, right: 1, gyroRadps: -0.3 });
  assert.deepEqual(causes, ["encoderFault"]);
  assert.equal(afterMs, 300);
  // 0.5 m/s on one wheel of a pair 0.3 m apart.
  const turning = show(drivingRig(), { left: 0, right: 1, gyroRadps: 1.6 });
  assert.deepEqual(turning.causes, ["wheelDead"]);
});

Deno.test("wheels that all stand while the motors pull, or nobody can say, are stalled", () => {
  assert.deepEqual(show(plain(), { left: 0, right: 0 }).causes, ["wheelsStalled"]);
  const pulling = { leftA: 3, rightA: 3 };
  const rig = drivingRig(measured);
  const found = show(rig, { left: 0, right: 0, currents: pulling });
  assert.deepEqual(found, { causes: ["wheelsStalled"], afterMs: 300 });
});

Deno.test("wheels that all stand without a current are no stall: the drives get no power", () => {
  const none = { leftA: 0, rightA: 0.01 };
  const found = show(drivingRig(measured), { left: 0, right: 0, currents: none });
  assert.deepEqual(found.causes, ["followingError"]);
});

Deno.test("a kind that config disables leaves the following error as it was", () => {
  const set = { "failsafe.causes.wheelDead.enabled": false };
  const rig = drivingRig({ set, without: ["imu"] });
  const found = show(rig, { left: 0, right: 1 });
  assert.deepEqual(found, { causes: ["followingError"], afterMs: 300 });
});

Deno.test("a kind that config lets do less than a following error does not stand for it", () => {
  const set = { "failsafe.causes.wheelDead.action": "warn" };
  const found = show(drivingRig({ set, without: ["imu"] }), { left: 0, right: 1 });
  assert.deepEqual(found, { causes: ["followingError"], afterMs: 300 });
});

Deno.test("wheels that follow are none of these, also through starts, reversals and stops", () => {
  const rig = autoRig({ set: { "robot.limits.stopMps2": 4, "robot.limits.maxLinearMps2": 4 } });
  for (const [x, z] of [[0.5, 0], [-0.3, 0], [0, 2], [0, -2], [0.3, 1.5], [0, 0]] as const) {
    ask(rig, "drive", { x, z, durationMs: 900 });
    for (let i = 0; i < 200; i++) {
      const { causes } = tick(rig);
      for (
        const name of ["wheelDead", "wheelsStalled", "encoderFault", "followingError"] as const
      ) {
        assert.ok(!hasBit(causes, causeNumber(name)), `${name} at ${x} m/s, ${z} rad/s`);
      }
    }
  }
});

Deno.test("one wheel of four that stands is a dead wheel", () => {
  const rig = autoRig({ set: omniDrive, without: ["imu"] });
  ask(rig, "drive", { x: 0.4, durationMs: 9000 });
  run(rig, 1000);
  run(rig, 600, (inputs) => void (inputs.wheels.rearLeftRadps = 0));
  assert.ok(hasBit(rig.kernel.outputs.causes, causeNumber("wheelDead")));
});

Deno.test("the one motor of a car stalls, and is never one dead wheel of two", () => {
  const rig = autoRig({ set: steeredDrive, without: ["imu"] });
  ask(rig, "drive", { x: 0.4, durationMs: 9000 });
  run(rig, 1000);
  assert.deepEqual(show(rig, { left: 0, right: 0 }).causes, ["wheelsStalled"]);
  const other = autoRig({ set: steeredDrive, without: ["imu"] });
  ask(other, "drive", { x: 0.4, durationMs: 9000 });
  run(other, 1000);
  assert.deepEqual(show(other, { left: 0, right: 1 }).causes, ["followingError"]);
});
