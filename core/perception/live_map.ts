/**
 * A map that grows while the robot drives, in memory that threads share: the one that knows the
 * site lays scans into it, the one that may write files reads it whenever it is asked to. A cell is
 * one byte, so nobody waits for anybody; a reader may see a scan that is laid down in part.
 *
 * @module
 */
import { type OccupancyGrid, unknownCell } from "core/world/map/mod.ts";
import { createScanMap, type ScanMap, type ScanMapSpec, toGrid } from "./occupancy.ts";

/** A map in shared memory. */
export interface LiveMap {
  readonly map: ScanMap;
  /** Scans that were laid down, and those that were left out. */
  readonly counts: Int32Array;
}

const countBytes = 8;

/** What came of a request to write a live map (word `mapState`). */
export const mapStates = { none: 0, written: 1, empty: 2, failed: 3 } as const;

/** Where a live map lies and the memory that it is in. Structured-cloneable. */
export interface LiveMapJob {
  readonly spec: ScanMapSpec;
  readonly memory: SharedArrayBuffer;
}

/** The area of a square map about a point, its corner on the lines of the grid. */
export function squareAbout(
  xM: number,
  yM: number,
  sizeM: number,
  resolutionM: number,
): ScanMapSpec {
  const corner = (middleM: number): number =>
    Math.round(Math.floor((middleM - sizeM / 2) / resolutionM) * resolutionM * 1e6) / 1e6;
  const widthM = sizeM;
  const heightM = sizeM;
  return { widthM, heightM, resolutionM, originXM: corner(xM), originYM: corner(yM) };
}

/** Makes the memory of an unknown map. */
export function createLiveMap(spec: ScanMapSpec): LiveMapJob {
  const { widthCells, heightCells } = createScanMap(spec, new Int8Array(0));
  return { spec, memory: new SharedArrayBuffer(countBytes + widthCells * heightCells) };
}

/** Opens a live map in a thread. */
export function openLiveMap(job: LiveMapJob): LiveMap {
  return {
    map: createScanMap(job.spec, new Int8Array(job.memory, countBytes)),
    counts: new Int32Array(job.memory, 0, 2),
  };
}

/** Cells of unknown ground that a map keeps around what it knows. */
const border = 10;

/** The part of a map that something is known of; null where nothing is. */
export function knownPart(map: ScanMap): OccupancyGrid | null {
  const { widthCells, heightCells, resolutionM, cells, originXM, originYM } = toGrid(map);
  let left = widthCells;
  let right = -1;
  let bottom = heightCells;
  let top = -1;
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] === unknownCell) continue;
    const column = i % widthCells;
    const row = (i - column) / widthCells;
    left = Math.min(left, column);
    right = Math.max(right, column);
    bottom = Math.min(bottom, row);
    top = Math.max(top, row);
  }
  if (right < 0) return null;
  left = Math.max(0, left - border);
  bottom = Math.max(0, bottom - border);
  const width = Math.min(widthCells, right + 1 + border) - left;
  const height = Math.min(heightCells, top + 1 + border) - bottom;
  const part = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (bottom + row) * widthCells + left;
    part.set(cells.subarray(from, from + width), row * width);
  }
  const micro = (valueM: number): number => Math.round(valueM * 1e6) / 1e6;
  return {
    widthCells: width,
    heightCells: height,
    resolutionM,
    originXM: micro(originXM + left * resolutionM),
    originYM: micro(originYM + bottom * resolutionM),
    cells: part,
  };
}
