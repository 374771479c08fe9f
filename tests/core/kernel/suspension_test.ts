/** Override suspension: who gets the robot after an operator had it, and who does not. */
import assert from "node:assert/strict";
import { modeNumber } from "core/kernel/mod.ts";
import { ask, autoRig, operate, type Rig, run } from "./kernel_fixture.ts";

const m = modeNumber;

function released(set: Readonly<Record<string, unknown>> = {}): Rig {
  const rig = autoRig({ set });
  operate(rig, "take");
  run(rig, 200, (inputs) => void (inputs.operatorBeat = 1));
  operate(rig, "release");
  return rig;
}

function mode(rig: Rig): number {
  return rig.kernel.outputs.mode;
}

Deno.test("after a release the brain is refused until an operator resumes it", () => {
  const rig = released();
  run(rig, 15_000, (inputs) => void (inputs.operatorBeat = 1));
  assert.equal(mode(rig), m.idle, "nothing resumes by itself");
  assert.notEqual(ask(rig, "drive").decisions[0]?.refusedBy, 0);
  operate(rig, "resume");
  assert.equal(mode(rig), m.auto);
  assert.equal(ask(rig, "drive").decisions[0]?.refusedBy, 0);
});

Deno.test("autoResume gives the brain the robot back after the suspension, with an operator there", () => {
  const set = { "kernel.autoResume": true, "kernel.overrideSuspensionMs": 3000 };
  const rig = released(set);
  run(rig, 2900, (inputs) => void (inputs.operatorBeat = 1));
  assert.equal(mode(rig), m.idle);
  run(rig, 200, (inputs) => void (inputs.operatorBeat = 1));
  assert.equal(mode(rig), m.auto);
  const alone = released(set);
  run(alone, 10_000);
  assert.equal(mode(alone), m.idle, "nobody is there");
});

Deno.test("a lapsed lease, a stop and an E-stop never resume by themselves", () => {
  const set = { "kernel.autoResume": true, "kernel.overrideSuspensionMs": 1000 };
  const lapsed = autoRig({ set });
  operate(lapsed, "take");
  run(lapsed, 10_000);
  assert.equal(mode(lapsed), m.idle);
  const stopped = released(set);
  operate(stopped, "stop");
  run(stopped, 5000, (inputs) => void (inputs.operatorBeat = 1));
  assert.equal(mode(stopped), m.idle);
  const latched = released(set);
  operate(latched, "estop");
  run(latched, 1000);
  operate(latched, "reset", latched.kernel.outputs.latchId);
  run(latched, 5000, (inputs) => void (inputs.operatorBeat = 1));
  assert.equal(mode(latched), m.idle);
});

Deno.test("resume from idle does nothing where no override was", () => {
  const rig = autoRig();
  operate(rig, "stop");
  operate(rig, "resume");
  assert.equal(mode(rig), m.idle);
});

Deno.test("a running drive stops with room to brake before the edge of its agent's region", () => {
  const rig = autoRig({
    set: {
      "world.regions": { yard: [[-2, -2], [1.5, -2], [1.5, 2], [-2, 2]] },
      "kernel.scopes": { brain: { region: "yard" } },
    },
  });
  ask(rig, "drive", { x: 0.5, durationMs: 20_000 });
  run(rig, 15_000);
  const { xM, linearMps } = rig.kernel.state.odometry;
  assert.ok(Math.abs(linearMps) < 0.01, `${linearMps} m/s`);
  assert.ok(xM > 0.5 && xM + rig.compiled.params.footprint.circumradiusM < 1.5, `${xM} m`);
});
