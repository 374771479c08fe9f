/** The arm's workspace, against an oracle with a turn of its own. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decisionReasons,
  hasBit,
  hasMapFrame,
  type ReasonCode,
  reasonCode,
} from "core/messages/mod.ts";
import { ruleNames } from "core/kernel/mod.ts";
import { runs } from "tests/tier.ts";
import { ask, autoRig, type Rig } from "tests/core/kernel/kernel_fixture.ts";

interface Box {
  readonly name: string;
  readonly frame: "base" | "map";
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

const place = ruleNames.indexOf("workspace");

function spaced(inside: readonly Box[], outside: readonly Box[]): Rig {
  return autoRig({
    set: { "kernel.workspace": { inside, outside }, "kernel.capabilities.brain": ["all"] },
  });
}

/** What the rule said of a target: the codes of its findings. */
function asked(rig: Rig, at: readonly [number, number, number], inMap: boolean): ReasonCode[] {
  const [x, y, z] = at;
  const out = ask(rig, "move_end_effector", { x, y, z, has: inMap ? hasMapFrame : 0 });
  const codes = out.findings.slice(0, out.findingCount)
    .filter((finding) => finding.rule === place)
    .map((finding) => reasonCode(finding.reason));
  assert.equal(hasBit(out.decisions[0]?.refusedBy ?? 0, place), codes.length > 0);
  return codes;
}

const coordinate = fc.double({ min: -2, max: 2, noNaN: true });
const point = fc.tuple(coordinate, coordinate, coordinate);
const size = fc.double({ min: 0.05, max: 3, noNaN: true });

const box = (name: string): fc.Arbitrary<Box> =>
  fc.record({
    frame: fc.constantFrom("base" as const, "map" as const),
    min: point,
    size: fc.tuple(size, size, size),
  }).map(({ frame, min, size: [dx, dy, dz] }) => ({
    name,
    frame,
    min,
    max: [min[0] + dx, min[1] + dy, min[2] + dz] as const,
  }));

/** How deep a point lies in a box, m; negative outside. */
function depth(b: Box, [x, y, z]: readonly number[]): number {
  const along = [x, y, z].map((value, i) =>
    Math.min((value ?? NaN) - (b.min[i] ?? NaN), (b.max[i] ?? NaN) - (value ?? NaN))
  );
  return Math.min(...along);
}

Deno.test("workspace refuses exactly what lies outside its boxes or in its volumes, in any frame", () => {
  const check = (
    inside: readonly Box[],
    outside: readonly Box[],
    at: readonly [number, number, number],
    inMap: boolean,
    pose: readonly [number, number, number],
  ) => {
    const rig = spaced(inside, outside);
    const { odometry } = rig.kernel.state;
    const before = { xM: odometry.xM, yM: odometry.yM, yawRad: odometry.yawRad };
    // Where the robot is at the tick of the question: wheels and gyro shake the pose a little.
    Object.assign(odometry, { xM: pose[0], yM: pose[1], yawRad: pose[2] });
    const codes = asked(rig, at, inMap);
    const [x, y, yaw] = [odometry.xM, odometry.yM, odometry.yawRad];
    assert.ok(Math.hypot(x - pose[0], y - pose[1]) < 0.01, JSON.stringify(before));
    const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
    const base = inMap
      ? [c * (at[0] - x) + s * (at[1] - y), c * (at[1] - y) - s * (at[0] - x), at[2]]
      : at;
    const map = inMap ? at : [x + c * at[0] - s * at[1], y + s * at[0] + c * at[1], at[2]];
    const depthOf = (b: Box) => depth(b, b.frame === "map" ? map : base);
    // On a face the two sums may round to either side.
    fc.pre([...inside, ...outside].every((b) => Math.abs(depthOf(b)) > 1e-9));
    const wanted: ReasonCode[] = [];
    if (inside.length > 0 && !inside.some((b) => depthOf(b) > 0)) wanted.push("GATE_WORKSPACE");
    for (const b of outside) if (depthOf(b) > 0) wanted.push("GATE_KEEPOUT_VOLUME");
    assert.deepEqual(codes, wanted);
  };
  const boxes = (name: string) =>
    fc.integer({ min: 0, max: 2 }).chain((count) =>
      fc.tuple(...Array.from({ length: count }, (_item, i) => box(`${name} ${i}`)))
    );
  fc.assert(
    fc.property(boxes("in"), boxes("out"), point, fc.boolean(), point, check),
    runs(150, 5000),
  );
});

Deno.test("workspace lets nothing by that cannot be told", () => {
  const map: Box = { name: "cell", frame: "map", min: [-1, -1, -1], max: [1, 1, 1] };
  const lost = (inside: readonly Box[], outside: readonly Box[]) => {
    const rig = spaced(inside, outside);
    rig.kernel.state.odometry.posed = 0;
    return rig;
  };
  assert.deepEqual(asked(lost([map], []), [0, 0, 0], false), ["GATE_NO_POSE"]);
  assert.deepEqual(asked(lost([], [map]), [9, 9, 9], false), ["GATE_NO_POSE"]);
  assert.deepEqual(asked(lost([map], []), [0, 0, 0], true), []);
  const nowhere = spaced([map], [map]);
  nowhere.kernel.state.odometry.yawRad = NaN;
  assert.deepEqual(asked(nowhere, [0, 0, 0], false), ["GATE_WORKSPACE", "GATE_KEEPOUT_VOLUME"]);
});

Deno.test("a volume is told by its name and why, before the robot says that it has no arm", () => {
  const screen = { name: "screen", frame: "base", min: [0, 0, 0], max: [1, 1, 1] };
  const rig = autoRig({
    set: {
      "kernel.workspace": { outside: [{ ...screen, reason: "it breaks" }] },
      "kernel.capabilities.brain": ["all"],
    },
  });
  const out = ask(rig, "move_end_effector", { x: 0.5, y: 0.5, z: 0.5 });
  const texts = decisionReasons(out, 0, rig.compiled.params.said).map((reason) => reason.text);
  assert.deepEqual(texts, [
    'Target is inside the keep-out volume "screen": it breaks',
    "This robot has no device for the action",
  ]);
  assert.equal(reasonCode(out.decisions[0]?.reason ?? 0), "GATE_KEEPOUT_VOLUME");
});
