/** Maps for tests of physics and rays. @module */
import { distanceField, isOccupied, type OccupancyGrid } from "core/world/map/mod.ts";
import type { StaticMap } from "sim/physics/mod.ts";

/** Cells of 5 cm, 10 m by 10 m about the origin. */
const size = 200;
const resolutionM = 0.05;

/** A map whose cells are occupied where `wall` says so of their centre. */
export function mapOf(wall: (xM: number, yM: number) => boolean): StaticMap {
  const cells = new Uint8Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = -5 + (column + 0.5) * resolutionM;
      const y = -5 + (row + 0.5) * resolutionM;
      if (wall(x, y)) cells[row * size + column] = 100;
    }
  }
  const grid: OccupancyGrid = {
    widthCells: size,
    heightCells: size,
    resolutionM,
    originXM: -5,
    originYM: -5,
    cells,
  };
  return { grid, distanceM: distanceField(grid, isOccupied) };
}

/** A wall across the way at `xM`, 20 cm thick. */
export function wallMap(xM: number): StaticMap {
  return mapOf((x) => x > xM && x < xM + 0.2);
}
