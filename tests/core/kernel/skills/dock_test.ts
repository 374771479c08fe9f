/** Docking on the bench: the dock is at x = 0, robots come to it along -x, heading 180 degrees. */
import assert from "node:assert/strict";
import { intentStateNumber as s, modeNumber } from "core/kernel/mod.ts";
import { type KernelInputs, type KernelOutputs, reasonCode } from "core/messages/mod.ts";
import {
  ask,
  autoRig,
  idleRig,
  operate,
  type Rig,
  run,
  tick,
} from "tests/core/kernel/kernel_fixture.ts";

type Feel = (rig: Rig, inputs: KernelInputs) => void;

/** Current flows while the robot stands within 3 cm of the dock. */
const charger: Feel = (rig, inputs) => {
  const { odomXM, odomYM } = rig.kernel.outputs;
  inputs.battery.currentA = Math.hypot(odomXM, odomYM) < 0.03 ? -1 : 0.5;
};
const bar: Feel = (rig, inputs) => {
  inputs.bumper.pressed = rig.kernel.outputs.odomXM <= 0 ? 1 : 0;
};
const dead: Feel = () => {};

interface End {
  readonly state: number;
  readonly reason: string;
  readonly value: number;
}

function ending(rig: Rig, feel: Feel, ms: number): End | null {
  const id = rig.nextId - 1;
  for (let i = 0; i < ms / 5; i++) {
    const out: KernelOutputs = tick(rig, (inputs) => feel(rig, inputs));
    for (const one of out.statuses.slice(0, out.statusCount)) {
      if (one.id3 !== id || one.state < s.succeeded) continue;
      return { state: one.state, reason: reasonCode(one.reason), value: one.value };
    }
  }
  return null;
}

/** A robot 1.5 m before its dock, a little aside, its back to it. */
function before(contact: string): Rig {
  const rig = idleRig({ set: { "world.dock.contact": contact } });
  tick(
    rig,
    ({ poseFix }) => Object.assign(poseFix, { fresh: 1, absolute: 1, seq: 2, xM: 1.5, yM: 0.3 }),
  );
  operate(rig, "start");
  return rig;
}

for (const [contact, feel] of [["charge", charger], ["bumper", bar]] as const) {
  Deno.test(`dock by ${contact} ends in contact, standing, in the dock's heading`, () => {
    const rig = before(contact);
    ask(rig, "dock");
    const end = ending(rig, feel, 60_000);
    assert.deepEqual([end?.state, end?.reason], [s.succeeded, "INTENT_DONE"]);
    const out = run(rig, 500, (inputs) => feel(rig, inputs));
    assert.equal(out.docked, 1);
    assert.equal(out.mode, modeNumber.auto);
    assert.ok(Math.abs(out.odomXM) < 0.03 && Math.abs(out.odomYM) < 0.03, `${out.odomYM}`);
    assert.ok(Math.abs(Math.abs(out.odomYawRad) - Math.PI) < 0.1, `${out.odomYawRad}`);
  });
}

Deno.test("dock without contact backs off, tries again, and says so after its tries", () => {
  const rig = before("charge");
  ask(rig, "dock");
  let farthest = 0;
  let backs = 0;
  let backward = false;
  const end = ending(rig, (r) => {
    const { linearMps, odomXM } = r.kernel.outputs;
    farthest = Math.min(farthest, odomXM);
    if (linearMps < 0 && !backward) backs += 1;
    backward = linearMps < 0;
  }, 120_000);
  assert.deepEqual([end?.state, end?.reason, end?.value], [s.aborted, "INTENT_NOT_DOCKED", 3]);
  assert.equal(backs, 2);
  assert.ok(farthest > -0.06, `${farthest} m into the dock`);
  assert.equal(run(rig, 100).linearMps, 0);
});

Deno.test("a docked robot that is sent elsewhere first backs out along the line", () => {
  const rig = before("charge");
  ask(rig, "dock");
  assert.equal(ending(rig, charger, 60_000)?.state, s.succeeded);
  ask(rig, "goto", { x: 1.5, y: 1 });
  let turnedNear = 0;
  const end = ending(rig, (r, inputs) => {
    charger(r, inputs);
    const { odomXM, odomYawRad } = r.kernel.outputs;
    if (odomXM < 0.5) turnedNear = Math.max(turnedNear, Math.PI - Math.abs(odomYawRad));
  }, 60_000);
  assert.equal(end?.state, s.succeeded, end?.reason);
  assert.ok(turnedNear < 0.2, `turned by ${turnedNear} rad in the dock`);
});

Deno.test("a bumper pressed at the dock lets nobody drive further into it", () => {
  const rig = before("bumper");
  ask(rig, "dock");
  assert.equal(ending(rig, bar, 60_000)?.state, s.succeeded);
  ask(rig, "drive", { x: 0.2, durationMs: 1000 });
  const out = run(rig, 800, (inputs) => bar(rig, inputs));
  assert.equal(out.linearMps, 0);
});

Deno.test("a bumper pressed away from the dock still holds the robot", () => {
  const rig = before("bumper");
  ask(rig, "dock");
  run(rig, 1000);
  const out = run(rig, 100, (inputs) => inputs.bumper.pressed = 1);
  assert.equal(out.mode, modeNumber.failsafe);
});

Deno.test("a dock without contact is a place: no line, no waiting", () => {
  const rig = autoRig();
  ask(rig, "dock");
  assert.equal(ending(rig, dead, 30_000)?.state, s.succeeded);
  assert.equal(rig.kernel.outputs.docked, 0);
});
