/**
 * A robot of the TurtleBot3's limits in the depot map of others: random goals reached without a
 * touch and outside keep-out, on ways hardly longer than the shortest; a saved map read by Python.
 *
 * @module
 */
import assert from "node:assert/strict";
import { ok, unwrap } from "core/fault.ts";
import { createPrng, integer } from "core/math/mod.ts";
import { intentStates } from "core/messages/mod.ts";
import { cellXM, cellYM, createPlanService, freeCost, lethal } from "core/plan/mod.ts";
import { saveMap } from "core/world/map/mod.ts";
import { readFile } from "cli/read_file.ts";
import { createRun, type LoadedScenario, loadScenario, stepRun } from "sim/scenario/mod.ts";
import { rawSearch } from "tests/bench/raw_astar.ts";
import { sharedData } from "./shared_data.ts";

const robot = new URL("../../sim/robots/turtlebot3_burger.yaml", import.meta.url).pathname;

function load(start: readonly [number, number], mission: string): LoadedScenario {
  const maps = sharedData("maps");
  const text = `mechos: scenario/1
name: depot-goals
robot: ${robot}
set: { sim.floor.slipNoise: 0.02, sim.floor.scaleError: 0.003 }
world:
  map: ${maps}/depot.yaml
  keepout: ${maps}/depot_keepout.yaml
  speed: ${maps}/depot_speed.yaml
  start: { x: ${start[0]}, y: ${start[1]}, yawDeg: 0 }
duration: 2400s
mission: "${mission}"
invariantsOnly: true
`;
  return unwrap(loadScenario("depot-goals.yaml", {
    readFile: (path) =>
      path === "depot-goals.yaml" ? ok(new TextEncoder().encode(text)) : readFile(path),
    env: {},
    sets: [],
    brain: null,
  }));
}

interface Tour {
  readonly goals: readonly (readonly [number, number])[];
  readonly shortestM: readonly number[];
  readonly start: readonly [number, number];
}

/** Goals by dice, each with the shortest way from the one before by Dijkstra on the fine grid. */
function drawTour(seed: number, count: number): Tour {
  const loaded = load([0, 0], "stop");
  assert.ok(loaded.site !== null);
  const { map } = createPlanService(loaded.config, loaded.site).planner;
  const plain = { ...map, cost: map.base.map((c) => c === lethal ? lethal : freeCost) };
  const roomy: number[] = [];
  for (let i = 0; i < map.base.length; i++) if ((map.base[i] ?? lethal) < 30) roomy.push(i);
  const dice = createPrng(seed, "depot.goals");
  const one = (): number => roomy[integer(dice, roomy.length)] ?? 0;
  const at = (cell: number): [number, number] => [cellXM(map, cell), cellYM(map, cell)];
  let last = one();
  const start = at(last);
  const goals: [number, number][] = [];
  const shortestM: number[] = [];
  while (goals.length < count) {
    const next = one();
    const cost = rawSearch(plain, last, next);
    if (cost === Infinity) continue;
    goals.push(at(next));
    shortestM.push(cost / freeCost * map.resolutionM);
    last = next;
  }
  return { goals, shortestM, start };
}

Deno.test("depot: random goals are reached, clear of walls and keep-out, by short ways", () => {
  const tour = drawTour(1, 12);
  const words = tour.goals.map(([x, y]) => `go to ${x.toFixed(3)}, ${y.toFixed(3)}`);
  const run = unwrap(createRun(load(tour.start, words.join(", then ")), 1));
  const { robot: body, contact } = run.robot.world;
  let reached = 0;
  let wayM = 0;
  const before = { x: body.xM, y: body.yM };
  while (run.tick <= run.ticks && reached < tour.goals.length) {
    stepRun(run);
    wayM += Math.hypot(body.xM - before.x, body.yM - before.y);
    before.x = body.xM;
    before.y = body.yM;
    assert.equal(contact.collision, 0, `touches at ${run.nowNs * 1e-9} s`);
    const out = run.kernel.outputs;
    assert.equal(out.inKeepout, 0, `in keep-out at ${run.nowNs * 1e-9} s`);
    for (const status of out.statuses.slice(0, out.statusCount)) {
      const state = intentStates[status.state];
      assert.notEqual(state, "aborted", `goal ${reached} at ${run.nowNs * 1e-9} s`);
      if (state !== "succeeded") continue;
      const [x, y] = tour.goals[reached] ?? [NaN, NaN];
      assert.ok(
        Math.hypot(body.xM - x, body.yM - y) < 0.2,
        `goal ${reached} ${body.xM} ${body.yM} ${x} ${y} ${out.odomXM} ${out.odomYM} ${out.poseSigmaM}`,
      );
      assert.ok(Math.hypot(out.odomXM - body.xM, out.odomYM - body.yM) < 0.15, `pose ${reached}`);
      const shortest = tour.shortestM[reached] ?? 0;
      assert.ok(wayM <= shortest * 1.15 + 0.1, `goal ${reached}: ${wayM} m, at best ${shortest} m`);
      wayM = 0;
      reached += 1;
    }
  }
  assert.equal(reached, tour.goals.length);
  assert.deepEqual(run.invariants.violations, []);
});

/** Reads a map as map_server does, with nothing of ours. */
const reader = `
import sys
head = dict(line.split(": ", 1) for line in open(sys.argv[1]).read().strip().split("\\n"))
data = open(sys.argv[2], "rb").read()
magic, width, height, levels, pixels = data.split(None, 4)[:4] + [data[-int(data.split()[1]) * int(data.split()[2]):]]
assert magic == b"P5" and levels == b"255"
w, h = int(width), int(height)
cells = []
for row in range(h - 1, -1, -1):
    for x in range(w):
        p = (255 - pixels[row * w + x]) / 255.0
        cells.append(100 if p > float(head["occupied_thresh"]) else 0 if p < float(head["free_thresh"]) else 255)
print(w, h, head["resolution"], head["origin"], sum((i % 9973 + 1) * c for i, c in enumerate(cells)))
`;

Deno.test("saveMap() is read by Python with the same cells", async () => {
  const loaded = load([0, 0], "stop");
  const grid = loaded.site?.map;
  assert.ok(grid !== undefined);
  const folder = await Deno.makeTempDir();
  const files = saveMap(grid, "saved");
  await Deno.writeTextFile(`${folder}/saved.yaml`, files.yaml);
  await Deno.writeFile(`${folder}/saved.pgm`, files.pgm);
  const { stdout, stderr, success } = await new Deno.Command("python3", {
    args: ["-c", reader, `${folder}/saved.yaml`, `${folder}/saved.pgm`],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  let sum = 0;
  for (const [i, cell] of grid.cells.entries()) sum += (i % 9973 + 1) * cell;
  const expected = `${grid.widthCells} ${grid.heightCells} 0.05 [0, 0, 0] ${sum}`;
  assert.equal(new TextDecoder().decode(stdout).trim(), expected);
  await Deno.remove(folder, { recursive: true });
});
