/**
 * How long the ways to the site's places are: what a brain needs to choose between them, and what
 * no straight line tells. One place at a time is planned, seldom enough that the planner's own
 * work does not wait.
 *
 * @module
 */
import { plan, type PlanAnswer, type Planner } from "./planner.ts";

/** A place in the map frame, m. */
export interface WayGoal {
  readonly xM: number;
  readonly yM: number;
  readonly toleranceM: number;
}

/** Ways from where the robot was to each place. */
export interface PlaceWays {
  readonly goals: readonly WayGoal[];
  /** m; Infinity = there is no way, NaN = not known (yet, or the search took too long). */
  readonly wayM: Float64Array;
  /** When it was planned, ns; -Infinity = never. */
  readonly plannedNs: Float64Array;
  next: number;
  dueNs: number;
}

/** Ways of which nothing is known. */
export function createPlaceWays(goals: readonly WayGoal[]): PlaceWays {
  return {
    goals,
    wayM: new Float64Array(goals.length).fill(NaN),
    plannedNs: new Float64Array(goals.length).fill(-Infinity),
    next: 0,
    dueNs: 0,
  };
}

/** Time between two ways, ns. */
const betweenNs = 250_000_000;
/** A search of so many cells (some 30 ms) that found nothing ends without an answer. */
const mostCells = 300_000;
/** Of the thread's time at most a twentieth goes into ways: a cell costs some 100 ns. */
const restNsPerCell = 2000;

function wayOf(answer: PlanAnswer): number {
  if (answer.status === "ok") return answer.lengthM;
  return answer.status === "noPath" || answer.status === "goalInCollision" ? Infinity : NaN;
}

/** Plans the way to one place from where the robot is. The planner's answer is overwritten. */
export function planPlaceWay(
  ways: PlaceWays,
  planner: Planner,
  robot: { readonly xM: number; readonly yM: number },
  index: number,
  nowNs: number,
): void {
  const goal = ways.goals[index];
  if (goal === undefined) return;
  const answer = plan(planner, {
    fromXM: robot.xM,
    fromYM: robot.yM,
    toXM: goal.xM,
    toYM: goal.yM,
    toleranceM: goal.toleranceM,
  }, Math.min(mostCells, planner.maxExpansions));
  ways.wayM[index] = wayOf(answer);
  ways.plannedNs[index] = nowNs;
}

/** Plans the next way if its time has come. Returns true where one was planned. */
export function stepPlaceWays(
  ways: PlaceWays,
  planner: Planner,
  robot: { readonly xM: number; readonly yM: number },
  nowNs: number,
): boolean {
  if (ways.goals.length === 0 || nowNs < ways.dueNs) return false;
  planPlaceWay(ways, planner, robot, ways.next, nowNs);
  ways.next = (ways.next + 1) % ways.goals.length;
  ways.dueNs = nowNs + Math.max(betweenNs, planner.answer.expanded * restNsPerCell);
  return true;
}
