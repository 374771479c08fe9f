// Longer than 300 lines: one list of skills, a test each.
/** Skills against the bench's plant: what they reach, when they end, what they report. */
import assert from "node:assert/strict";
import { intentStateNumber, modeNumber, sourceNumber } from "core/kernel/mod.ts";
import { hasDuration, hasYaw, type KernelOutputs, reasonCode } from "core/messages/mod.ts";
import {
  ask,
  autoRig,
  drivingRig,
  operate,
  put,
  type Rig,
  run,
  teleop,
  tick,
  ticks,
  wish,
} from "tests/core/kernel/kernel_fixture.ts";

interface Change {
  readonly id3: number;
  readonly state: number;
  readonly reason: string;
  readonly atNs: number;
}

function changes(out: KernelOutputs): Change[] {
  return out.statuses.slice(0, out.statusCount).map((s) => ({
    id3: s.id3,
    state: s.state,
    reason: reasonCode(s.reason),
    atNs: out.nowNs,
  }));
}

/** Runs until an intent ends, at most `ms`; null where it did not. */
function ending(rig: Rig, id3: number, ms: number): Change | null {
  for (let i = 0; i < ms / 5; i++) {
    const end = changes(tick(rig)).find((c) =>
      c.id3 === id3 && c.state >= intentStateNumber.succeeded
    );
    if (end !== undefined) return end;
  }
  return null;
}

const id = (rig: Rig) => rig.nextId - 1;
const s = intentStateNumber;

Deno.test("drive lasts its duration, then ramps down and reports success", () => {
  const rig = autoRig();
  const sinceNs = rig.nowNs;
  ask(rig, "drive", { x: 0.2, durationMs: 700 });
  const end = ending(rig, id(rig), 5000);
  assert.deepEqual([end?.state, end?.reason], [s.succeeded, "INTENT_DONE"]);
  assert.equal((end?.atNs ?? 0) - sinceNs, 700e6);
  run(rig, 250);
  assert.equal(rig.kernel.outputs.linearMps, 0);
});

Deno.test("a drive goes as far as speed and duration say", () => {
  const rig = autoRig();
  ask(rig, "drive", { x: 0.2, durationMs: 5000 });
  run(rig, 6000);
  // The ramp down adds what the ramp up lacks.
  assert.ok(Math.abs(rig.kernel.outputs.odomXM - 1) < 0.005, `${rig.kernel.outputs.odomXM}`);
});

Deno.test("wait stands and succeeds after its time", () => {
  const rig = autoRig();
  const sinceNs = rig.nowNs;
  ask(rig, "wait", { durationMs: 300 });
  const end = ending(rig, id(rig), 1000);
  assert.equal((end?.atNs ?? 0) - sinceNs, 300e6);
  assert.equal(rig.kernel.outputs.odomXM, 0);
});

for (const angle of [1, -1, 3.5, -6.5]) {
  Deno.test(`turn by ${angle} rad ends within its tolerance, the right way round`, () => {
    const rig = autoRig();
    ask(rig, "turn", { z: angle });
    let turned = 0;
    let last = rig.kernel.outputs.odomYawRad;
    let end: Change | undefined;
    for (let i = 0; i < 4000 && end === undefined; i++) {
      const out = tick(rig);
      let by = out.odomYawRad - last;
      if (by > Math.PI) by -= 2 * Math.PI;
      if (by < -Math.PI) by += 2 * Math.PI;
      turned += by;
      last = out.odomYawRad;
      end = changes(out).find((c) => c.state >= s.succeeded);
    }
    assert.equal(end?.state, s.succeeded);
    assert.ok(Math.abs(turned - angle) < 0.1, `turned ${turned}`);
  });
}

for (const [x, y] of [[2, 0], [1, 1], [-1.5, 0.5], [0, -2], [0.05, 0]] as const) {
  Deno.test(`goto ${x}, ${y} stops within 0.1 m and reports success`, () => {
    const rig = autoRig();
    ask(rig, "goto", { x, y });
    const end = ending(rig, id(rig), 60_000);
    assert.equal(end?.state, s.succeeded, end?.reason);
    const { odomXM, odomYM, linearMps } = rig.kernel.outputs;
    assert.ok(Math.hypot(odomXM - x, odomYM - y) <= 0.1);
    assert.equal(linearMps, 0);
  });
}

Deno.test("goto ends in the heading that was asked for", () => {
  const rig = autoRig();
  ask(rig, "goto", { x: 1, y: 0, yawRad: -2, has: hasYaw });
  assert.equal(ending(rig, id(rig), 60_000)?.state, s.succeeded);
  assert.ok(Math.abs(rig.kernel.outputs.odomYawRad + 2) < 0.1);
});

