/**
 * The likelihood field of a map: how far each point is from the nearest occupied cell, cut off
 * where a beam says nothing any more (Thrun, Burgard and Fox, Probabilistic Robotics, section 6.4).
 *
 * @module
 */
import { distanceField, isOccupied, type OccupancyGrid } from "core/world/map/mod.ts";

/** A field, row 0 at the bottom, m. */
export interface LikelihoodField {
  readonly widthCells: number;
  readonly heightCells: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  /** Metres to the nearest occupied cell, at most `farM`. */
  readonly awayM: Float32Array;
  /** 1 where the map says free: where a robot may be. */
  readonly free: Uint8Array;
}

/** Beyond this a beam met something that the map does not know, m. */
export const farM = 0.6;

/** Makes the field of a map. */
export function createField(map: OccupancyGrid): LikelihoodField {
  const awayM = distanceField(map, isOccupied);
  const free = new Uint8Array(awayM.length);
  for (let i = 0; i < awayM.length; i++) {
    free[i] = map.cells[i] === 0 ? 1 : 0;
    awayM[i] = Math.min(farM, awayM[i] ?? farM);
  }
  return {
    widthCells: map.widthCells,
    heightCells: map.heightCells,
    resolutionM: map.resolutionM,
    originXM: map.originXM,
    originYM: map.originYM,
    awayM,
    free,
  };
}

/** Distance at a point by its cell alone. */
export function coarseAway(f: LikelihoodField, x: number, y: number): number {
  const column = Math.floor((x - f.originXM) / f.resolutionM);
  const row = Math.floor((y - f.originYM) / f.resolutionM);
  if (column < 0 || row < 0 || column >= f.widthCells || row >= f.heightCells) return farM;
  return f.awayM[row * f.widthCells + column] ?? farM;
}

/** What a fine look at the field found; one record, rewritten by each look. */
export const found = { awayM: 0, slopeX: 0, slopeY: 0 };

/**
 * Looks at a point between cells: distance and slope by bilinear interpolation, into `found`.
 * Off the map the distance is `farM` and the slope nothing.
 */
export function lookAt(f: LikelihoodField, x: number, y: number): void {
  const gx = (x - f.originXM) / f.resolutionM - 0.5;
  const gy = (y - f.originYM) / f.resolutionM - 0.5;
  const column = Math.floor(gx);
  const row = Math.floor(gy);
  if (column < 0 || row < 0 || column >= f.widthCells - 1 || row >= f.heightCells - 1) {
    found.awayM = farM;
    found.slopeX = 0;
    found.slopeY = 0;
    return;
  }
  const u = gx - column;
  const v = gy - row;
  const at = row * f.widthCells + column;
  const a = f.awayM[at] ?? farM;
  const b = f.awayM[at + 1] ?? farM;
  const c = f.awayM[at + f.widthCells] ?? farM;
  const d = f.awayM[at + f.widthCells + 1] ?? farM;
  found.awayM = (a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v;
  found.slopeX = ((b - a) * (1 - v) + (d - c) * v) / f.resolutionM;
  found.slopeY = ((c - a) * (1 - u) + (d - b) * u) / f.resolutionM;
}
