/**
 * Tours of random goals through a building of others, each goal judged by truth: reached or not,
 * touched anything, entered keep-out, kept the speed mask, and how long the way was against the
 * shortest. People may walk across the robot's way meanwhile.
 *
 * @module
 */
import { createPrng, integer } from "core/math/mod.ts";
import { intentNumber } from "core/kernel/mod.ts";
import { intentStates } from "core/messages/mod.ts";
import { touchesKeepout } from "core/world/mod.ts";
import { createRun, stepRun } from "sim/scenario/mod.ts";
import { unwrap } from "core/fault.ts";
import { type Building, loadDepot } from "./depot_site.ts";
import { crossingPeople } from "./crossing_people.ts";
import { cellAt, type FreeCells, freeCells, middleOf, shortestWays } from "./shortest_way.ts";

type Point = readonly [number, number];

/** What became of the goals of one seed. */
export interface TourFigures {
  readonly goals: number;
  reached: number;
  collisions: number;
  keepoutTicks: number;
  speedTicks: number;
  violations: number;
  /** Driven way over the shortest, goals of at least 2 m. */
  readonly ratios: number[];
  /** Error of the pose at each goal, m. */
  readonly poseM: number[];
  readonly failures: string[];
}

/** Radius of the TurtleBot3's footprint, m. */
const radiusM = 0.105;
/** Goals lie at least this far from walls, so that a robot may stand there, m. */
const roomM = 0.3;
/** A robot brakes to a zone's limit at its edge: what wheel and body lag behind, m/s. */
const speedSlackMps = 0.01;
/** Wheels that roll further than their data sheet says, and slip, make this share more. */
const speedSlackShare = 0.05;

interface Site {
  readonly cells: FreeCells;
  readonly roomy: readonly number[];
}

const known = new Map<Building, Site>();

function siteOf(building: Building): Site {
  const found = known.get(building);
  if (found !== undefined) return found;
  const { site } = loadDepot({
    building,
    start: [0, 0],
    durationS: 1,
    lines: 'mission: "stop"\ninvariantsOnly: true',
  });
  if (site === null) throw new Error(`no map of "${building}"`);
  const wide = freeCells(site.map, site.keepout, roomM);
  const roomy: number[] = [];
  for (let i = 0; i < wide.free.length; i++) if (wide.free[i] === 1) roomy.push(i);
  const made = { cells: freeCells(site.map, site.keepout, radiusM), roomy };
  known.set(building, made);
  return made;
}

/** A start and reachable goals by dice. */
export function drawGoals(
  seed: number,
  count: number,
  building: Building = "depot",
): readonly Point[] {
  const { cells, roomy } = siteOf(building);
  const dice = createPrng(seed, "depot.goals");
  const one = (): number => roomy[integer(dice, roomy.length)] ?? 0;
  const first = one();
  const ways = shortestWays(cells, first);
  const points: Point[] = [middleOf(cells, first)];
  while (points.length <= count) {
    const cell = one();
    if ((ways[cell] ?? Infinity) < Infinity) points.push(middleOf(cells, cell));
  }
  return points;
}

function shortestM(building: Building, from: Point, to: Point): number {
  const { cells } = siteOf(building);
  return shortestWays(cells, cellAt(cells, ...from))[cellAt(cells, ...to)] ?? Infinity;
}

/** Where a tour goes. */
interface Tour {
  readonly building: Building;
  readonly seed: number;
  /** People who cross the way to each goal. */
  readonly people: number;
}

