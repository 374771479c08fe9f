/**
 * A ring of range sensors (sonar, infrared, time of flight): each reads the nearest thing anywhere
 * within its cone, and not where in the cone it is. +Infinity = nothing within range.
 *
 * @module
 */
import { cos, gauss, type Prng, sin } from "core/math/mod.ts";
import type { World } from "sim/physics/mod.ts";
import { rayCircle, rayPolygon, rayWall } from "./rays.ts";

/** Where the transducers sit and what they see. */
export interface RangeSpec {
  /** Directions in the robot's frame, rad. */
  readonly yawsRad: readonly number[];
  /** Distance of the transducers from the centre, m. */
  readonly atM: number;
  readonly coneRad: number;
  readonly minM: number;
  readonly maxM: number;
  readonly noiseM: number;
}

/** Rays that stand for a cone. */
const raysPerCone = 9;

/** Range to the first thing along a ray, m: an echo comes back from glass and black things too. */
function rayEcho(
  world: World,
  ox: number,
  oy: number,
  dx: number,
  dy: number,
  maxM: number,
): number {
  let range = world.map === null ? Infinity : rayWall(world.map, ox, oy, dx, dy, maxM);
  for (const circle of world.circles) {
    range = Math.min(range, rayCircle(ox, oy, dx, dy, circle.xM, circle.yM, circle.radiusM));
  }
  for (const box of world.boxes) range = Math.min(range, rayPolygon(ox, oy, dx, dy, box));
  for (const person of world.people) {
    range = Math.min(range, rayCircle(ox, oy, dx, dy, person.xM, person.yM, person.radiusM));
  }
  for (const other of world.others) {
    const { robot, circumradiusM, hull } = other;
    const about = rayCircle(ox, oy, dx, dy, robot.xM, robot.yM, circumradiusM);
    if (about < range) range = Math.min(range, rayPolygon(ox, oy, dx, dy, hull));
  }
  return range;
}

/** Measures all cones into `ranges`. */
export function measureRing(
  world: World,
  spec: RangeSpec,
  noise: Prng | null,
  ranges: Float32Array,
): void {
  const r = world.robot;
  for (const [index, yawRad] of spec.yawsRad.entries()) {
    const middle = r.yawRad + yawRad;
    const ox = r.xM + spec.atM * cos(middle);
    const oy = r.yM + spec.atM * sin(middle);
    let nearest = Infinity;
    for (let k = 0; k < raysPerCone; k++) {
      const angle = middle + (k / (raysPerCone - 1) - 0.5) * spec.coneRad;
      nearest = Math.min(nearest, rayEcho(world, ox, oy, cos(angle), sin(angle), spec.maxM));
    }
    if (nearest > spec.maxM) {
      ranges[index] = Infinity;
      continue;
    }
    const measured = noise === null ? nearest : nearest + gauss(noise) * spec.noiseM;
    ranges[index] = Math.max(spec.minM, measured);
  }
}
