/** Recovery on the bench with a planner that the test plays: what is tried, in which order. */
import assert from "node:assert/strict";
import { intentStateNumber as s } from "core/kernel/mod.ts";
import { type KernelInputs, reasonCode } from "core/messages/mod.ts";
import { ask, autoRig, type Rig, tick } from "tests/core/kernel/kernel_fixture.ts";

const planned = { set: { "world.planner.enabled": true } };

/** Answers each request at once by a straight path to the goal, or by a status. */
function answer(rig: Rig, inputs: KernelInputs, status: number): void {
  const out = rig.kernel.outputs;
  const { path } = inputs;
  path.fresh = 1;
  path.request = out.planRequest;
  path.status = status;
  path.count = status === 0 ? 2 : 0;
  path.xM.set([out.odomXM, out.planGoalXM]);
  path.yM.set([out.odomYM, out.planGoalYM]);
}

interface Seen {
  end: string;
  readonly clears: number[];
  backM: number;
  turnedRad: number;
  seconds: number;
}

/** Runs until the goto ends; the planner answers what `status` says to request number n. */
function drive(rig: Rig, status: (n: number) => number, ms: number): Seen {
  const seen: Seen = { end: "", clears: [], backM: 0, turnedRad: 0, seconds: 0 };
  let answered = 0;
  let farthest = 0;
  let yaw = rig.kernel.outputs.odomYawRad;
  for (let i = 0; i < ms / 5; i++) {
    const fresh = rig.kernel.outputs.planRequest !== answered;
    if (fresh) {
      answered = rig.kernel.outputs.planRequest;
      seen.clears.push(rig.kernel.outputs.planClear);
    }
    const out = tick(rig, (inputs) => fresh && answer(rig, inputs, status(seen.clears.length)));
    farthest = Math.max(farthest, out.odomXM);
    seen.backM = Math.max(seen.backM, farthest - out.odomXM);
    seen.turnedRad += Math.abs(out.odomYawRad - yaw);
    yaw = out.odomYawRad;
    for (const one of out.statuses.slice(0, out.statusCount)) {
      if (one.state < s.succeeded) continue;
      seen.end = reasonCode(one.reason);
      seen.seconds = i * 5e-3;
      return seen;
    }
  }
  return seen;
}

/** A wall across the way 1.5 m from the start. */
function wall(rig: Rig): void {
  rig.ranges = (angle) => {
    const { odomXM, odomYawRad } = rig.kernel.outputs;
    const towards = Math.cos(angle + odomYawRad);
    return towards > 0.3 ? Math.max(0.1, (1.5 - odomXM) / towards) : Infinity;
  };
}

Deno.test("a planner that knows no way is asked once more with its memory cleared, then believed", () => {
  const rig = autoRig(planned);
  ask(rig, "goto", { x: 3, y: 0 });
  const seen = drive(rig, () => 1, 20_000);
  assert.equal(seen.end, "INTENT_NO_PATH");
  assert.deepEqual(seen.clears, [0, 1]);
  assert.ok(seen.seconds < 1);
});

Deno.test("what only the planner's memory barred is driven at once after it is cleared", () => {
  const rig = autoRig(planned);
  ask(rig, "goto", { x: 2, y: 0 });
  const seen = drive(rig, (n) => n === 1 ? 1 : 0, 60_000);
  assert.equal(seen.end, "INTENT_DONE");
  assert.deepEqual(seen.clears, [0, 1]);
});

Deno.test("a goal inside something is said at once: nothing is tried", () => {
  const rig = autoRig(planned);
  ask(rig, "goto", { x: 3, y: 0 });
  const seen = drive(rig, () => 3, 20_000);
  assert.equal(seen.end, "INTENT_GOAL_BLOCKED");
  assert.deepEqual(seen.clears, [0]);
});

Deno.test("a way that stays blocked: memory cleared, waited, backed off, looked round, then given up", () => {
  const rig = autoRig(planned);
  wall(rig);
  ask(rig, "goto", { x: 3, y: 0 });
  const seen = drive(rig, () => 0, 180_000);
  assert.equal(seen.end, "INTENT_BLOCKED");
  assert.ok(seen.seconds > 30 && seen.seconds < 120, `${seen.seconds} s`);
  assert.ok(seen.clears.filter((one) => one === 1).length >= 4, seen.clears.join());
  assert.ok(seen.backM > 0.3, `backed off by ${seen.backM} m`);
  assert.ok(seen.turnedRad > 1.4, `turned by ${seen.turnedRad} rad`);
});

Deno.test("the way back is the one it came: a robot that turned round on the spot does not reverse", () => {
  const rig = autoRig(planned);
  ask(rig, "goto", { x: 1, y: 0 });
  assert.equal(drive(rig, () => 0, 60_000).end, "INTENT_DONE");
  ask(rig, "turn", { z: Math.PI });
  assert.equal(drive(rig, () => 0, 60_000).end, "INTENT_DONE");
  // Its back is to ground that it never saw: start blocked is all that is left to say.
  ask(rig, "goto", { x: 3, y: 0 });
  const before = rig.kernel.outputs.odomXM;
  assert.equal(drive(rig, () => 2, 60_000).end, "INTENT_START_BLOCKED");
  assert.ok(Math.abs(rig.kernel.outputs.odomXM - before) < 0.02);
});
