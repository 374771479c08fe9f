/**
 * The planner as the kernel meets it: requests and scans in, answers out. One for each robot, in a
 * thread of its own (worker.ts) or in lockstep (sim/scenario/planner.ts); both run this code.
 *
 * Between requests it watches the path that is driven: where a new thing lies on it, it answers
 * the same request again with a way around.
 *
 * @module
 */
import { type Config, footprintPolygon } from "core/config/mod.ts";
import type { PathInput } from "core/messages/mod.ts";
import { createFootprint } from "core/world/mod.ts";
import type { OccupancyGrid } from "core/world/map/mod.ts";
import { clearancesOf, createCostMap } from "./cost_map.ts";
import { keepoutWithFences } from "./fence_mask.ts";
import { blocksPath, clearObstacles, type ScanView, updateObstacles } from "./obstacles.ts";
import { createPlanner, plan, type PlanAnswer, type Planner, planStatuses } from "./planner.ts";

/** A request of the kernel with the pose it was made at. */
export interface ServiceRequest {
  readonly request: number;
  readonly fromXM: number;
  readonly fromYM: number;
  readonly toXM: number;
  readonly toYM: number;
  readonly toleranceM: number;
  /** 1 = what is remembered of things is forgotten first (recovery). */
  readonly clear: number;
}

/** A planner in service. */
export interface PlanService {
  readonly planner: Planner;
  request: ServiceRequest | null;
  /** The path last given, kept while it is driven. */
  count: number;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  /** Rest of the path from the robot, rewritten at each look. */
  readonly restXM: Float64Array;
  readonly restYM: Float64Array;
  replannedS: number;
}

/** Maps of a site as loaded. */
export interface PlanSite {
  readonly map: OccupancyGrid;
  readonly keepout: OccupancyGrid | null;
  readonly speed: OccupancyGrid | null;
}

/** Makes the planner of a robot at a site. */
export function createPlanService(config: Config, site: PlanSite): PlanService {
  const { planner: p } = config.world;
  const clearances = clearancesOf(createFootprint(footprintPolygon(config)), {
    marginM: config.kernel.obstacle.marginM,
    inflationM: p.inflationM,
    keepoutMarginM: p.keepoutMarginM,
  });
  const masks = { ...site, keepout: keepoutWithFences(config, site.map, site.keepout) };
  const planner = createPlanner(createCostMap(site.map, masks, clearances), {
    memoryS: p.memoryMs * 1e-3,
    maxExpansions: p.maxExpansions,
  });
  const points = planner.answer.xM.length;
  return {
    planner,
    request: null,
    count: 0,
    xM: new Float64Array(points),
    yM: new Float64Array(points),
    restXM: new Float64Array(points + 1),
    restYM: new Float64Array(points + 1),
    replannedS: -Infinity,
  };
}

function keep(service: PlanService, answer: PlanAnswer): void {
  service.count = answer.count;
  service.xM.set(answer.xM);
  service.yM.set(answer.yM);
}

/** Answers a request. The answer is valid until the next call. */
export function answerRequest(service: PlanService, request: ServiceRequest): PlanAnswer {
  service.request = request;
  if (request.clear === 1) clearObstacles(service.planner.obstacles);
  const answer = plan(service.planner, request);
  keep(service, answer);
  return answer;
}

/** Ends the watch over the last path: nothing is driven any more. */
export function forgetRequest(service: PlanService): void {
  service.request = null;
  service.count = 0;
}

/** Puts the path from the robot on into `rest`; returns its count of points. */
function restOfPath(service: PlanService, xM: number, yM: number): number {
  let best2 = Infinity;
  let next = 1;
  for (let i = 1; i < service.count; i++) {
    const ax = service.xM[i - 1] ?? 0;
    const ay = service.yM[i - 1] ?? 0;
    const dx = (service.xM[i] ?? 0) - ax;
    const dy = (service.yM[i] ?? 0) - ay;
    const length2 = dx * dx + dy * dy;
    const along = length2 > 0 ? ((xM - ax) * dx + (yM - ay) * dy) / length2 : 1;
    const share = along < 0 ? 0 : along > 1 ? 1 : along;
    const ex = xM - ax - dx * share;
    const ey = yM - ay - dy * share;
    if (ex * ex + ey * ey >= best2) continue;
    best2 = ex * ex + ey * ey;
    next = i;
  }
  service.restXM[0] = xM;
  service.restYM[0] = yM;
  let count = 1;
  for (let i = next; i < service.count; i++) {
    service.restXM[count] = service.xM[i] ?? 0;
    service.restYM[count] = service.yM[i] ?? 0;
    count += 1;
  }
  return count;
}

/** The path is watched this far ahead of the robot, m. */
const watchM = 3;
/** Least time between two ways around, s. */
const betweenS = 0.5;

/**
 * Takes a scan. Returns a new answer to the last request where something lies on its path and
 * there is a way around, else null. `xM`, `yM`: where the robot is.
 */
export function takePlanScan(
  service: PlanService,
  scan: ScanView,
  robot: { readonly xM: number; readonly yM: number },
  nowS: number,
): PlanAnswer | null {
  const { planner, request } = service;
  updateObstacles(planner.obstacles, planner.map, scan, nowS);
  if (request === null || service.count < 2 || nowS - service.replannedS < betweenS) return null;
  const { xM, yM } = robot;
  const count = restOfPath(service, xM, yM);
  const { restXM, restYM } = service;
  const blocked = blocksPath(planner.obstacles, planner.map, restXM, restYM, count, watchM);
  if (!blocked) return null;
  service.replannedS = nowS;
  const answer = plan(planner, { ...request, fromXM: xM, fromYM: yM });
  if (answer.status !== "ok") return null;
  keep(service, answer);
  return answer;
}

/** Writes an answer into the kernel's `path` input. */
export function writePath(answer: PlanAnswer, request: number, into: PathInput): void {
  into.fresh = 1;
  into.request = request;
  into.status = planStatuses.indexOf(answer.status);
  into.nearestXM = answer.nearestXM;
  into.nearestYM = answer.nearestYM;
  into.count = answer.count;
  into.xM.set(answer.xM);
  into.yM.set(answer.yM);
}
