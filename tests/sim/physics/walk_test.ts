/** People who step aside for the robot. */
import assert from "node:assert/strict";
import type { World, WorldSpec } from "sim/physics/mod.ts";
import { bench, go } from "./bench_world.ts";
import { wallMap } from "./wall_map.ts";

type Walker = WorldSpec["people"][number];

const walker = (given: Partial<Walker> = {}): Walker => ({
  path: [[3, 0], [-3, 0]],
  speedMps: 1,
  radiusM: 0.25,
  startS: 0,
  loop: false,
  pushes: false,
  avoids: true,
  ...given,
});

/** How a walk past a robot that stands at the origin went. */
function walk(world: World, seconds: number): { leastM: number; sideM: number; stepM: number } {
  let [leastM, sideM, stepM] = [Infinity, 0, 0];
  const [who] = world.people;
  assert.ok(who !== undefined);
  for (let i = 0; i < seconds * 100; i++) {
    const [x, y] = [who.xM, who.yM];
    go(world, 0.01);
    leastM = Math.min(leastM, world.contact.clearanceM);
    if (Math.abs(who.yM) > Math.abs(sideM)) sideM = who.yM;
    stepM = Math.max(stepM, Math.hypot(who.xM - x, who.yM - y));
  }
  return { leastM, sideM, stepM };
}

Deno.test("who avoids passes a standing robot with room, and comes back to their way", () => {
  for (const yM of [0.1, -0.1]) {
    const world = bench({ people: [walker()], start: { xM: 0, yM, yawRad: 0 } });
    const { leastM, sideM, stepM } = walk(world, 10);
    const [who] = world.people;
    assert.ok(Math.abs((who?.xM ?? 0) + 3) < 1e-6 && Math.abs(who?.yM ?? 1) < 1e-6, "arrives");
    assert.ok(leastM > 0.3, `comes as near as ${leastM} m`);
    assert.equal(Math.sign(sideM), -Math.sign(yM), "on the side where the robot is not");
    // A hurrying step, no leap: 1.3 m/s over 10 ms.
    assert.ok(stepM <= 0.0131, `moves ${stepM} m in 10 ms`);
  }
});

Deno.test("who avoids walks back and forth around the robot as long as they loop", () => {
  const world = bench({ people: [walker({ loop: true })] });
  let turns = 0;
  let before = 1;
  for (let i = 0; i < 3000; i++) {
    go(world, 0.01);
    const direction = world.people[0]?.direction ?? 0;
    if (direction !== before) turns += 1;
    before = direction;
    assert.equal(world.contact.contact, 0);
  }
  assert.ok(turns >= 4, `turned ${turns} times in 30 s`);
});

Deno.test("who avoids does not go through a wall: they stop before the robot", () => {
  // A wall runs along x = 0.9 m; the way lies beside it, the robot stands on it.
  const world = bench({
    map: wallMap(0.9),
    people: [walker({ path: [[0.4, 3], [0.4, -3]], radiusM: 0.2 })],
    start: { xM: -0.1, yM: 0, yawRad: 0 },
  });
  walk(world, 8);
  const [who] = world.people;
  assert.ok((who?.xM ?? 9) < 0.9 - 0.2 + 0.05, `stands at x ${who?.xM}`);
  assert.equal(world.contact.contact, 0);
});
