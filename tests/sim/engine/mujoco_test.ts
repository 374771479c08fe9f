/** Official MuJoCo in a thread of this process (`sim.engine: mujoco`) against the planar physics. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { engineProtocol, type EngineRobot, readAnswer } from "sim/engine/mod.ts";
import { openMujoco } from "cli/sim/mujoco_wire.ts";
import { assertStopsAtPost, assertTwins } from "./courses.ts";

const inProcess = { "sim.engine": "mujoco" };

Deno.test("MuJoCo in process agrees with the planar physics on straight, circle and slalom", async () => {
  await assertTwins(inProcess);
});

Deno.test("a post stops the robot in MuJoCo in process, twice with the same hash", async () => {
  await assertStopsAtPost(inProcess);
});

/** A robot whose lidar sits 0.1 m before its centre and looks ahead, left, back and right. */
const robot: EngineRobot = {
  name: "test",
  separationM: 0.32,
  wheelRadiusM: 0.06,
  maxWheelRadps: 20,
  motorLagS: 0.1,
  brakeRadps2: 20,
  friction: 0.8,
  footprint: [0.2, -0.15, 0.2, 0.15, -0.2, 0.15, -0.2, -0.15],
  lidar: {
    beams: 4,
    startRad: 0,
    stepRad: Math.PI / 2,
    maxM: 5,
    mountXM: 0.1,
    mountYM: 0,
    mountYawRad: 0,
  },
};

Deno.test("openMujoco() sees posts and boxes where they are, and says what came out of turn", async () => {
  const wire = unwrap(await openMujoco("", 20_000));
  const ask = async (request: unknown) =>
    unwrap(readAnswer(unwrap(await wire.ask(JSON.stringify(request)))));
  try {
    assert.equal((await ask({ type: "step" })).type, "error");
    const hello = await ask({ type: "hello", protocol: engineProtocol, robot });
    assert.match(hello.type === "hello" ? hello.engine : "", /^MuJoCo \d/);
    const corners = [-0.5, 1, 0.5, 1, 0.5, 2, -0.5, 2].map((v, i) => i % 2 === 0 ? v + 1 : v);
    const set = await ask({
      type: "reset",
      seed: 1,
      dtNs: 5_000_000,
      start: { x: 1, y: 0, yawRad: Math.PI / 2 },
      circles: [{ x: -1, y: 0.1, radiusM: 0.25 }],
      boxes: [corners],
    });
    assert.ok(set.type === "sensors");
    const [sample] = set.samples;
    const [ahead, left, back, right] = sample?.lidar ?? [];
    assert.ok(Math.abs((ahead ?? 0) - 0.9) < 1e-6, `${ahead}`);
    assert.ok(Math.abs((left ?? 0) - 1.75) < 1e-6, `${left}`);
    assert.deepEqual([back, right], [null, null], "nothing within range");
    assert.equal(sample?.contact, 0);
  } finally {
    wire.close(null);
  }
});
