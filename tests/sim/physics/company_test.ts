/** Robots of one place: solid to each other, seen by people, and each judged by its own motion. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { introduce, polygonDistance, stepPlace, type World } from "sim/physics/mod.ts";
import { runs } from "tests/tier.ts";
import { bench, dtS, roll } from "./bench_world.ts";

type Start = readonly [xM: number, yM: number, yawRad: number];

/** Worlds of robots that start where they are told, with the things of the first. */
function place(starts: readonly Start[], first: Parameters<typeof bench>[0] = {}): World[] {
  const worlds: World[] = [];
  for (const [xM, yM, yawRad] of starts) {
    const sharedWith = worlds[0] ?? null;
    const company = starts.length - 1;
    const start = { xM, yM, yawRad };
    worlds.push(bench({ ...(sharedWith === null ? first : {}), sharedWith, company, start }));
  }
  introduce(worlds);
  return worlds;
}

function only(worlds: readonly World[]): [World, World] {
  const [a, b] = worlds;
  assert.ok(a !== undefined && b !== undefined);
  return [a, b];
}

Deno.test("stepPlace() stops a robot at another one: who ran into whom is told from who stood", () => {
  const worlds = place([[0, 0, 0], [1, 0, 0]]);
  const [a, b] = only(worlds);
  roll(a, 10, 10);
  let met = false;
  for (let i = 0; i < 3000; i++) {
    a.robot.leftEffort = a.robot.rightEffort = 0.5;
    stepPlace(worlds, dtS);
    assert.ok(polygonDistance(a.hull, b.hull) > 0);
    if (a.contact.contact === 0) continue;
    met = true;
    assert.deepEqual([a.contact.collision, b.contact.contact, b.contact.collision], [1, 1, 0]);
    assert.equal(a.contact.clearanceM, 0);
  }
  assert.ok(met, "they met");
  assert.ok(Math.abs(a.robot.xM - 0.6) < 0.002, `stands before it, at ${a.robot.xM}`);
  assert.equal(b.robot.xM, 1);
});

Deno.test("stepPlace() lets a robot leave the one that it touches", () => {
  const worlds = place([[0, 0, 0], [0.402, 0, 0]]);
  const [a] = only(worlds);
  roll(a, 10, 10);
  a.robot.leftEffort = a.robot.rightEffort = 0.5;
  for (let i = 0; i < 50; i++) stepPlace(worlds, dtS);
  assert.equal(a.contact.contact, 1);
  roll(a, -10, -10);
  a.robot.leftEffort = a.robot.rightEffort = -0.5;
  for (let i = 0; i < 200; i++) stepPlace(worlds, dtS);
  assert.deepEqual([a.contact.contact, a.contact.collision], [0, 0]);
  assert.ok(a.robot.xM < -0.05, `backs off, to ${a.robot.xM}`);
});

Deno.test("stepPlace() never lets outlines overlap, however robots drive and turn", () => {
  const effort = fc.double({ min: -1, max: 1, noNaN: true });
  const told = fc.array(fc.tuple(effort, effort, effort, effort, effort, effort), {
    minLength: 1,
    maxLength: 6,
  });
  const check = (orders: readonly (readonly number[])[]) => {
    const worlds = place([[0, 0, 0], [0.5, 0.1, 2], [0.1, 0.55, -1]]);
    for (const order of orders) {
      for (let i = 0; i < 200; i++) {
        for (const [k, world] of worlds.entries()) {
          world.robot.enabled = 1;
          world.robot.leftEffort = order[2 * k] ?? 0;
          world.robot.rightEffort = order[2 * k + 1] ?? 0;
        }
        stepPlace(worlds, 0.005);
        for (const [k, one] of worlds.entries()) {
          for (const other of worlds.slice(0, k)) {
            assert.ok(polygonDistance(one.hull, other.hull) > 0);
          }
        }
      }
    }
  };
  fc.assert(fc.property(told, check), runs(30, 1000));
});

Deno.test("stepPlace() walks people once a step, and they stop before every robot", () => {
  const person = {
    path: [[3, 0], [-3, 0]] as const,
    speedMps: 1,
    radiusM: 0.25,
    startS: 0,
    loop: false,
    pushes: false,
  };
  const worlds = place([[0, 5, 0], [0, 0, 0]], { people: [person] });
  const [a, b] = only(worlds);
  assert.equal(a.people, b.people);
  for (let i = 0; i < 1000; i++) stepPlace(worlds, dtS);
  const [walker] = a.people;
  assert.ok(walker !== undefined);
  assert.ok(Math.abs(walker.xM - 2) < 0.01, `walks at its pace: ${walker.xM}`);
  for (let i = 0; i < 4000; i++) stepPlace(worlds, dtS);
  // 0.2 m of robot, 0.3 m between, 0.25 m of person.
  assert.ok(Math.abs(walker.xM - 0.75) < 0.01, `stops before the second robot: ${walker.xM}`);
  assert.ok(Math.abs(b.contact.clearanceM - 0.3) < 0.01, `${b.contact.clearanceM}`);
  assert.equal(b.contact.contact, 0);
});
