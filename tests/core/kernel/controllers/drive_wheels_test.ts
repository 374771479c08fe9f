/** From twist to wheels. */
import assert from "node:assert/strict";
import {
  ask,
  autoRig,
  drivingRig,
  manualRig,
  run,
  teleop,
  tick,
} from "tests/core/kernel/kernel_fixture.ts";

Deno.test("control() gives both wheels v / r on a straight way", () => {
  const rig = drivingRig();
  const { leftSetRadps, rightSetRadps } = rig.kernel.outputs;
  assert.equal(leftSetRadps, rightSetRadps);
  assert.ok(Math.abs(leftSetRadps - 0.5 / 0.05) < 1e-9);
});

Deno.test("control() turns in place with opposite wheels: w L / 2 r, left wheel back", () => {
  const rig = autoRig();
  ask(rig, "drive", { x: 0, z: 1, durationMs: 9000 });
  run(rig, 1000);
  const { leftSetRadps, rightSetRadps } = rig.kernel.outputs;
  assert.ok(Math.abs(rightSetRadps - 1 * 0.3 / 2 / 0.05) < 1e-9);
  assert.equal(leftSetRadps, -rightSetRadps);
});

Deno.test("control() scales both wheels where one would be too fast, so that the arc keeps its shape", () => {
  const rig = manualRig({ set: { "robot.drive.maxWheelRadps": 10 } });
  for (let i = 0; i < 400; i++) teleop(rig, 0.5, 2);
  const { leftSetRadps: l, rightSetRadps: r } = rig.kernel.outputs;
  assert.ok(Math.abs(r - 10) < 1e-9);
  const curvature = (r - l) / 0.3 / ((r + l) / 2);
  assert.ok(Math.abs(curvature - 2 / 0.5) < 1e-6, `${curvature}`);
});

Deno.test("control() with drives off is zero and forgets", () => {
  const rig = drivingRig();
  rig.kernel.state.left.integral = 0.3;
  const out = tick(rig, (inputs) => void (inputs.stopWord = 1));
  assert.deepEqual([out.leftSetRadps, out.rightSetRadps, out.leftEffort, out.rightEffort], [
    0,
    0,
    0,
    0,
  ]);
  assert.equal(rig.kernel.state.left.integral, 0);
});
