/** The room to stop: v t + v^2 / 2a fits into the free way, for the arc that is commanded. */
import assert from "node:assert/strict";
import { actionNumber } from "core/kernel/mod.ts";
import { ask, autoRig, manualRig, type Rig, run, teleop } from "./kernel_fixture.ts";

/** The net under test alone: the collision monitor would slow the robot before it. */
const bare = { set: { "kernel.monitor.enabled": false } };

/** A wall across the robot's way, `gapM` before its nose (or behind its tail). */
function walled(rig: Rig, gapM: number, behind = false): void {
  const wallM = 0.2 + gapM;
  rig.ranges = (angle) => {
    const off = behind ? Math.PI - Math.abs(angle) : Math.abs(angle);
    return off < 1.2 ? wallM / Math.cos(off) : Infinity;
  };
  run(rig, 200);
}

/** Reaction of the bench robot, s: oldest scan of 50 ms, tick, drive lag, configured reaction. */
const youngestS = 0.005 + 0.05 + 0.05;
const oldestS = youngestS + 0.055;

/** Speed whose way to standstill is `wayM`, after a reaction of `t` s at 1 m/s2. */
function speedFor(wayM: number, t: number): number {
  return Math.sqrt(t * t + 2 * wayM) - t;
}

for (const gapM of [0.08, 0.1, 0.15, 0.2, 0.25]) {
  for (const behind of [false, true]) {
    const where = behind ? "behind" : "ahead";
    Deno.test(`a wall ${gapM} m ${where} allows the speed that stops ${0.05} m before it`, () => {
      const rig = manualRig(bare);
      // The wheels say standstill: the room of the commanded arc alone is judged.
      rig.plant = false;
      walled(rig, gapM, behind);
      let highest = 0;
      for (let i = 0; i < 60; i++) {
        highest = Math.max(highest, Math.abs(teleop(rig, behind ? -0.3 : 0.5).linearMps));
      }
      const limit = behind ? 0.3 : 0.5;
      const most = Math.min(limit, speedFor(gapM - 0.05, youngestS));
      assert.ok(highest <= most + 1e-9, `${highest} m/s, at most ${most}`);
      // A ramp of 60 ticks reaches 0.3 m/s; samples along the way may cost a sixteenth of it twice.
      const least = Math.min(limit, 0.3, speedFor((gapM - 0.05) * 0.6, oldestS)) * 0.7;
      assert.ok(highest >= least, `${highest} m/s, at least ${least}`);
      assert.ok(rig.kernel.outputs.action <= actionNumber.disarm);
    });
  }
}

Deno.test("a wall within the margin stops what leads nearer, and nothing else", () => {
  const rig = manualRig(bare);
  rig.plant = false;
  walled(rig, 0.03);
  for (let i = 0; i < 20; i++) assert.equal(teleop(rig, 0.3).linearMps, 0);
  let back = 0;
  for (let i = 0; i < 20; i++) back = teleop(rig, -0.3).linearMps;
  assert.ok(back < -0.05, "backing away is free");
});

Deno.test("a corner beside the robot stops the turn that would sweep it", () => {
  const rig = autoRig();
  // A post just outside the circle that the front left corner sweeps: 0.25 m at 20 degrees.
  rig.ranges = (angle) => angle > 0.2 && angle < 0.6 ? 0.235 : Infinity;
  run(rig, 100);
  ask(rig, "drive", { x: 0, z: -1, durationMs: 3000 });
  run(rig, 2500);
  assert.ok(Math.abs(rig.kernel.outputs.odomYawRad) < 0.3, `${rig.kernel.outputs.odomYawRad}`);
});
