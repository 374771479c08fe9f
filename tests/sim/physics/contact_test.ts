/** Contact, clearance, collision and people, as INTERFACES.md section 6 defines them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isInside,
  pointDistance,
  polygonDistance,
  staticClearance,
  updateContact,
} from "sim/physics/mod.ts";
import { runs } from "tests/tier.ts";
import { bench, go, roll } from "./bench_world.ts";
import { wallMap } from "./wall_map.ts";

const near = (a: number, b: number, by: number) =>
  assert.ok(Math.abs(a - b) <= by, `${a}, not ${b}`);
const circle = (xM: number, yM: number, radiusM: number) => ({ xM, yM, radiusM });
const box = (xM: number, yM: number, widthM: number, heightM: number, yawRad = 0) => ({
  xM,
  yM,
  widthM,
  heightM,
  yawRad,
});
const person = (given: object) => ({
  path: [[2, 0], [-2, 0]] as const,
  speedMps: 1,
  radiusM: 0.25,
  startS: 0,
  loop: false,
  pushes: false,
  ...given,
});

Deno.test("clearance to a circle is the distance of its rim to the outline", () => {
  const world = bench({ circles: [circle(1, 0, 0.3)] });
  near(staticClearance(world, 0, 0, 0), 1 - 0.3 - 0.2, 1e-12);
  near(staticClearance(world, 0, 0, Math.PI / 2), 1 - 0.3 - 0.15, 1e-9);
  assert.equal(staticClearance(world, 0.6, 0, 0), 0);
});

Deno.test("clearance to a corner is the distance of the corner, not of the bounding circle", () => {
  const world = bench({ circles: [circle(1.2, 1.15, 0.5)] });
  near(staticClearance(world, 0, 0, 0), Math.hypot(1, 1) - 0.5, 1e-12);
});

Deno.test("clearance to a turned box is that of the two polygons", () => {
  const world = bench({ boxes: [box(1.5, 0, 1, 1, Math.PI / 4)] });
  near(staticClearance(world, 0, 0, 0), 1.5 - Math.SQRT1_2 - 0.2, 1e-9);
  assert.equal(staticClearance(world, 0.9, 0, 0), 0);
});

Deno.test("clearance to a wall of the map is right within half a cell, and a lower bound from afar", () => {
  const world = bench({ map: wallMap(2) });
  for (const x of [0, 0.5, 1, 1.5]) {
    const d = staticClearance(world, x, 0, 0);
    const truth = 2 - x - 0.2;
    // Beyond a metre it is taken from the robot's centre and its largest radius.
    assert.ok(d <= truth + 0.026 && d >= truth - (truth > 1 ? 0.08 : 0.026), `${d}, not ${truth}`);
  }
  assert.equal(staticClearance(world, 1.85, 0, 0), 0);
});

Deno.test("polygonDistance() is symmetric, zero on overlap, and never above a sampled distance", () => {
  const number = fc.double({ min: -2, max: 2, noNaN: true });
  const polygon = (x: number, y: number, yaw: number) => {
    const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
    return Float64Array.from(
      [[0.3, -0.2], [0.3, 0.2], [-0.3, 0.2], [-0.3, -0.2]].flatMap(([px = 0, py = 0]) => [
        x + c * px - s * py,
        y + s * px + c * py,
      ]),
    );
  };
  const check = (x: number, y: number, yaw: number) => {
    const [a, b] = [polygon(0, 0, 0), polygon(x, y, yaw)];
    const d = polygonDistance(a, b);
    near(d, polygonDistance(b, a), 1e-9);
    let sampled = Infinity;
    for (let i = 0; i < 4; i++) {
      for (let k = 0; k <= 20; k++) {
        const j = (i + 1) % 4;
        const px = (b[2 * i] ?? 0) + ((b[2 * j] ?? 0) - (b[2 * i] ?? 0)) * k / 20;
        const py = (b[2 * i + 1] ?? 0) + ((b[2 * j + 1] ?? 0) - (b[2 * i + 1] ?? 0)) * k / 20;
        sampled = Math.min(sampled, pointDistance(a, px, py));
        if (isInside(a, px, py)) assert.equal(d, 0);
      }
    }
    assert.ok(d <= sampled + 1e-9 && sampled - d < 0.06, `${d}, sampled ${sampled}`);
  };
  fc.assert(fc.property(number, number, number, check), runs(300, 5000));
});

for (
  const [name, given] of [
    ["a box", { boxes: [box(1, 0, 0.4, 2)] }],
    ["a circle", { circles: [circle(1, 0, 0.2)] }],
    ["a wall", { map: wallMap(0.8) }],
  ] as const
) {
  Deno.test(`a robot that drives into ${name} stands at it, collides, and may back away`, () => {
    const world = bench(given);
    roll(world, 10, 10);
    let touched = 0;
    for (let i = 0; i < 3000; i++) {
      go(world, 0.001);
      if (world.contact.collision === 1) touched += 1;
    }
    near(world.robot.xM, 0.6, 0.06);
    assert.ok(touched > 1000 && world.contact.contact === 1);
    assert.equal(world.robot.linearMps, 0, "it does not go through");
    roll(world, -10, -10);
    go(world, 1);
    assert.ok(world.robot.xM < 0.3, `backed to ${world.robot.xM}`);
    assert.deepEqual([world.contact.contact, world.contact.collision], [0, 0]);
  });
}

Deno.test("a person stops 0.3 m before the robot and goes on when it has left", () => {
  const world = bench({ people: [person({})] });
  go(world, 4);
  const [who] = world.people;
  near(who?.xM ?? 0, 0.2 + 0.3 + 0.25, 0.01);
  assert.equal(world.contact.contact, 0);
  near(world.contact.clearanceM, 0.3, 0.01);
  world.robot.yM = 3;
  go(world, 4);
  near(who?.xM ?? 0, -2, 1e-6);
});

Deno.test("a person who pushes touches a standing robot: contact, no collision", () => {
  const world = bench({ people: [person({ pushes: true })] });
  let contact = 0;
  for (let i = 0; i < 3000; i++) {
    go(world, 0.001);
    contact = Math.max(contact, world.contact.contact);
    assert.equal(world.contact.collision, 0);
  }
  assert.equal(contact, 1);
});

Deno.test("a robot that drives into a person collides, above 0.05 m/s at first contact", () => {
  for (const [radps, collides] of [[10, 1], [0.9, 0], [1.1, 1]] as const) {
    const world = bench({ people: [person({ path: [[0.5, 0]], pushes: true })] });
    roll(world, radps, radps);
    let seen = 0;
    for (let i = 0; i < 4000 && seen === 0; i++) {
      roll(world, radps, radps);
      go(world, 0.001);
      if (world.contact.contact === 1) seen = 1 + world.contact.collision;
    }
    assert.equal(seen, 1 + collides, `${radps * 0.05} m/s`);
  }
});

Deno.test("how a touch began stays what it was, until it ends", () => {
  const world = bench({ people: [person({ path: [[0.44, 0]] })] });
  roll(world, 0.5, 0.5);
  updateContact(world, false);
  assert.deepEqual([world.contact.contact, world.contact.collision], [1, 0]);
  roll(world, 10, 10);
  go(world, 0.02);
  assert.equal(world.contact.collision, 0, "met at rest, then driven on");
});

Deno.test("a person walks at the stated speed, waits for the start, loops back and forth", () => {
  const world = bench({
    people: [person({ path: [[0, 3], [2, 3], [2, 5]], speedMps: 0.5, startS: 1, loop: true })],
  });
  const [who] = world.people;
  go(world, 1);
  near(who?.xM ?? 9, 0, 1e-3);
  go(world, 2);
  near(who?.xM ?? 9, 1, 0.01);
  go(world, 4);
  near(who?.yM ?? 9, 4, 0.01);
  go(world, 4);
  near(who?.yM ?? 9, 4, 0.01);
});
