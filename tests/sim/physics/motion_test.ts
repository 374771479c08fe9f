/** Physics against answers that can be worked out on paper: motors, wheels, arcs, braking. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createStateHash, hashText } from "core/messages/mod.ts";
import { createWorldHasher, stepPlace } from "sim/physics/mod.ts";
import { runs } from "tests/tier.ts";
import { bench, dtS, go, robotSpec, roll } from "./bench_world.ts";

const near = (a: number, b: number, by: number, says = "") =>
  assert.ok(Math.abs(a - b) <= by, `${says} ${a}, not ${b}`);

Deno.test("equal wheels drive straight: way = w r t", () => {
  const world = bench();
  roll(world, 10, 10);
  go(world, 2);
  near(world.robot.xM, 10 * 0.05 * 2, 1e-9);
  assert.deepEqual([world.robot.yM, world.robot.yawRad], [0, 0]);
  near(world.robot.linearMps, 0.5, 1e-12);
  near(world.robot.leftRad, 20, 1e-9);
});

Deno.test("opposite wheels turn in place: angle = 2 w r t / L", () => {
  const world = bench();
  roll(world, -3, 3);
  go(world, 1);
  near(world.robot.yawRad, 2 * 3 * 0.05 / 0.3, 1e-9);
  near(Math.hypot(world.robot.xM, world.robot.yM), 0, 1e-9);
});

Deno.test("unequal wheels drive the exact circle of R = L/2 (r + l) / (r - l)", () => {
  const steady = (left: number, right: number) => {
    if (Math.abs(right - left) < 0.05) return;
    const world = bench({ start: { xM: 1, yM: -2, yawRad: 0.7 } });
    roll(world, left, right);
    go(world, 1);
    const radius = 0.15 * (right + left) / (right - left);
    const [cx, cy] = [1 - radius * Math.sin(0.7), -2 + radius * Math.cos(0.7)];
    near(Math.hypot(world.robot.xM - cx, world.robot.yM - cy), Math.abs(radius), 1e-6);
    const turn = (right - left) * 0.05 / 0.3;
    near(Math.sin(world.robot.yawRad), Math.sin(0.7 + turn), 1e-6);
  };
  const speed = fc.double({ min: -18, max: 18, noNaN: true });
  fc.assert(fc.property(speed, speed, steady), runs(40, 500));
});

Deno.test("a motor follows a step of effort by 1 - e^(-t/tau), at any step size", () => {
  for (const step of [0.001, 0.005, 0.02]) {
    const world = bench({ robot: { ...robotSpec, friction: 100 } });
    world.robot.enabled = 1;
    world.robot.leftEffort = 0.5;
    world.robot.rightEffort = 0.5;
    for (let i = 0; i < Math.round(0.1 / step); i++) stepPlace([world], step);
    near(world.robot.leftRadps, 10 * (1 - Math.exp(-1)), 1e-6, `step ${step}`);
  }
});

Deno.test("friction bounds the acceleration: mu g, however hard the motor pulls", () => {
  const world = bench({ robot: { ...robotSpec, friction: 0.05, motorLagS: 0 } });
  Object.assign(world.robot, { enabled: 1, leftEffort: 1, rightEffort: 1 });
  go(world, 0.5);
  near(world.robot.linearMps, 0.05 * 9.80665 * 0.5, 1e-6);
  near(world.robot.accelMps2, 0.05 * 9.80665, 1e-6);
});

Deno.test("drives that are off brake: way = v^2 / 2a", () => {
  const world = bench();
  roll(world, 10, 10);
  world.robot.enabled = 0;
  go(world, 2);
  assert.equal(world.robot.linearMps, 0);
  near(world.robot.xM, 0.5 * 0.5 / 2, 0.001);
});

Deno.test("a wheel without torque coasts: way = v tau, and the robot turns toward it", () => {
  const world = bench();
  roll(world, 10, 10);
  world.drives.left.dead = 1;
  world.drives.right.dead = 1;
  go(world, 5);
  near(world.robot.xM, 0.5 * 0.5, 0.002);
  const lame = bench();
  roll(lame, 10, 10);
  lame.drives.left.dead = 1;
  go(lame, 1);
  assert.ok(lame.robot.yawRad > 0.5);
});

Deno.test("a weak battery gives less speed", () => {
  const world = bench();
  Object.assign(world.robot, { enabled: 1, leftEffort: 1, rightEffort: 1, supply: 0.5 });
  go(world, 2);
  near(world.robot.leftRadps, 10, 1e-6);
});

Deno.test("a runaway drive turns at full speed while it has power, and stops without", () => {
  const world = bench();
  world.drives.right.runaway = 1;
  world.robot.enabled = 1;
  go(world, 2);
  near(world.robot.rightRadps, 20, 1e-6);
  world.robot.enabled = 0;
  go(world, 2);
  assert.equal(world.robot.rightRadps, 0);
});

Deno.test("the encoder angle counts what the wheel turned, forward and back", () => {
  const world = bench();
  roll(world, 8, 8);
  go(world, 1);
  roll(world, -8, -8);
  go(world, 1);
  near(world.robot.leftRad, 0, 1e-9);
  near(world.robot.xM, 0, 1e-9);
});

Deno.test("the same steps give the same bits, and the hash tells a bit that differs", () => {
  const hashes = [0, 0, 1e-16].map((start) => {
    const world = bench({ start: { xM: start, yM: 0, yawRad: 0.3 } });
    const hash = createStateHash();
    const hasher = createWorldHasher(world, hash);
    Object.assign(world.robot, { enabled: 1, leftEffort: 0.31, rightEffort: 0.52 });
    for (let i = 0; i < 3000; i++) {
      stepPlace([world], dtS);
      hasher.roll(world);
    }
    return hashText(hash);
  });
  assert.equal(hashes[0], hashes[1]);
  assert.notEqual(hashes[0], hashes[2]);
});