Deno.test("goto a place takes its heading and tolerance, dock the dock's", () => {
  const rig = autoRig();
  ask(rig, "goto", { target: 0 });
  assert.equal(ending(rig, id(rig), 60_000)?.state, s.succeeded);
  assert.ok(Math.hypot(rig.kernel.outputs.odomXM - 3, rig.kernel.outputs.odomYM) <= 0.1);
  assert.ok(Math.abs(rig.kernel.outputs.odomYawRad - Math.PI / 2) < 0.1);
  ask(rig, "dock");
  assert.equal(ending(rig, id(rig), 60_000)?.state, s.succeeded);
  assert.ok(Math.hypot(rig.kernel.outputs.odomXM, rig.kernel.outputs.odomYM) <= 0.1);
});

Deno.test("goto holds before an obstacle, drives on when it goes, and gives up after 20 s", () => {
  const rig = autoRig();
  let wall = true;
  rig.ranges = (angle) =>
    wall && Math.abs(angle) < 1
      ? Math.max(0.1, (1.2 - rig.kernel.outputs.odomXM) / Math.cos(angle))
      : Infinity;
  ask(rig, "goto", { x: 3, y: 0 });
  run(rig, 8000);
  assert.equal(rig.kernel.outputs.linearMps, 0);
  assert.ok(rig.kernel.outputs.odomXM < 1);
  wall = false;
  assert.equal(ending(rig, id(rig), 20_000)?.state, s.succeeded);
  wall = true;
  const other = autoRig();
  other.ranges = (angle) =>
    Math.abs(angle) < 1 ? Math.max(0.1, (1.2 - other.kernel.outputs.odomXM) / Math.cos(angle)) : 9;
  ask(other, "goto", { x: 3, y: 0 });
  const end = ending(other, id(other), 40_000);
  assert.deepEqual([end?.state, end?.reason], [s.aborted, "INTENT_BLOCKED"]);
});

Deno.test("goto gives up after its timeout", () => {
  const rig = autoRig({ set: { "kernel.goto.timeoutMs": 500 } });
  ask(rig, "goto", { x: 100, y: 0 });
  assert.equal(ending(rig, id(rig), 2000)?.reason, "INTENT_TIMEOUT");
});

function givePath(points: readonly (readonly [number, number])[]) {
  return (inputs: Rig["inputs"]) => {
    inputs.path.fresh = 1;
    inputs.path.count = points.length;
    for (const [i, [x, y]] of points.entries()) {
      inputs.path.xM[i] = x;
      inputs.path.yM[i] = y;
    }
  };
}

Deno.test("goto follows a path from point to point and ends at its goal", () => {
  const rig = autoRig();
  tick(rig, (inputs) => {
    givePath([[1, 0], [1, 1.5], [0, 1.5]])(inputs);
    put(inputs, wish(rig, "goto", { x: 0, y: 1.5 }));
  });
  const wanted = id(rig);
  let nearest = Infinity;
  let end: Change | undefined;
  for (let i = 0; i < 20_000 && end === undefined; i++) {
    const out = tick(rig);
    nearest = Math.min(nearest, Math.hypot(out.odomXM - 1, out.odomYM - 1.5));
    end = changes(out).find((c) => c.id3 === wanted && c.state >= s.succeeded);
  }
  assert.equal(end?.state, s.succeeded);
  assert.ok(nearest < 0.2, `came within ${nearest} m of the corner`);
  assert.ok(Math.hypot(rig.kernel.outputs.odomXM, rig.kernel.outputs.odomYM - 1.5) <= 0.1);
});

Deno.test("a path that came for an earlier goal leads no later one", () => {
  const rig = autoRig();
  tick(rig, givePath([[0, 5], [5, 5], [5, 0]]));
  ask(rig, "goto", { x: 1, y: 0 });
  let farthest = 0;
  assert.equal(
    (() => {
      for (let i = 0; i < 4000; i++) {
        const out = tick(rig);
        farthest = Math.max(farthest, Math.abs(out.odomYM));
        const end = changes(out).find((c) => c.state >= s.succeeded);
        if (end !== undefined) return end.state;
      }
      return 0;
    })(),
    s.succeeded,
  );
  assert.ok(farthest < 0.1, `went ${farthest} m aside`);
});

