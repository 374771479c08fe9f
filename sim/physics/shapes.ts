/**
 * Distances between a convex footprint and the things around it. All polygons are x, y pairs in
 * m, counter-clockwise, in world coordinates.
 *
 * @module
 */

/** Squared distance of a point to a segment. */
function segmentDistance2(px: number, py: number, ax: number, ay: number, bx: number, by: number) {
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const share = length2 > 0 ? ((px - ax) * dx + (py - ay) * dy) / length2 : 0;
  const t = share < 0 ? 0 : share > 1 ? 1 : share;
  const ex = px - ax - t * dx;
  const ey = py - ay - t * dy;
  return ex * ex + ey * ey;
}

/** True where a point is inside or on a convex polygon. */
export function isInside(polygon: Float64Array, x: number, y: number): boolean {
  const n = polygon.length;
  for (let i = 0; i < n; i += 2) {
    const j = i + 2 < n ? i + 2 : 0;
    const ax = polygon[i] ?? 0;
    const ay = polygon[i + 1] ?? 0;
    const cross = ((polygon[j] ?? 0) - ax) * (y - ay) - ((polygon[j + 1] ?? 0) - ay) * (x - ax);
    if (cross < 0) return false;
  }
  return true;
}

/** Distance of a point to a convex polygon, 0 inside. */
export function pointDistance(polygon: Float64Array, x: number, y: number): number {
  if (isInside(polygon, x, y)) return 0;
  const n = polygon.length;
  let best = Infinity;
  for (let i = 0; i < n; i += 2) {
    const j = i + 2 < n ? i + 2 : 0;
    const d = segmentDistance2(
      x,
      y,
      polygon[i] ?? 0,
      polygon[i + 1] ?? 0,
      polygon[j] ?? 0,
      polygon[j + 1] ?? 0,
    );
    if (d < best) best = d;
  }
  return Math.sqrt(best);
}

/** True where some edge of `a` separates it from `b`. */
function separates(a: Float64Array, b: Float64Array): boolean {
  const n = a.length;
  for (let i = 0; i < n; i += 2) {
    const j = i + 2 < n ? i + 2 : 0;
    const ax = a[i] ?? 0;
    const ay = a[i + 1] ?? 0;
    const ex = (a[j] ?? 0) - ax;
    const ey = (a[j + 1] ?? 0) - ay;
    let apart = true;
    for (let k = 0; k < b.length; k += 2) {
      if (ex * ((b[k + 1] ?? 0) - ay) - ey * ((b[k] ?? 0) - ax) >= 0) {
        apart = false;
        break;
      }
    }
    if (apart) return true;
  }
  return false;
}

/** Distance between two convex polygons, 0 where they overlap. */
export function polygonDistance(a: Float64Array, b: Float64Array): number {
  if (!separates(a, b) && !separates(b, a)) return 0;
  let best = Infinity;
  for (let i = 0; i < a.length; i += 2) {
    best = Math.min(best, pointDistance(b, a[i] ?? 0, a[i + 1] ?? 0));
  }
  for (let i = 0; i < b.length; i += 2) {
    best = Math.min(best, pointDistance(a, b[i] ?? 0, b[i + 1] ?? 0));
  }
  return best;
}
