/** Areas that a robot must not enter: a grid of distances, and the footprint held against it. @module */
import { at64 } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import type { Footprint } from "./sweep.ts";

/** Cells a robot must not enter, with the distance of each cell to the nearest such cell. */
export interface KeepoutGrid {
  readonly widthCells: number;
  readonly heightCells: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  /** Metres to the nearest keep-out cell, row 0 at the bottom; 0 inside. */
  readonly distanceM: Float32Array;
}

/** Distance of a point to the nearest keep-out cell, m; Infinity off the grid. */
export function keepoutDistanceM(g: KeepoutGrid, x: number, y: number): number {
  const column = Math.floor((x - g.originXM) / g.resolutionM);
  const row = Math.floor((y - g.originYM) / g.resolutionM);
  if (column < 0 || row < 0 || column >= g.widthCells || row >= g.heightCells) return Infinity;
  return g.distanceM[row * g.widthCells + column] ?? Infinity;
}

/**
 * Least distance of the footprint's outline to a keep-out cell, m; 0 on touch, Infinity where none
 * is within `nearM` of the outline. Along the edges too: a narrow area may stand between two
 * corners.
 */
export function keepoutClearanceM(
  g: KeepoutGrid,
  f: Footprint,
  x: number,
  y: number,
  yawRad: number,
  nearM: number,
): number {
  const middle = keepoutDistanceM(g, x, y);
  if (middle > f.circumradiusM + nearM + g.resolutionM) return Infinity;
  let least = middle;
  const c = cos(yawRad);
  const s = sin(yawRad);
  for (let i = 0; i < f.xM.length; i++) {
    const px = at64(f.xM, i);
    const py = at64(f.yM, i);
    const next = i + 1 < f.xM.length ? i + 1 : 0;
    const ex = at64(f.xM, next) - px;
    const ey = at64(f.yM, next) - py;
    const parts = Math.max(1, Math.ceil(Math.sqrt(ex * ex + ey * ey) / g.resolutionM));
    for (let k = 0; k < parts; k++) {
      const qx = px + ex * k / parts;
      const qy = py + ey * k / parts;
      const away = keepoutDistanceM(g, x + c * qx - s * qy, y + s * qx + c * qy);
      if (away <= 0) return 0;
      if (away < least) least = away;
    }
  }
  return least;
}

/** True where the footprint at a map pose touches a keep-out cell. */
export function touchesKeepout(
  g: KeepoutGrid,
  f: Footprint,
  x: number,
  y: number,
  yawRad: number,
): boolean {
  return keepoutClearanceM(g, f, x, y, yawRad, 0) <= 0;
}

/**
 * Distance in m along a straight line at which a disc of the footprint's circumradius first
 * touches keep-out; Infinity where it never does. Sphere tracing, at most 512 steps.
 */
export function keepoutAlongLineM(
  g: KeepoutGrid,
  f: Footprint,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): number {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const length = Math.sqrt(dx * dx + dy * dy);
  const least = g.resolutionM * 0.5;
  let way = 0;
  for (let i = 0; i < 512; i++) {
    const share = length > 0 ? way / length : 0;
    const away = keepoutDistanceM(g, fromX + dx * share, fromY + dy * share);
    if (away <= f.circumradiusM) return way;
    if (way >= length) return Infinity;
    const step = away === Infinity ? g.resolutionM : away - f.circumradiusM;
    way = Math.min(length, way + Math.max(least, step));
  }
  return way >= length ? Infinity : way;
}