Deno.test("a path with a number that is none, or with a point on no site, is no path", () => {
  const rig = autoRig();
  // 1e308 is finite; its square is not.
  for (const bad of [NaN, Infinity, 1e308, -1e9]) {
    tick(rig, givePath([[0, 1], [1, 1], [3, 3]]));
    assert.equal(rig.kernel.state.pathCount, 3);
    tick(rig, givePath([[0, 1], [bad, 2], [3, 3]]));
    assert.equal(rig.kernel.state.pathCount, 0, `${bad}`);
  }
});

Deno.test("a stop intent ends the skill and reports both", () => {
  const rig = drivingRig();
  const drive = id(rig);
  const out = ask(rig, "stop");
  const said = changes(out);
  assert.deepEqual(said.map((c) => [c.id3, c.state]), [
    [drive, s.canceled],
    [id(rig), s.succeeded],
  ]);
  assert.ok(out.linearMps < 0.5);
});

Deno.test("cancel ends the intent it names, and no other", () => {
  const rig = drivingRig();
  const { skill0, skill1, skill2, skill3 } = rig.kernel.outputs;
  ask(rig, "cancel", { ref0: skill0, ref1: skill1, ref2: skill2, ref3: skill3 + 1 });
  assert.equal(changes(rig.kernel.outputs)[0]?.reason, "GATE_UNKNOWN_INTENT");
  assert.equal(rig.kernel.outputs.skill3, skill3);
  ask(rig, "cancel", { ref0: skill0, ref1: skill1, ref2: skill2, ref3: skill3 });
  assert.equal(rig.kernel.outputs.skill, 0);
});

Deno.test("a refused intent leaves the running skill, the relays and the mode as they were", () => {
  const rig = drivingRig();
  const { skill3, relays, mode } = rig.kernel.outputs;
  for (
    const [action, fields] of [
      ["drive", { y: 1 }],
      ["turn", { z: 100 }],
      ["goto", { x: 1e6 }],
      ["trigger_relay", { target: 0, x: 1 }],
      ["mission", { x: 1, ttlMs: 0 }],
      ["stop", { ttlMs: 0 }],
    ] as const
  ) {
    const out = ask(rig, action, fields);
    assert.notEqual(out.decisions[0]?.refusedBy, 0, action);
    assert.deepEqual([out.skill3, out.relays, out.mode], [skill3, relays, mode], action);
    assert.equal(tick(rig).linearMps, 0.5, action);
  }
});

Deno.test("a newer motion replaces the older one", () => {
  const rig = drivingRig();
  const first = id(rig);
  const out = ask(rig, "turn", { z: 1 });
  const [gone, now] = changes(out);
  assert.deepEqual([gone?.id3, gone?.reason], [first, "INTENT_REPLACED"]);
  assert.deepEqual([now?.id3, now?.state], [id(rig), s.executing]);
});

Deno.test("every accepted intent reports an end, however many come at once", () => {
  const rig = autoRig();
  const open = new Set<number>();
  for (let round = 0; round < 3; round++) {
    const out = tick(rig, (inputs) => {
      for (let k = 0; k < 4; k++) {
        const record = wish(rig, k % 2 === 0 ? "drive" : "wait");
        open.add(record.id3);
        put(inputs, record);
      }
    });
    for (const c of changes(out)) if (c.state >= s.succeeded) open.delete(c.id3);
    for (let i = 0; i < 10; i++) {
      for (const c of changes(tick(rig))) if (c.state >= s.succeeded) open.delete(c.id3);
    }
  }
  run(rig, 1100, () => {});
  assert.equal(rig.kernel.state.skill.active, 0);
  assert.ok(open.size <= 1, `${open.size} without an end`);
});

Deno.test("trigger_relay switches, and a duration switches back", () => {
  const rig = autoRig();
  const relay = (fields: object) =>
    ask(rig, "trigger_relay", { source: sourceNumber.mission, target: 0, ...fields });
  assert.equal(relay({ x: 1 }).relays & 1, 1);
  assert.equal(relay({ x: 0 }).relays & 1, 0);
  relay({ x: 1, has: hasDuration, durationMs: 100 });
  assert.equal(run(rig, 95).relays & 1, 1);
  assert.equal(ticks(rig, 2).relays & 1, 0);
});

Deno.test("a teleop command lives its time and no longer", () => {
  const rig = autoRig();
  operate(rig, "take");
  teleop(rig, 0.3);
  assert.equal(rig.kernel.outputs.wantedLinearMps, 0.3);
  run(rig, 240);
  assert.equal(rig.kernel.outputs.wantedLinearMps, 0.3);
  run(rig, 20);
  assert.equal(rig.kernel.outputs.wantedLinearMps, 0);
  assert.equal(rig.kernel.outputs.mode, modeNumber.manual);
});
