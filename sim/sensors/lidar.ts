/**
 * A planar lidar: rays against the wall grid (skipping by the distance field, then exact cell by
 * cell after Amanatides and Woo, A Fast Voxel Traversal Algorithm, 1987), circles, boxes and
 * people analytically. Glass shows only head-on, black things only from near. +Infinity = nothing within range, NaN = invalid beam.
 *
 * @module
 */
import { cos, gauss, type Prng, sin } from "core/math/mod.ts";
import { at } from "core/fault.ts";
import type { Look, StaticMap, World } from "sim/physics/mod.ts";

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

/** Range to the first wall cell from a point along a direction; Infinity beyond `maxM`. */
export function rayWall(
  map: StaticMap,
  ox: number,
  oy: number,
  dx: number,
  dy: number,
  maxM: number,
): number {
  const g = map.grid;
  const cell = g.resolutionM;
  const w = g.widthCells;
  const h = g.heightCells;
  const skipAbove = 3 * cell;
  const gx = (ox - g.originXM) / cell;
  const gy = (oy - g.originYM) / cell;
  const rate = 1 / cell;
  const stepX = dx > 0 ? 1 : -1;
  const stepY = dy > 0 ? 1 : -1;
  const deltaX = cell / Math.abs(dx);
  const deltaY = cell / Math.abs(dy);
  // Along an axis, also where a direction is so small that its reciprocal overflows: 0 times
  // infinity would lose the ray.
  const flatX = deltaX === Infinity;
  const flatY = deltaY === Infinity;
  let t = 0;
  while (t <= maxM) {
    const px = gx + dx * t * rate;
    const py = gy + dy * t * rate;
    let column = Math.floor(px);
    let row = Math.floor(py);
    if (column < 0 || row < 0 || column >= w || row >= h) {
      // Outside: a wall may still lie ahead only if the ray points back to the map.
      if ((column < 0 && dx <= 0) || (column >= w && dx >= 0)) return Infinity;
      if ((row < 0 && dy <= 0) || (row >= h && dy >= 0)) return Infinity;
      t += cell * 0.5;
      continue;
    }
    const away = map.distanceM[row * w + column] ?? 0;
    if (away > skipAbove) {
      t += away - 1.5 * cell;
      continue;
    }
    let nextX = flatX ? Infinity : t + (dx > 0 ? column + 1 - px : px - column) * deltaX;
    let nextY = flatY ? Infinity : t + (dy > 0 ? row + 1 - py : py - row) * deltaY;
    for (;;) {
      const here = map.distanceM[row * w + column] ?? 0;
      if (here === 0) return t <= maxM ? t : Infinity;
      if (here > skipAbove) {
        // Past the cell's edge, or rounding would put the ray back into the cell it just left.
        t += cell * 1e-6;
        break;
      }
      if (nextX < nextY) {
        t = nextX;
        nextX += deltaX;
        column += stepX;
        if (column < 0 || column >= w) return Infinity;
      } else {
        t = nextY;
        nextY += deltaY;
        row += stepY;
        if (row < 0 || row >= h) return Infinity;
      }
      if (t > maxM) return Infinity;
    }
  }
  return Infinity;
}

/** Range to a circle; Infinity where the ray misses it. */
export function rayCircle(
  ox: number,
  oy: number,
  dx: number,
  dy: number,
  cx: number,
  cy: number,
  radiusM: number,
): number {
  const ex = cx - ox;
  const ey = cy - oy;
  const along = ex * dx + ey * dy;
  const off2 = ex * ex + ey * ey - along * along;
  const r2 = radiusM * radiusM;
  if (off2 > r2) return Infinity;
  const half = Math.sqrt(r2 - off2);
  if (along - half >= 0) return along - half;
  return along + half >= 0 ? 0 : Infinity;
}

/** Range to a convex polygon's outline; Infinity where the ray misses it. */
export function rayPolygon(
  ox: number,
  oy: number,
  dx: number,
  dy: number,
  polygon: Float64Array,
): number {
  let best = Infinity;
  for (let i = 0; i < polygon.length; i += 2) {
    const j = i + 2 < polygon.length ? i + 2 : 0;
    const ax = (polygon[i] ?? 0) - ox;
    const ay = (polygon[i + 1] ?? 0) - oy;
    const ex = (polygon[j] ?? 0) - ox - ax;
    const ey = (polygon[j + 1] ?? 0) - oy - ay;
    const cross = dx * ey - dy * ex;
    if (cross === 0) continue;
    const t = (ax * ey - ay * ex) / cross;
    const u = (ax * dy - ay * dx) / cross;
    if (t >= 0 && u >= 0 && u <= 1 && t < best) best = t;
  }
  return best;
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
  for (let i = 0; i < spec.beams; i++) {
    const angle = first + i * spec.stepRad;
    const dx = cos(angle);
    const dy = sin(angle);
    const wall = world.map === null ? Infinity : rayWall(world.map, ox, oy, dx, dy, spec.maxM);
    const seen = Math.min(wall, world.outsideM[i] ?? Infinity);
    const range = Math.min(seen, rayThings(world, spec, ox, oy, dx, dy));
    if (range > spec.maxM) {
      ranges[i] = Infinity;
      continue;
    }
    const measured = noise === null ? range : range + gauss(noise) * spec.noiseM;
    ranges[i] = Math.max(spec.minM, measured);
  }
}
