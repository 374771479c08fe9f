import assert from "node:assert/strict";
import fc from "fast-check";
import {
  applyObstacles,
  blocksPath,
  cellAt,
  cellXM,
  cellYM,
  clearObstacles,
  type CostMap,
  createObstacleLayer,
  createPlanner,
  createSearchMemory,
  freeCost,
  lethal,
  lineFree,
  markDisc,
  plan,
  search,
  updateObstacles,
} from "core/plan/mod.ts";
import { costsOf, drawnGrid, hall } from "./sites.ts";

const options = { memoryS: 10, maxExpansions: 1_000_000 };

/** Least cost from a cell to another by Dijkstra with a plain array: the oracle. */
function dijkstra(map: CostMap, start: number, goal: number): number {
  const cost = new Float64Array(map.cost.length).fill(Infinity);
  const open = new Set([start]);
  cost[start] = 0;
  while (open.size > 0) {
    let cell = -1;
    for (const one of open) if (cell < 0 || (cost[one] ?? 0) < (cost[cell] ?? 0)) cell = one;
    open.delete(cell);
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) {
        const to = cell + dy * map.widthCells + dx;
        const c = map.cost[to] ?? lethal;
        if (to === cell || c === lethal) continue;
        const step = dx !== 0 && dy !== 0 ? Math.floor(c * 14 / freeCost) : c;
        const reach = (cost[cell] ?? 0) + step;
        if (reach >= (cost[to] ?? 0)) continue;
        cost[to] = reach;
        open.add(to);
      }
    }
  }
  return cost[goal] ?? Infinity;
}

const mazes = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 400, maxLength: 400 });

Deno.test("search() finds ways as cheap as Dijkstra's on random grids", () => {
  fc.assert(
    fc.property(mazes, (dice) => {
      const rows = hall(22, 22).map((row, y) =>
        [...row].map((mark, x) => {
          const inner = y > 0 && y < 21 && x > 0 && x < 21;
          return inner && (dice[(y - 1) * 20 + x - 1] ?? 0) < 18 ? "#" : mark;
        }).join("")
      );
      const map = costsOf(drawnGrid(rows));
      const free = [...map.cost.keys()].filter((i) => map.cost[i] !== lethal);
      const start = free[0] ?? 0;
      const goal = free[free.length - 1] ?? 0;
      const memory = createSearchMemory(map.cost.length);
      const end = search(memory, map, start, goal, 1e6);
      const best = dijkstra(map, start, goal);
      assert.equal(end === "found", best < Infinity);
      if (end === "found") assert.equal(memory.g[goal], best);
    }),
    { numRuns: 40 },
  );
});

Deno.test("plan() leads around a wall and its chords stay free", () => {
  const rows = hall(40, 30).map((row, y) =>
    y > 5 && y < 29 ? row.slice(0, 20) + "##" + row.slice(22) : row
  );
  const map = costsOf(drawnGrid(rows));
  const planner = createPlanner(map, options);
  const way = plan(planner, { fromXM: 0.5, fromYM: 0.5, toXM: 3.5, toYM: 0.5, toleranceM: 0 });
  assert.equal(way.status, "ok");
  assert.ok(way.count >= 3 && way.count < 12, `${way.count} corners`);
  assert.ok(way.lengthM > 5 && way.lengthM < 7, `${way.lengthM} m`);
  for (let i = 1; i < way.count; i++) {
    const [ax, ay] = [way.xM[i - 1] ?? 0, way.yM[i - 1] ?? 0];
    assert.ok(lineFree(map, ax, ay, way.xM[i] ?? 0, way.yM[i] ?? 0), `chord ${i}`);
  }
  assert.equal(way.xM[way.count - 1], 3.5);
});

Deno.test("plan() says why there is no way, and what is nearest", () => {
  const rows = hall(30, 10).map((row) => row.slice(0, 15) + "#" + row.slice(16));
  const planner = createPlanner(costsOf(drawnGrid(rows)), options);
  const apart = plan(planner, { fromXM: 0.5, fromYM: 0.5, toXM: 2.5, toYM: 0.5, toleranceM: 0 });
  assert.equal(apart.status, "noPath");
  assert.ok(Math.abs(apart.nearestXM - 1.35) < 0.11, `${apart.nearestXM}`);
  const wall = plan(planner, { fromXM: 0.5, fromYM: 0.5, toXM: 1.53, toYM: 0.5, toleranceM: 0 });
  assert.equal(wall.status, "goalInCollision");
  assert.ok(wall.nearestXM > 1.2 && wall.nearestXM < 1.5);
  const away = plan(planner, { fromXM: -5, fromYM: 0.5, toXM: 0.5, toYM: 0.5, toleranceM: 0 });
  assert.equal(away.status, "startInCollision");
  const few = createPlanner(costsOf(drawnGrid(hall(60, 60))), { ...options, maxExpansions: 5 });
  const long = plan(few, { fromXM: 0.5, fromYM: 0.5, toXM: 5, toYM: 5, toleranceM: 0 });
  assert.equal(long.status, "timeout");
});

