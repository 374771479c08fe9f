/** Fences as cells that ways are planned around. @module */
import { type Config, fencePolygons } from "core/config/mod.ts";
import { beyondM } from "core/world/mod.ts";
import { isOccupied, type OccupancyGrid } from "core/world/map/mod.ts";

/** Value of a cell that is taken, and of one that is free. */
const taken = 100;
const free = 0;

/** What an area of keep-out cells says of a point; false off its grid. */
function isKept(grid: OccupancyGrid | null, x: number, y: number): boolean {
  if (grid === null) return false;
  const column = Math.floor((x - grid.originXM) / grid.resolutionM);
  const row = Math.floor((y - grid.originYM) / grid.resolutionM);
  if (column < 0 || row < 0 || column >= grid.widthCells || row >= grid.heightCells) return false;
  return isOccupied(grid.cells[row * grid.widthCells + column] ?? 0);
}

/**
 * The keep-out cells of a site with those beyond the fences of `kernel.geofence` added, in the grid
 * of the map; the given ones where there are no fences.
 */
export function keepoutWithFences(
  config: Config,
  map: OccupancyGrid,
  keepout: OccupancyGrid | null,
): OccupancyGrid | null {
  const fence = fencePolygons(config);
  if (fence === null) return keepout;
  const cells = new Uint8Array(map.cells.length);
  for (let row = 0; row < map.heightCells; row++) {
    const y = map.originYM + (row + 0.5) * map.resolutionM;
    for (let column = 0; column < map.widthCells; column++) {
      const x = map.originXM + (column + 0.5) * map.resolutionM;
      const closed = beyondM(fence, x, y) > 0 || isKept(keepout, x, y);
      cells[row * map.widthCells + column] = closed ? taken : free;
    }
  }
  return { ...map, cells };
}
