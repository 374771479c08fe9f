/**
 * Rays against what stands in a world: the wall grid (skipping by the distance field, then exact cell
 * by cell after Amanatides and Woo, A Fast Voxel Traversal Algorithm, 1987), circles and polygons.
 *
 * @module
 */
import type { StaticMap } from "sim/physics/mod.ts";

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
