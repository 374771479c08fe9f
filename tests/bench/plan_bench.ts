/**
 * Planning: ways across a depot and a warehouse, the search against a plain A* over the same
 * costs, and what a scan costs localisation and mapping.
 *
 * @module
 */
import { unwrap } from "core/fault.ts";
import { createPrng, integer } from "core/math/mod.ts";
import { addScan, createScanMap } from "core/perception/mod.ts";
import {
  cellXM,
  cellYM,
  clearancesOf,
  type CostMap,
  createCostMap,
  createPlanner,
  createSearchMemory,
  lethal,
  plan,
  search,
} from "core/plan/mod.ts";
import { createFootprint } from "core/world/mod.ts";
import { loadMap, type OccupancyGrid } from "core/world/map/mod.ts";
import { readFile } from "cli/read_file.ts";
import { rawSearch } from "./raw_astar.ts";
import { type BenchResult, judge, percentile } from "./result.ts";

const root = new URL("../..", import.meta.url).pathname;

/** The depot of the shared data where it is there, else the project's own office floor. */
function depotMap(): OccupancyGrid {
  const folder = Deno.env.get("MECHOS_DATA") ?? `${root}../shared/data`;
  const depot = loadMap(`${folder}/maps/depot.yaml`, readFile);
  return depot.ok ? depot.value : unwrap(loadMap(`${root}sim/maps/office.yaml`, readFile));
}

/** A warehouse of 100 x 60 m at 5 cm: rows of shelves with cross aisles. */
function warehouseMap(): OccupancyGrid {
  const widthCells = 2000;
  const heightCells = 1200;
  const cells = new Uint8Array(widthCells * heightCells);
  for (let y = 0; y < heightCells; y++) {
    for (let x = 0; x < widthCells; x++) {
      const border = x < 4 || y < 4 || x >= widthCells - 4 || y >= heightCells - 4;
      const inRow = y % 80 >= 30 && y % 80 < 54 && y > 60 && y < heightCells - 60;
      const gap = x % 500 < 60 || x >= widthCells - 60;
      if (border || (inRow && !gap)) cells[y * widthCells + x] = 100;
    }
  }
  return { widthCells, heightCells, resolutionM: 0.05, originXM: 0, originYM: 0, cells };
}

const half = 0.2;
const outline = createFootprint(
  Float64Array.from([half, -half, half, half, -half, half, -half, -half]),
);

function costsOf(map: OccupancyGrid): CostMap {
  const clearances = clearancesOf(outline, {
    marginM: 0.05,
    inflationM: 0.4,
    keepoutMarginM: 0.1,
  });
  return createCostMap(map, { keepout: null, speed: null }, clearances);
}

/** Pairs of free cells by dice. */
function pairsOf(costs: CostMap, count: number): [number, number][] {
  const dice = createPrng(5, "plan.bench");
  const free: number[] = [];
  for (let i = 0; i < costs.base.length; i++) if (costs.base[i] !== lethal) free.push(i);
  const one = (): number => free[integer(dice, free.length)] ?? 0;
  return Array.from({ length: count }, () => [one(), one()]);
}

const options = { memoryS: 10, maxExpansions: 100_000_000 };

function planTimes(costs: CostMap, pairs: readonly (readonly [number, number])[]): number[] {
  const planner = createPlanner(costs, options);
  const times: number[] = [];
  for (const [from, to] of pairs) {
    const began = performance.now();
    plan(planner, {
      fromXM: cellXM(costs, from),
      fromYM: cellYM(costs, from),
      toXM: cellXM(costs, to),
      toYM: cellYM(costs, to),
      toleranceM: 0,
    });
    times.push(performance.now() - began);
  }
  return times.slice(Math.floor(times.length / 5)).sort((a, b) => a - b);
}

/** Time of our search over that of the plain one, on the same pairs. */
function againstRaw(costs: CostMap, pairs: readonly (readonly [number, number])[]): number {
  const memory = createSearchMemory(costs.base.length);
  let ours = 0;
  let raw = 0;
  for (const [index, [from, to]] of pairs.entries()) {
    const began = performance.now();
    search(memory, costs, from, to, options.maxExpansions);
    const between = performance.now();
    rawSearch(costs, from, to);
    if (index < pairs.length / 5) continue;
    ours += between - began;
    raw += performance.now() - between;
  }
  return ours / raw;
}

function mapTimes(): number[] {
  const map = createScanMap({
    widthM: 30,
    heightM: 30,
    resolutionM: 0.05,
    originXM: 0,
    originYM: 0,
  });
  const rangesM = new Float32Array(400).fill(6);
  const times: number[] = [];
  for (let k = 0; k < 200; k++) {
    const began = performance.now();
    addScan(map, {
      rangesM,
      count: 400,
      startRad: 0,
      stepRad: 0.0157,
      maxM: 12,
      xM: 15,
      yM: 15,
      yawRad: k * 0.01,
    });
    times.push(performance.now() - began);
  }
  return times.slice(40).sort((a, b) => a - b);
}

/** Measures planning and mapping. */
export function planBench(): Promise<BenchResult[]> {
  const depot = costsOf(depotMap());
  const warehouse = costsOf(warehouseMap());
  const lower = (name: string, value: number, unit: string, goal: number): BenchResult =>
    judge(name, value, unit, "lower", goal);
  const mapMs = mapTimes();
  return Promise.resolve([
    lower("plan.depotP95Ms", percentile(planTimes(depot, pairsOf(depot, 300)), 0.95), "ms", 30),
    lower(
      "plan.warehouseP95Ms",
      percentile(planTimes(warehouse, pairsOf(warehouse, 60)), 0.95),
      "ms",
      300,
    ),
    lower("plan.vsRawAStar", againstRaw(depot, pairsOf(depot, 100)), "ratio", 1),
    lower("map.updateP50Ms", percentile(mapMs, 0.5), "ms", 1),
    lower("map.updateP95Ms", percentile(mapMs, 0.95), "ms", 2),
  ]);
}
