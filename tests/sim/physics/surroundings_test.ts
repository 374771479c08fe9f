import assert from "node:assert/strict";
import { createDoor, frictionAt, stepDoors } from "sim/physics/surroundings.ts";
import { bench, go, roll } from "./bench_world.ts";

Deno.test("stepDoors() takes an open door out of the way and puts it back where it was", () => {
  const closed = Float64Array.from([0, 0, 1, 0, 1, 1, 0, 1]);
  const door = createDoor(closed, [[1, 2], [3, 4]]);
  const at = (timeS: number): number => {
    stepDoors([door], timeS);
    return door.corners[0] ?? NaN;
  };
  assert.deepEqual([0, 0.99, 2, 2.5, 4].map(at), [0, 0, 0, 0, 0]);
  assert.ok(at(1) > 1e6 && at(1.99) > 1e6 && at(3.5) > 1e6);
  stepDoors([door], 9);
  assert.deepEqual(door.corners, closed);
});

Deno.test("frictionAt() takes the last zone that covers a point, of any form", () => {
  const corner = {
    polygon: [[0, 0], [4, 0], [4, 1], [1, 1], [1, 4], [0, 4]] as const,
    friction: 0.2,
  };
  const spot = { polygon: [[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]] as const, friction: 0.1 };
  const at = (x: number, y: number) => frictionAt([corner, spot], x, y, 0.8);
  assert.deepEqual([at(3, 0.5), at(0.5, 3), at(3, 3), at(0.2, 0.2), at(-1, 0)], [
    0.2,
    0.2,
    0.8,
    0.1,
    0.8,
  ]);
});

/** Way from 0.5 m/s to standstill with drives off, on a floor of one friction. */
function stopWayM(friction: number): number {
  const all = { polygon: [[-9, -9], [9, -9], [9, 9], [-9, 9]] as const, friction };
  const world = bench({ zones: [all] });
  roll(world, 10, 10);
  world.robot.enabled = 0;
  go(world, 4);
  assert.equal(world.robot.linearMps, 0);
  return world.robot.xM;
}

Deno.test("a robot with its drives off stops by its brakes, or as far as the floor lets it: v^2 / 2a", () => {
  // Brakes of 20 rad/s2 on wheels of 5 cm: 1 m/s2. Ice of 0.03 holds 0.29 m/s2.
  assert.ok(Math.abs(stopWayM(0.8) - 0.25 / 2) < 0.001, String(stopWayM(0.8)));
  const iceM = 0.25 / (2 * 0.03 * 9.80665);
  assert.ok(Math.abs(stopWayM(0.03) - iceM) < 0.001, `${stopWayM(0.03)} m, ${iceM} m expected`);
});

Deno.test("a closed door stops the robot as a box does, an open one does not", () => {
  const door = { xM: 1, yM: 0, widthM: 0.1, heightM: 2, yawRad: 0 };
  const drive = (open: readonly (readonly [number, number])[]): number => {
    const world = bench({ doors: [{ box: door, open }] });
    roll(world, 10, 10);
    go(world, 4);
    return world.robot.xM;
  };
  assert.ok(Math.abs(drive([]) - 0.75) < 0.001);
  assert.ok(drive([[1, 3]]) > 1.9);
});