Deno.test("plan() takes a reachable point within the tolerance of a blocked goal", () => {
  const planner = createPlanner(costsOf(drawnGrid(hall(30, 20))), options);
  const way = plan(planner, { fromXM: 0.5, fromYM: 0.5, toXM: 2.95, toYM: 1, toleranceM: 0.3 });
  assert.equal(way.status, "ok");
  const last = way.count - 1;
  assert.ok(Math.abs((way.xM[last] ?? 0) - 2.95) <= 0.3);
});

Deno.test("plan() keeps the whole outline out of keep-out and avoids unknown cells", () => {
  const open = hall(40, 20);
  const mask = open.map((_, y) => " ".repeat(15) + (y < 15 ? "#####" : "     ") + " ".repeat(20));
  const map = costsOf(drawnGrid(open), { keepout: drawnGrid(mask) });
  const planner = createPlanner(map, options);
  const way = plan(planner, { fromXM: 0.5, fromYM: 1.5, toXM: 3.5, toYM: 1.5, toleranceM: 0 });
  assert.equal(way.status, "ok");
  let lowest = Infinity;
  for (let i = 0; i < way.count; i++) lowest = Math.min(lowest, way.yM[i] ?? 0);
  assert.ok(lowest < 0.5, `goes below the mask: ${lowest}`);
  const dark = open.map((row, y) => y > 0 && y < 19 ? row.slice(0, 20) + "?" + row.slice(21) : row);
  const unknown = createPlanner(costsOf(drawnGrid(dark)), options);
  const none = plan(unknown, { fromXM: 0.5, fromYM: 1, toXM: 3.5, toYM: 1, toleranceM: 0 });
  assert.equal(none.status, "noPath");
});

Deno.test("plan() gives the same answer twice", () => {
  const map = costsOf(drawnGrid(hall(80, 60)));
  const request = { fromXM: 0.5, fromYM: 0.7, toXM: 7, toYM: 5, toleranceM: 0.1 };
  const first = plan(createPlanner(map, options), request);
  const again = createPlanner(map, options);
  plan(again, { ...request, toXM: 2 });
  const second = plan(again, request);
  assert.deepEqual([...first.xM], [...second.xM]);
  assert.deepEqual([...first.yM], [...second.yM]);
});

const beams = 360;
function scanOf(range: (angle: number) => number) {
  const rangesM = new Float32Array(beams);
  for (let i = 0; i < beams; i++) rangesM[i] = range(i * Math.PI / 180);
  const stepRad = Math.PI / 180;
  return { rangesM, count: beams, startRad: 0, stepRad, maxM: 10, xM: 3, yM: 2.05, yawRad: 0 };
}

Deno.test("updateObstacles() marks a thing, blocks paths over it, and forgets one that left", () => {
  const map = costsOf(drawnGrid(hall(60, 40)));
  const layer = createObstacleLayer(map, 10);
  const ahead = scanOf((angle) => angle < 0.01 ? 1 : Infinity);
  updateObstacles(layer, map, ahead, 0);
  assert.equal(layer.count, 1);
  const cell = layer.cells[0] ?? 0;
  assert.ok(Math.abs(cellXM(map, cell) - 4) <= 0.1 && Math.abs(cellYM(map, cell) - 2) <= 0.1);
  const xs = Float64Array.from([3, 5]);
  const ys = Float64Array.from([2.05, 2.05]);
  assert.ok(blocksPath(layer, map, xs, ys, 2, 5));
  assert.ok(!blocksPath(layer, map, xs, Float64Array.from([3, 3]), 2, 5));
  assert.ok(!blocksPath(layer, map, xs, ys, 2, 0.5), "beyond the look ahead");
  applyObstacles(layer, map);
  assert.equal(map.cost[cell], lethal);
  updateObstacles(layer, map, scanOf(() => 3), 1);
  const still = [...layer.cells.subarray(0, layer.count)].includes(cell);
  assert.ok(!still, "a beam went through its place");
  clearObstacles(layer);
  applyObstacles(layer, map);
  assert.deepEqual(map.cost, map.base);
});

Deno.test("updateObstacles() takes walls of the map for walls and lets marks age", () => {
  const map = costsOf(drawnGrid(hall(60, 40)));
  const layer = createObstacleLayer(map, 10);
  updateObstacles(layer, map, scanOf((angle) => angle < 0.02 ? 2.95 : NaN), 0);
  assert.equal(layer.count, 0);
  markDisc(layer, map, { xM: 1, yM: 1, radiusM: 0.2 }, 0);
  assert.ok(layer.count >= 9);
  updateObstacles(layer, map, scanOf(() => NaN), 9);
  assert.ok(layer.count >= 9);
  updateObstacles(layer, map, scanOf(() => NaN), 11);
  assert.equal(layer.count, 0);
});

Deno.test("cellAt() and the middles of cells agree, and off the map is -1", () => {
  const map = costsOf(drawnGrid(hall(30, 20)));
  fc.assert(fc.property(fc.integer({ min: 0, max: 599 }), (cell) => {
    assert.equal(cellAt(map, cellXM(map, cell), cellYM(map, cell)), cell);
  }));
  assert.equal(cellAt(map, -0.01, 0.5), -1);
  assert.equal(cellAt(map, 3.01, 0.5), -1);
});
