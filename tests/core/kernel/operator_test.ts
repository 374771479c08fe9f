/** Latch, reset and what stays dead after them. */
import assert from "node:assert/strict";
import { modeNumber } from "core/kernel/mod.ts";
import { act, drivingRig, operate, put, type Rig, run, tick, wish } from "./kernel_fixture.ts";

const m = modeNumber;

function stoppedRig(): Rig {
  const rig = drivingRig();
  operate(rig, "estop");
  return rig;
}

Deno.test("a reset needs the id of the present latch", () => {
  const rig = stoppedRig();
  const id = rig.kernel.outputs.latchId;
  for (const wrong of [0, id - 1, id + 1, 0xffffffff]) {
    operate(rig, "reset", wrong);
    assert.equal(tick(rig).latched, 1, String(wrong));
  }
  operate(rig, "reset", id);
  assert.equal(rig.kernel.outputs.latched, 1, "it still moves");
  run(rig, 800);
  operate(rig, "reset", id);
  assert.deepEqual([rig.kernel.outputs.latched, rig.kernel.outputs.mode], [0, m.idle]);
  operate(rig, "estop");
  const next = rig.kernel.outputs.latchId;
  assert.notEqual(next, id);
  operate(rig, "reset", id);
  assert.equal(rig.kernel.outputs.latched, 1, "an old reset does nothing");
});

Deno.test("a reset counts for nothing in the tick of a press, before or after it in the list", () => {
  for (const order of [["estop", "reset"], ["reset", "estop"]] as const) {
    const rig = stoppedRig();
    run(rig, 800);
    const id = rig.kernel.outputs.latchId;
    const out = tick(rig, (inputs) => {
      for (const name of order) act(inputs, name, id);
    });
    assert.equal(out.latched, 1, order.join());
  }
  const held = stoppedRig();
  run(held, 800);
  const out = tick(held, (inputs) => {
    inputs.stopWord = 1;
    act(inputs, "reset", held.kernel.outputs.latchId);
  });
  assert.equal(out.latched, 1, "the stop word is still pressed");
});

Deno.test("pressing again while latched changes nothing", () => {
  const rig = stoppedRig();
  const id = rig.kernel.outputs.latchId;
  operate(rig, "estop");
  tick(rig, (inputs) => void (inputs.stopWord = 1));
  assert.equal(rig.kernel.outputs.latchId, id);
});

Deno.test("a tilt latches with an id, and its reset waits until the robot is upright", () => {
  const rig = drivingRig();
  const tilted = (inputs: Rig["inputs"]) => void (inputs.imu.tiltRad = 0.6);
  run(rig, 1100, tilted);
  const id = rig.kernel.outputs.latchId;
  assert.deepEqual([rig.kernel.outputs.mode, rig.kernel.outputs.latched], [m.estop, 1]);
  tick(rig, (inputs) => {
    tilted(inputs);
    act(inputs, "reset", id);
  });
  assert.deepEqual([rig.kernel.outputs.mode, rig.kernel.outputs.latched], [m.estop, 1]);
  run(rig, 100);
  operate(rig, "reset", id);
  assert.deepEqual([rig.kernel.outputs.mode, rig.kernel.outputs.latched], [m.idle, 0]);
});

Deno.test("after a reset nothing moves until a start, and what was asked before stays dead", () => {
  const rig = drivingRig();
  const old = wish(rig, "drive", { x: 0.5, ttlMs: 60_000 });
  operate(rig, "estop");
  run(rig, 500);
  operate(rig, "reset", rig.kernel.outputs.latchId);
  run(rig, 500);
  assert.equal(rig.kernel.outputs.enable, 0);
  operate(rig, "start");
  const out = tick(rig, (inputs) => put(inputs, old));
  assert.notEqual(out.decisions[0]?.refusedBy, 0, "born before the reset");
  run(rig, 500);
  assert.equal(rig.kernel.outputs.linearMps, 0);
});

Deno.test("a reset does not start, even in one tick with a start given before it", () => {
  const rig = stoppedRig();
  run(rig, 800);
  const id = rig.kernel.outputs.latchId;
  const out = tick(rig, (inputs) => {
    act(inputs, "start");
    act(inputs, "reset", id);
  });
  assert.equal(out.mode, m.idle);
});
