/** In which frame the lane takes the target of an arm. */
import assert from "node:assert/strict";
import { hasMapFrame, makeId, readIntent, reasonCode } from "core/messages/mod.ts";

const lane = { source: 1, agent: 1, nowNs: 5e9, id: makeId(1000, 1, 2, 3) };
const read = (raw: unknown) => readIntent(raw, lane, { places: [], relays: [] });

Deno.test("readIntent() takes an arm's target in the robot's frame, or in the map's where it says so", () => {
  const target = { action: "move_end_effector", x: 1, y: 2, z: 3 };
  for (const [frame, has] of [[undefined, 0], ["base", 0], ["map", hasMapFrame]] as const) {
    const { record } = read(frame === undefined ? target : { ...target, frame });
    assert.deepEqual([record.defect, record.x, record.y, record.z], [0, 1, 2, 3]);
    assert.equal(record.has, has, String(frame));
  }
});

Deno.test("readIntent() refuses an arm's target in another frame, and a goal in the robot's own", () => {
  const tool = read({ action: "move_end_effector", x: 1, y: 1, z: 1, frame: "tool" });
  const goal = read({ action: "goto", x: 1, y: 1, frame: "base" });
  for (const { record, field } of [tool, goal]) {
    assert.deepEqual([reasonCode(record.defect), field], ["GATE_UNKNOWN_NAME", "frame"]);
  }
});
