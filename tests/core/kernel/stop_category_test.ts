/** Stop categories of IEC 60204-1: what an E-stop, a disarm and a hold do to the drives' power. */
import assert from "node:assert/strict";
import { modeNumber } from "core/kernel/mod.ts";
import { type KernelOutputs, numberOf, stopCategories } from "core/messages/mod.ts";
import { omniDrive, steeredDrive } from "./bench_robot.ts";
import {
  act,
  ask,
  autoRig,
  drivingRig,
  idleRig,
  operate,
  type Rig,
  type RigOptions,
  run,
  tick,
} from "./kernel_fixture.ts";

const stop = (name: typeof stopCategories[number]) => numberOf(stopCategories, name);
const braking: RigOptions = { set: { "hal.stopCategory": 1 } };

/** Ticks until the drives are off; the command must fall by no more than it can, and never rise. */
function ticksToOff(rig: Rig): number {
  for (let i = 0; i < 400; i++) {
    const before = rig.kernel.outputs.linearMps;
    const out = tick(rig);
    assert.ok(out.linearMps <= before && before - out.linearMps <= 0.005 + 1e-12);
    if (out.enable === 0) return i + 1;
    assert.notEqual(out.linearMps, 0, "power goes in the tick that reaches zero");
  }
  throw new Error("drives are still on");
}

Deno.test("an E-stop of category 0 takes the power in the same tick", () => {
  const rig = drivingRig();
  const out = operate(rig, "estop");
  assert.deepEqual([out.linearMps, out.enable, out.stop], [0, 0, stop("category0")]);
});

Deno.test("an E-stop of category 1 latches at once, brakes, then takes the power", () => {
  const rig = drivingRig(braking);
  const out = operate(rig, "estop");
  assert.deepEqual(
    [out.latched, out.mode, out.enable, out.stop],
    [1, modeNumber.estop, 1, stop("category1")],
  );
  assert.ok(Math.abs(out.linearMps - 0.495) < 1e-9);
  assert.equal(ticksToOff(rig), 99, "0.5 m/s at 1 m/s2");
  assert.equal(run(rig, 500).enable, 0);
});

Deno.test("the stop word brakes a category 1 device as an operator's act does", () => {
  const rig = drivingRig(braking);
  const out = tick(rig, (inputs) => void (inputs.stopWord = 1));
  assert.deepEqual([out.latched, out.enable, out.stop], [1, 1, stop("category1")]);
  assert.equal(ticksToOff(rig), 99);
});

for (const [name, set] of Object.entries({ omni: omniDrive, ackermann: steeredDrive })) {
  Deno.test(`an E-stop of category 1 brings every part of a ${name} drive to rest, then cuts it`, () => {
    const rig = autoRig({ set: { ...set, ...braking.set } });
    ask(rig, "drive", { x: 0.3, y: name === "omni" ? 0.2 : 0, z: 0.4, durationMs: 9000 });
    run(rig, 800);
    operate(rig, "estop");
    assert.equal(rig.kernel.outputs.enable, 1);
    const out = run(rig, 600);
    assert.deepEqual([out.linearMps, out.lateralMps, out.angularRadps, out.enable], [0, 0, 0, 0]);
  });
}

Deno.test("a robot that stands has no power left to take, whatever its category", () => {
  for (const options of [{}, braking]) {
    const rig = idleRig(options);
    const out = operate(rig, "estop");
    assert.deepEqual([out.linearMps, out.enable, out.latched], [0, 0, 1]);
  }
});

Deno.test("a latch found at boot never powers a category 1 device", () => {
  const rig = idleRig({ ...braking });
  operate(rig, "estop");
  for (const name of ["start", "take", "resume"] as const) {
    assert.equal(operate(rig, name).enable, 0, name);
  }
});

Deno.test("a tilted robot loses its power at once, also where the load wants braking", () => {
  const rig = drivingRig(braking);
  const out = run(rig, 400, (inputs) => void (inputs.imu.tiltRad = 0.9));
  assert.deepEqual([out.latched, out.enable, out.stop], [1, 0, stop("category0")]);
  const others = drivingRig(braking);
  const press = (rig: Rig): KernelOutputs => tick(rig, (inputs) => void (inputs.imu.tiltRad = 0.9));
  operate(others, "estop");
  let braked = 0;
  while (press(others).enable === 1) braked += 1;
  assert.ok(braked < 60, "a cause that cuts ends a braking that is under way");
});

Deno.test("an E-stop beside a driver that is sick does not ask it to brake", () => {
  const rig = drivingRig(braking);
  const out = tick(rig, (inputs) => {
    inputs.ack.healthy = 0;
    act(inputs, "estop");
  });
  assert.deepEqual([out.latched, out.enable, out.stop], [1, 0, stop("category0")]);
});

Deno.test("a wheel that runs away while a category 1 stop brakes it is cut", () => {
  const rig = drivingRig(braking);
  operate(rig, "estop");
  rig.plant = false;
  rig.leftRadps = 18;
  let powered = 0;
  while (tick(rig).enable === 1) powered += 1;
  assert.ok(powered <= 20, `${powered} ticks`);
  assert.equal(rig.kernel.outputs.stop, stop("category0"));
});

Deno.test("a disarm is category 1 and a hold category 2, on every device", () => {
  for (const options of [{}, braking]) {
    const disarmed = drivingRig(options);
    const first = tick(disarmed, (inputs) => void (inputs.ack.healthy = 0));
    assert.deepEqual([first.enable, first.stop], [1, stop("category1")]);
    assert.equal(ticksToOff(disarmed), 99);
    const held = drivingRig(options);
    run(held, 1000, (inputs) => void (inputs.scan.fresh = 0));
    const { linearMps, enable, stop: now } = held.kernel.outputs;
    assert.deepEqual([linearMps, enable, now], [0, 1, stop("category2")]);
  }
});

Deno.test("a robot that is not stopped says so", () => {
  const rig = drivingRig();
  assert.equal(rig.kernel.outputs.stop, stop("none"));
  assert.equal(operate(rig, "stop").stop, stop("none"), "an operator's stop is no stop category");
});