/** Drives from point to point until one fails; returns how many were reached. */
function driveLeg(tour: Tour, points: readonly Point[], figures: TourFigures): number {
  const { building, seed, people } = tour;
  const words = points.slice(1).map(([x, y]) => `go to ${x.toFixed(3)}, ${y.toFixed(3)}`);
  const loaded = loadDepot({
    building,
    start: points[0] ?? [0, 0],
    durationS: 200 * words.length,
    world: people === 0 ? "" : crossingPeople(siteOf(building).cells, points, seed, people),
    lines: `mission: "${words.join(", then ")}"\ninvariantsOnly: true`,
  });
  const run = unwrap(createRun(loaded, seed));
  const { robot: body, contact } = run.robot.world;
  const { keepout, speed, footprint } = run.kernel.params;
  const topMps = run.kernel.state.tuning.maxLinearMps;
  let touching = 0;
  let wayM = 0;
  let reached = 0;
  let [lastX, lastY] = [body.xM, body.yM];
  while (run.tick <= run.ticks && reached < words.length) {
    stepRun(run);
    wayM += Math.hypot(body.xM - lastX, body.yM - lastY);
    [lastX, lastY] = [body.xM, body.yM];
    if (contact.collision === 1 && touching === 0) figures.collisions += 1;
    touching = contact.collision;
    if (keepout !== null && touchesKeepout(keepout, footprint, lastX, lastY, body.yawRad)) {
      figures.keepoutTicks += 1;
    }
    if (speed !== null) {
      const column = Math.floor((lastX - speed.originXM) / speed.resolutionM);
      const row = Math.floor((lastY - speed.originYM) / speed.resolutionM);
      const percent = speed.percent[row * speed.widthCells + column] ?? 100;
      if (
        Math.abs(body.linearMps) > topMps * percent / 100 * (1 + speedSlackShare) + speedSlackMps
      ) {
        figures.speedTicks += 1;
      }
    }
    const out = run.kernel.outputs;
    for (const status of out.statuses.slice(0, out.statusCount)) {
      if (status.action !== intentNumber.goto) continue;
      const state = intentStates[status.state];
      const [x, y] = points[reached + 1] ?? [NaN, NaN];
      const where = `seed ${seed} goal ${x.toFixed(2)}, ${y.toFixed(2)}`;
      if (state === "aborted" || state === "canceled") {
        figures.failures.push(`${where}: ${state} ${status.reason} at ${run.nowNs * 1e-9} s`);
        figures.violations += run.invariants.violations.length;
        return reached;
      }
      if (state !== "succeeded") continue;
      const missM = Math.hypot(lastX - x, lastY - y);
      if (missM > 0.25) {
        const poseM = Math.hypot(out.odomXM - lastX, out.odomYM - lastY);
        figures.failures.push(
          `${where}: ended ${missM.toFixed(2)} m away, pose off by ${poseM.toFixed(2)} m`,
        );
        figures.violations += run.invariants.violations.length;
        return reached;
      }
      const bestM = shortestM(building, points[reached] ?? [0, 0], [x, y]);
      if (bestM >= 2) figures.ratios.push(wayM / bestM);
      figures.poseM.push(Math.hypot(out.odomXM - lastX, out.odomYM - lastY));
      figures.reached += 1;
      reached += 1;
      wayM = 0;
    }
  }
  if (reached < words.length) figures.failures.push(`seed ${seed}: out of time at goal ${reached}`);
  figures.violations += run.invariants.violations.length;
  return reached;
}

/** Drives a tour of one seed; a goal that fails is left out and the tour goes on from there. */
export function driveTour(
  seed: number,
  goals: number,
  building: Building = "depot",
  people = 0,
): TourFigures {
  const points = drawGoals(seed, goals, building);
  const figures: TourFigures = {
    goals,
    reached: 0,
    collisions: 0,
    keepoutTicks: 0,
    speedTicks: 0,
    violations: 0,
    ratios: [],
    poseM: [],
    failures: [],
  };
  let at = 0;
  while (at < goals) {
    const reached = driveLeg({ building, seed, people }, points.slice(at), figures);
    at += reached + (at + reached < goals ? 1 : 0);
    if (at + 1 > goals) break;
  }
  return figures;
}

/** The value below which `share` of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** Prints figures beside the test's own line. */
export function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
