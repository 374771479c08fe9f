/** Maps whose origin is turned, laid into cells along the axes of the map frame. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import type { OccupancyGrid } from "./grid.ts";
import { maxPixels } from "./pgm.ts";

/** Corners nearer than this to a cell's border lie on it, cells: a quarter turn adds no row. */
const roundingCells = 1e-6;

/**
 * The grid with its image turned by `yawRad` about the origin, as map_server's third number of
 * `origin` has it. Each cell of the new grid is that of the image in which its centre lies, and
 * `outside` where it lies in none. Fails where the turned map has too many cells.
 */
export function turnGrid(
  grid: OccupancyGrid,
  yawRad: number,
  outside: number,
): Result<OccupancyGrid> {
  const { widthCells, heightCells, resolutionM, originXM, originYM } = grid;
  const [c, s] = [cos(yawRad), sin(yawRad)];
  // Corners of the image about the origin, in cells.
  const xs = [0, widthCells * c, -heightCells * s, widthCells * c - heightCells * s];
  const ys = [0, widthCells * s, heightCells * c, widthCells * s + heightCells * c];
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
  const width = Math.max(1, Math.ceil(Math.max(...xs) - left - roundingCells));
  const height = Math.max(1, Math.ceil(Math.max(...ys) - bottom - roundingCells));
  if (width * height > maxPixels) {
    return fail({
      code: "WORLD_MAP_LIMIT",
      message: `Cannot turn a map into ${width} x ${height} cells: at most ${maxPixels}`,
    });
  }
  const cells = new Uint8Array(width * height).fill(outside);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = left + column + 0.5;
      const y = bottom + row + 0.5;
      const i = Math.floor(x * c + y * s);
      const j = Math.floor(y * c - x * s);
      if (i < 0 || j < 0 || i >= widthCells || j >= heightCells) continue;
      cells[row * width + column] = grid.cells[j * widthCells + i] ?? outside;
    }
  }
  return ok({
    widthCells: width,
    heightCells: height,
    resolutionM,
    originXM: originXM + left * resolutionM,
    originYM: originYM + bottom * resolutionM,
    cells,
  });
}
