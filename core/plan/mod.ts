/**
 * Global planning: cost map, search, shortening, the layer of things the map does not know. Runs
 * in a thread of its own (worker.ts) or in lockstep; its answers are recorded kernel inputs.
 *
 * ```ts
 * import { clearancesOf, createCostMap, createPlanner, plan } from "core/plan/mod.ts";
 * import type { Footprint } from "core/world/mod.ts";
 * import type { OccupancyGrid } from "core/world/map/mod.ts";
 * declare const map: OccupancyGrid, outline: Footprint;
 * const clearances = clearancesOf(outline, { marginM: 0.05, inflationM: 0.4, keepoutMarginM: 0.1 });
 * const costs = createCostMap(map, { keepout: null, speed: null }, clearances);
 * const planner = createPlanner(costs, { memoryS: 10, maxExpansions: 4_000_000 });
 * const way = plan(planner, { fromXM: 1, fromYM: 1, toXM: 5, toYM: 2, toleranceM: 0.2 });
 * ```
 *
 * @module
 */
export {
  cellAt,
  cellXM,
  cellYM,
  type Clearances,
  clearancesOf,
  costAt,
  type CostMap,
  createCostMap,
  freeCost,
  lethal,
  tightCost,
} from "./cost_map.ts";
export {
  applyObstacles,
  blocksPath,
  clearObstacles,
  createObstacleLayer,
  markDisc,
  type ObstacleLayer,
  type ScanView,
  updateObstacles,
} from "./obstacles.ts";
export {
  createPlanner,
  plan,
  type PlanAnswer,
  type Planner,
  type PlanRequest,
  type PlanStatus,
  planStatuses,
} from "./planner.ts";
export {
  createPlaceWays,
  type PlaceWays,
  planPlaceWay,
  stepPlaceWays,
  type WayGoal,
} from "./place_ways.ts";
export { createSearchMemory, search, type SearchEnd, type SearchMemory } from "./search.ts";
export { lineFree } from "./shorten.ts";
export {
  answerRequest,
  createPlanService,
  forgetRequest,
  type PlanService,
  type PlanSite,
  type ServiceRequest,
  takePlanScan,
  writePath,
} from "./service.ts";
