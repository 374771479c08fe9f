/**
 * Global planning for a robot that turns on the spot: start and goal in the map frame in, the
 * corners of a way out, or why there is none. All memory is made once for a site; a call takes at
 * most `maxExpansions` cells, so its time is bounded and the same inputs give the same answer.
 *
 * @module
 */
import { inputLimits } from "core/messages/mod.ts";
import { applyObstacles, createObstacleLayer, type ObstacleLayer } from "./obstacles.ts";
import { cellAt, cellXM, cellYM, type CostMap, lethal } from "./cost_map.ts";
import { createSearchMemory, search, type SearchMemory, traceBack } from "./search.ts";
import { createShortenScratch, shorten, type ShortenScratch } from "./shorten.ts";

/** How planning ended, in the order of the numbers that the kernel's `path` input carries. */
export const planStatuses = [
  "ok",
  "noPath",
  "startInCollision",
  "goalInCollision",
  "timeout",
] as const;
/** How planning ended. */
export type PlanStatus = typeof planStatuses[number];

/** What to plan: poses in the map frame, m. */
export interface PlanRequest {
  readonly fromXM: number;
  readonly fromYM: number;
  readonly toXM: number;
  readonly toYM: number;
  /** The goal may be missed by this much where it cannot be reached, m. */
  readonly toleranceM: number;
}

/** The answer; one record, overwritten by the next call. */
export interface PlanAnswer {
  status: PlanStatus;
  /** Corners of the way: start first, goal last. */
  count: number;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  lengthM: number;
  /** Reachable point nearest to the goal, where there is one. */
  nearestXM: number;
  nearestYM: number;
  /** Cells that the search took: what the call cost. */
  expanded: number;
}

/** A planner of one site. */
export interface Planner {
  readonly map: CostMap;
  readonly obstacles: ObstacleLayer;
  readonly memory: SearchMemory;
  readonly scratch: ShortenScratch;
  readonly way: Int32Array;
  readonly answer: PlanAnswer;
  readonly maxExpansions: number;
}

/** Makes a planner over a cost map. */
export function createPlanner(
  map: CostMap,
  options: { readonly memoryS: number; readonly maxExpansions: number },
): Planner {
  const cells = map.base.length;
  return {
    map,
    obstacles: createObstacleLayer(map, options.memoryS),
    memory: createSearchMemory(cells),
    scratch: createShortenScratch(cells),
    way: new Int32Array(cells),
    maxExpansions: options.maxExpansions,
    answer: {
      status: "noPath",
      count: 0,
      xM: new Float64Array(inputLimits.pathPoints),
      yM: new Float64Array(inputLimits.pathPoints),
      lengthM: 0,
      nearestXM: NaN,
      nearestYM: NaN,
      expanded: 0,
    },
  };
}

/** The cell nearest to a point that may be entered, at most `reachM` away; -1 where none is. */
function freeCellNear(map: CostMap, xM: number, yM: number, reachM: number): number {
  const own = cellAt(map, xM, yM);
  if (own >= 0 && (map.cost[own] ?? lethal) !== lethal) return own;
  const w = map.widthCells;
  const column = Math.floor((xM - map.originXM) / map.resolutionM);
  const row = Math.floor((yM - map.originYM) / map.resolutionM);
  const reach = Math.floor(reachM / map.resolutionM);
  let best = -1;
  let best2 = Infinity;
  for (let y = Math.max(0, row - reach); y <= Math.min(map.heightCells - 1, row + reach); y++) {
    for (let x = Math.max(0, column - reach); x <= Math.min(w - 1, column + reach); x++) {
      const cell = y * w + x;
      if ((map.cost[cell] ?? lethal) === lethal) continue;
      const dx = cellXM(map, cell) - xM;
      const dy = cellYM(map, cell) - yM;
      const away2 = dx * dx + dy * dy;
      if (away2 < best2 && away2 <= reachM * reachM) {
        best2 = away2;
        best = cell;
      }
    }
  }
  return best;
}

/** A robot that stands too near to something may leave along at most this much, m. */
const escapeM = 0.35;

function fail(planner: Planner, status: PlanStatus): PlanAnswer {
  const { answer } = planner;
  answer.status = status;
  answer.count = 0;
  answer.lengthM = 0;
  return answer;
}

function noteNearest(planner: Planner): void {
  const { answer, memory, map } = planner;
  answer.expanded = memory.expanded;
  if (memory.nearest < 0) return;
  answer.nearestXM = cellXM(map, memory.nearest);
  answer.nearestYM = cellYM(map, memory.nearest);
}

function writeAnswer(planner: Planner, request: PlanRequest, count: number, exact: boolean): void {
  const { answer, map, way } = planner;
  const kept = Math.min(count, inputLimits.pathPoints);
  for (let i = 0; i < kept; i++) {
    answer.xM[i] = cellXM(map, way[i] ?? 0);
    answer.yM[i] = cellYM(map, way[i] ?? 0);
  }
  answer.xM[0] = request.fromXM;
  answer.yM[0] = request.fromYM;
  if (exact && kept === count) {
    // One cell alone is start and goal: a way needs both ends.
    const last = Math.max(1, kept - 1);
    answer.xM[last] = request.toXM;
    answer.yM[last] = request.toYM;
    answer.count = last + 1;
  } else answer.count = kept;
  let length = 0;
  for (let i = 1; i < answer.count; i++) {
    const dx = (answer.xM[i] ?? 0) - (answer.xM[i - 1] ?? 0);
    const dy = (answer.yM[i] ?? 0) - (answer.yM[i - 1] ?? 0);
    length += Math.sqrt(dx * dx + dy * dy);
  }
  answer.lengthM = length;
  answer.status = "ok";
}

/** Where planning fails because the goal cannot be entered, finds what can be reached near it. */
function blockedGoal(
  planner: Planner,
  start: number,
  request: PlanRequest,
  mostCells: number,
): PlanAnswer {
  const { map, memory } = planner;
  const goal = cellAt(map, request.toXM, request.toYM);
  if (goal >= 0) {
    search(memory, map, start, goal, mostCells);
    noteNearest(planner);
  }
  return fail(planner, "goalInCollision");
}

/**
 * Plans a way. `applyObstacles` runs first, so what `updateObstacles` marked is in the answer.
 * The answer's arrays are valid until the next call. A search of more than `mostCells` cells ends
 * as a timeout.
 */
export function plan(
  planner: Planner,
  request: PlanRequest,
  mostCells: number = planner.maxExpansions,
): PlanAnswer {
  const { map, memory, answer } = planner;
  applyObstacles(planner.obstacles, map);
  answer.nearestXM = NaN;
  answer.nearestYM = NaN;
  answer.expanded = 0;
  const start = freeCellNear(map, request.fromXM, request.fromYM, escapeM);
  if (start < 0) return fail(planner, "startInCollision");
  const goal = freeCellNear(map, request.toXM, request.toYM, request.toleranceM);
  if (goal < 0) return blockedGoal(planner, start, request, mostCells);
  const end = search(memory, map, start, goal, mostCells);
  noteNearest(planner);
  if (end === "limit") return fail(planner, "timeout");
  if (end === "exhausted") return fail(planner, "noPath");
  const cells = traceBack(memory, map, start, goal, planner.way);
  if (cells < 0) return fail(planner, "noPath");
  const corners = shorten(map, planner.way, cells, planner.scratch);
  const exact = goal === cellAt(map, request.toXM, request.toYM);
  writeAnswer(planner, request, corners, exact);
  return answer;
}
