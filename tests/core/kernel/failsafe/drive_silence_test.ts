/** A drive that confirms nothing: a mute board holds, a driver that brings nothing at all disarms. */
import assert from "node:assert/strict";
import { actionNumber, causeNames, causeNumber } from "core/kernel/mod.ts";
import { hasBit, type KernelInputs } from "core/messages/mod.ts";
import {
  drivingRig,
  idleRig,
  operate,
  type Rig,
  run,
  tick,
} from "tests/core/kernel/kernel_fixture.ts";

/** Ms until the kernel acts by at least this action, and the cause that it names. */
function until(rig: Rig, action: number, change: (inputs: KernelInputs) => void) {
  for (let ms = 5; ms <= 1000; ms += 5) {
    const out = tick(rig, change);
    if (out.action >= action) return { ms, cause: causeNames[out.cause] };
  }
  return { ms: Infinity, cause: "none" };
}

const mute = (inputs: KernelInputs): void => void (inputs.ack.fresh = 0);
const hung = (inputs: KernelInputs): void => {
  inputs.ack.fresh = 0;
  inputs.wheels.fresh = 0;
};

Deno.test("a board that confirms nothing holds after three misses, and its wheels are still heard", () => {
  const rig = drivingRig();
  const { ms, cause } = until(rig, actionNumber.hold, mute);
  assert.ok(ms <= 155, `${ms} ms`);
  assert.equal(cause, "noAck");
  run(rig, 1000, mute);
  assert.equal(rig.kernel.outputs.action, actionNumber.hold, "and no worse");
  run(rig, 3000);
  assert.equal(rig.kernel.outputs.action, actionNumber.hold, "until an operator starts it");
});

Deno.test("a driver that brings nothing at all takes the drives off in the same time", () => {
  const rig = drivingRig();
  const { ms, cause } = until(rig, actionNumber.disarm, hung);
  assert.ok(ms <= 155, `${ms} ms`);
  assert.equal(cause, "driverHung");
  assert.equal(run(rig, 700, hung).enable, 0);
  run(rig, 3000);
  assert.ok(
    hasBit(rig.kernel.outputs.causes, causeNumber("driverHung")),
    "it does not end by itself",
  );
  operate(rig, "ack");
  assert.ok(!hasBit(rig.kernel.outputs.causes, causeNumber("driverHung")));
  assert.equal(rig.kernel.outputs.action, actionNumber.hold, "the silence itself asks for a start");
  assert.equal(run(rig, 500).linearMps, 0);
});

Deno.test("wheels that are stale beside a drive that confirms are no hung driver", () => {
  const rig = drivingRig();
  run(rig, 600, (inputs) => void (inputs.wheels.fresh = 0));
  assert.ok(!hasBit(rig.kernel.outputs.causes, causeNumber("driverHung")));
});

Deno.test("a drive that is off owes no confirmation", () => {
  const rig = idleRig();
  run(rig, 600, hung);
  assert.ok(!hasBit(rig.kernel.outputs.causes, causeNumber("driverHung")));
});
