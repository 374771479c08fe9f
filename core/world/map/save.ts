/** Writes a grid as map_server files: a PGM and the YAML beside it, as ROS opens them. @module */
import type { OccupancyGrid } from "./grid.ts";
import { writePgm } from "./pgm.ts";

/** The two files of a map, by name. */
export interface MapFiles {
  readonly pgm: Uint8Array;
  readonly yaml: string;
}

/** Grays that map_saver writes: occupied, free, unknown. */
const grayOccupied = 0;
const grayFree = 254;
const grayUnknown = 205;

/**
 * The files of a map in mode trinary; `name` is the file name without its ending. What is read
 * back has the same cells.
 */
export function saveMap(grid: OccupancyGrid, name: string): MapFiles {
  const { widthCells, heightCells } = grid;
  const pixels = new Uint8Array(widthCells * heightCells);
  for (let row = 0; row < heightCells; row++) {
    for (let column = 0; column < widthCells; column++) {
      const cell = grid.cells[row * widthCells + column] ?? 255;
      const gray = cell > 100 ? grayUnknown : cell >= 65 ? grayOccupied : grayFree;
      pixels[(heightCells - 1 - row) * widthCells + column] = gray;
    }
  }
  const yaml = [
    `image: ${name}.pgm`,
    "mode: trinary",
    `resolution: ${grid.resolutionM}`,
    `origin: [${grid.originXM}, ${grid.originYM}, 0]`,
    "negate: 0",
    "occupied_thresh: 0.65",
    "free_thresh: 0.196",
    "",
  ].join("\n");
  return { pgm: writePgm({ width: widthCells, height: heightCells, pixels }), yaml };
}
