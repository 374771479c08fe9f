/** A simulated lidar over discs: what moved there is seen, what only came into view is not. */
import assert from "node:assert/strict";
import { createScan } from "./scan_of_discs.ts";

const person = (xM: number, yM: number) => ({ xM, yM, radiusM: 0.25 });

Deno.test("watchMovers() sees someone who comes nearer, at the right distance", () => {
  const scene = createScan();
  let nearest = Infinity;
  for (let i = 0; i < 12; i++) {
    nearest = scene.look([person(3 - 0.1 * i, 0)], { xM: 0, yM: 0, yawRad: 0 });
  }
  assert.ok(Math.abs(nearest - (3 - 1.1 - 0.25 - 0.2)) < 0.1, `${nearest}`);
});

Deno.test("watchMovers() sees someone who crosses", () => {
  const scene = createScan();
  let nearest = Infinity;
  for (let i = 0; i < 12; i++) {
    nearest = scene.look([person(2, 1 - 0.08 * i)], { xM: 0, yM: 0, yawRad: 0 });
  }
  assert.ok(nearest < 1.9, `${nearest}`);
});

Deno.test("watchMovers() takes nothing that stands for a mover, however the robot moves", () => {
  const things = [person(2, 0.6), person(3, -0.5), person(1.2, -1), person(4, 0), person(-1, 0.5)];
  for (const turn of [0, 0.04, -0.06]) {
    const scene = createScan();
    const pose = { xM: 0, yM: 0, yawRad: 0 };
    for (let i = 0; i < 40; i++) {
      assert.equal(scene.look(things, pose), Infinity, `turn ${turn}, scan ${i}`);
      pose.xM += 0.03 * Math.cos(pose.yawRad);
      pose.yM += 0.03 * Math.sin(pose.yawRad);
      pose.yawRad += turn;
    }
  }
});

Deno.test("watchMovers() forgets who stands still once the hold is over", () => {
  const scene = createScan();
  for (let i = 0; i < 12; i++) scene.look([person(3 - 0.1 * i, 0)], { xM: 0, yM: 0, yawRad: 0 });
  let nearest = 0;
  for (let i = 0; i < 32; i++) nearest = scene.look([person(1.9, 0)], { xM: 0, yM: 0, yawRad: 0 });
  assert.equal(nearest, Infinity);
});

Deno.test("carryMovers() keeps a person where they are about the robot when the pose is corrected", () => {
  const scene = createScan();
  for (let i = 0; i < 12; i++) scene.look([person(3 - 0.1 * i, 0)], { xM: 0, yM: 0, yawRad: 0 });
  const before = scene.nearestM({ xM: 0, yM: 0, yawRad: 0 });
  scene.carry({ xM: 0, yM: 0, yawRad: 0 }, { xM: 5, yM: -2, yawRad: 1.2 });
  const after = scene.nearestM({ xM: 5, yM: -2, yawRad: 1.2 });
  assert.ok(Math.abs(after - before) < 1e-9, `${before} ${after}`);
});
