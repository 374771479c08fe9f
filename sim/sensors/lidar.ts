/**
 * A planar lidar: rays against the wall grid (skipping by the distance field, then exact cell by
 * cell after Amanatides and Woo, A Fast Voxel Traversal Algorithm, 1987), circles, boxes and
 * people analytically; other robots only along the beams that can meet them. Glass shows only head-on, black things only from near. +Infinity = nothing within range, NaN = invalid beam.
 *
 * @module
 */
import { cos, gauss, type Prng, sin } from "core/math/mod.ts";
import { at, at64 } from "core/fault.ts";
import type { Look, World } from "sim/physics/mod.ts";
import { rayCircle, rayPolygon, rayWall } from "./rays.ts";
import { seeRobots } from "./see_robots.ts";

/** A lidar's place and quality. */
export interface LidarSpec {
  readonly beams: number;
  readonly startRad: number;
  readonly stepRad: number;
  readonly mountXM: number;
  readonly mountYM: number;
  readonly mountYawRad: number;
  readonly minM: number;
  readonly maxM: number;
  readonly noiseM: number;
}

/** A beam shows glass where it meets it nearly head-on: cosine of 11 degrees. */
const headOn = 0.98;
/** A black thing is seen within this share of the range. */
const blackShare = 0.35;

/** How squarely the last polygon was met: cosine between the beam and the edge's normal. */
const met = { facing: 0 };

function rayBox(ox: number, oy: number, dx: number, dy: number, polygon: Float64Array): number {
  const t = rayPolygon(ox, oy, dx, dy, polygon);
  met.facing = 1;
  if (t === Infinity) return t;
  const x = ox + dx * t;
  const y = oy + dy * t;
  let nearest = Infinity;
  for (let i = 0; i < polygon.length; i += 2) {
    const j = i + 2 < polygon.length ? i + 2 : 0;
    const ex = (polygon[j] ?? 0) - (polygon[i] ?? 0);
    const ey = (polygon[j + 1] ?? 0) - (polygon[i + 1] ?? 0);
    const length = Math.sqrt(ex * ex + ey * ey);
    const off = Math.abs(ex * (y - (polygon[i + 1] ?? 0)) - ey * (x - (polygon[i] ?? 0))) / length;
    if (off >= nearest) continue;
    nearest = off;
    met.facing = Math.abs(dx * ey - dy * ex) / length;
  }
  return t;
}

/** The range at which a lidar sees a thing of a look that the beam meets at `t`. */
function seenAt(look: Look, t: number, facing: number, spec: LidarSpec): number {
  if (look === "glass") return facing >= headOn ? t : Infinity;
  return look === "black" && t > spec.maxM * blackShare ? Infinity : t;
}

/** Range to the nearest thing of the world that is no wall and shows, m. */
function rayThings(
  world: World,
  spec: LidarSpec,
  ox: number,
  oy: number,
  dx: number,
  dy: number,
): number {
  let range = Infinity;
  for (const circle of world.circles) {
    const t = rayCircle(ox, oy, dx, dy, circle.xM, circle.yM, circle.radiusM);
    if (t >= range) continue;
    const side = dx * (circle.xM - ox - dx * t) + dy * (circle.yM - oy - dy * t);
    const facing = circle.radiusM > 0 ? side / circle.radiusM : 1;
    range = Math.min(range, seenAt(circle.look, t, facing, spec));
  }
  for (let i = 0; i < world.boxes.length; i++) {
    const look = at(world.boxLooks, i);
    const box = at(world.boxes, i);
    const solid = look === "solid";
    const t = solid ? rayPolygon(ox, oy, dx, dy, box) : rayBox(ox, oy, dx, dy, box);
    if (t < range) range = Math.min(range, seenAt(look, t, met.facing, spec));
  }
  for (const person of world.people) {
    range = Math.min(range, rayCircle(ox, oy, dx, dy, person.xM, person.yM, person.radiusM));
  }
  return range;
}

/** Takes one scan of the world into `ranges`. */
export function scanWorld(
  world: World,
  spec: LidarSpec,
  noise: Prng | null,
  ranges: Float32Array,
): void {
  const r = world.robot;
  const c = cos(r.yawRad);
  const s = sin(r.yawRad);
  const ox = r.xM + c * spec.mountXM - s * spec.mountYM;
  const oy = r.yM + s * spec.mountXM + c * spec.mountYM;
  const first = r.yawRad + spec.mountYawRad + spec.startRad;
  const robots = seeRobots(world, spec, ox, oy, first);
  for (let i = 0; i < spec.beams; i++) {
    const angle = first + i * spec.stepRad;
    const dx = cos(angle);
    const dy = sin(angle);
    const wall = world.map === null ? Infinity : rayWall(world.map, ox, oy, dx, dy, spec.maxM);
    const seen = Math.min(wall, world.outsideM[i] ?? Infinity);
    const thing = Math.min(seen, rayThings(world, spec, ox, oy, dx, dy));
    const range = robots === null ? thing : Math.min(thing, at64(robots, i));
    if (range > spec.maxM) {
      ranges[i] = Infinity;
      continue;
    }
    const measured = noise === null ? range : range + gauss(noise) * spec.noiseM;
    ranges[i] = Math.max(spec.minM, measured);
  }
}
