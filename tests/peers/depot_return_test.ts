/**
 * The way home with nothing but the kernel: brain, planner and store die while a robot of the
 * TurtleBot3's limits is far out in the depot of others. It comes back to its dock, or stands with
 * the reason said; it never touches anything. The figures are printed.
 */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { why } from "core/kernel/mod.ts";
import { createRun, stepRun } from "sim/scenario/mod.ts";
import { isFull } from "tests/tier.ts";
import { loadDepot } from "./depot_site.ts";
import { drawGoals, say } from "./depot_tour.ts";

const seeds = isFull ? 20 : 3;
/** When they die, s: the robot is some 6 to 9 m of way from its dock. */
const diesS = 45;
const endS = 220;
/** Home is reached within this by the estimate, and truth may be off by its error, m. */
const homeM = 0.35;

interface Return {
  readonly home: boolean;
  readonly line: string;
}

function comeHome(seed: number): Return {
  const [dock, ...goals] = drawGoals(200 + seed, 4);
  const [x, y] = dock ?? [0, 0];
  const words = goals.map(([gx, gy]) => `go to ${gx.toFixed(3)}, ${gy.toFixed(3)}`);
  const loaded = loadDepot({
    start: [x, y],
    durationS: endS,
    world: `  dock: { x: ${x}, y: ${y}, yawDeg: 0 }`,
    lines: `mission: "${words.join(", then ")}"
events:
  - { at: ${diesS}s, fault: { kind: planner.crash } }
  - { at: ${diesS}s, fault: { kind: store.crash } }
  - { at: ${diesS}s, fault: { kind: brain.crash } }
invariantsOnly: true`,
  });
  const run = unwrap(createRun(loaded, seed));
  const { robot: body, contact } = run.robot.world;
  let farthestM = 0;
  while (run.tick <= run.ticks) {
    stepRun(run);
    assert.equal(contact.collision, 0, `seed ${seed} touches at ${run.nowNs * 1e-9} s`);
    assert.equal(run.kernel.outputs.inKeepout, 0, `seed ${seed} in keep-out`);
    const awayM = Math.hypot(body.xM - x, body.yM - y);
    farthestM = Math.max(farthestM, awayM);
  }
  const awayM = Math.hypot(body.xM - x, body.yM - y);
  const stands = Math.abs(body.linearMps) < 0.01;
  assert.ok(stands, `seed ${seed} still moves`);
  assert.deepEqual(run.invariants.violations, []);
  const said = why(run.kernel.outputs);
  assert.notEqual(said.cause, "none", `seed ${seed} stands and says nothing`);
  return {
    home: awayM < homeM,
    line: `seed ${seed}: from ${farthestM.toFixed(1)} m to ${awayM.toFixed(2)} m, ${said.line}`,
  };
}

Deno.test("depot: home without brain, planner and store, else stopped with the reason", () => {
  const all: Return[] = [];
  for (let seed = 1; seed <= seeds; seed++) all.push(comeHome(seed));
  const home = all.filter((one) => one.home).length;
  say(`depot return: ${home} of ${seeds} seeds at the dock`);
  const away = all.filter((one) => !one.home).map((one) => one.line);
  for (const line of away) say(line);
  assert.ok(home >= Math.floor(seeds * 0.95), away.join("\n"));
});
