/**
 * People who walk to and fro across the ways that a robot will take: drawn by dice, on free floor
 * only, for a person who steps out of a wall is nothing that a robot could see coming.
 *
 * @module
 */
import { cos, createPrng, integer, type Prng, sin, uniform } from "core/math/mod.ts";
import { cellAt, cellsOfWay, type FreeCells, middleOf, shortestWays } from "./shortest_way.ts";

type Point = readonly [number, number];

/** How far a person walks to either side of the robot's way, and at least in all, m. */
const reachM = 2.5;
const leastM = 1.5;
/** Slowest and fastest walk, m/s (the fastest as ISO 13855 has it). */
const slowestMps = 0.3;
const fastestMps = 1.6;
const radiusM = 0.25;
/** Directions that are tried for a walk. */
const tries = 20;

/** The last free point from a point in a direction, at most `reachM` away. */
function walkFrom(g: FreeCells, from: Point, angle: number): Point {
  const [x, y] = from;
  let last = from;
  for (let way = 0; way <= reachM; way += g.resolutionM / 2) {
    const next: Point = [x + way * cos(angle), y + way * sin(angle)];
    if (g.free[cellAt(g, ...next)] !== 1) break;
    last = next;
  }
  return last;
}

function walkAcross(g: FreeCells, middle: Point, dice: Prng): readonly [Point, Point] | null {
  for (let i = 0; i < tries; i++) {
    const angle = uniform(dice) * 2 * Math.PI;
    const from = walkFrom(g, middle, angle);
    const to = walkFrom(g, middle, angle + Math.PI);
    if (Math.hypot(to[0] - from[0], to[1] - from[1]) >= leastM) return [from, to];
  }
  return null;
}

/** `count` people for each way between two points of a tour, as lines of a scenario's `world`. */
export function crossingPeople(
  g: FreeCells,
  points: readonly Point[],
  seed: number,
  count: number,
): string {
  const dice = createPrng(seed, "depot.people");
  const lines = ["  pedestrians:"];
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (from === undefined) continue;
    const ways = shortestWays(g, cellAt(g, ...from));
    const way = cellsOfWay(g, ways, cellAt(g, ...to));
    for (let i = 0; i < count && way.length > 0; i++) {
      // Neither where the robot starts from nor where it ends: there it may stand in the way.
      const at = Math.floor(way.length * (0.25 + 0.5 * uniform(dice)));
      const walk = walkAcross(g, middleOf(g, way[at] ?? 0), dice);
      if (walk === null) continue;
      const path = walk.map(([x, y]) => `[${x.toFixed(3)}, ${y.toFixed(3)}]`).join(", ");
      const speedMps = slowestMps + (fastestMps - slowestMps) * uniform(dice);
      const startS = integer(dice, 20);
      lines.push(
        `    - { path: [${path}], speedMps: ${speedMps.toFixed(2)}, radiusM: ${radiusM}, ` +
          `startS: ${startS}, loop: true }`,
      );
    }
  }
  return lines.length === 1 ? "" : lines.join("\n");
}
