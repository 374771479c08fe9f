/**
 * A map out of scans: each cell holds the log-odds of being occupied (Moravec and Elfes, 1985;
 * Thrun, Burgard and Fox, Probabilistic Robotics, chapter 9). A beam makes the cells that it went
 * through freer and the one that it ended in more occupied; what is not seen again fades, so that
 * people who left do not remain.
 *
 * Integer log-odds in one Int8Array; nothing allocates after creation.
 *
 * @module
 */
import { cos, sin } from "core/math/mod.ts";
import { type OccupancyGrid, unknownCell } from "core/world/map/mod.ts";

/** A map in the making. Row 0 at the bottom. */
export interface ScanMap {
  readonly widthCells: number;
  readonly heightCells: number;
  readonly resolutionM: number;
  originXM: number;
  originYM: number;
  /** Log-odds in sixteenths: above 0 occupied, below 0 free, 0 unknown. */
  readonly odds: Int8Array;
}

/** Where a map lies and how fine it is, m. */
export interface ScanMapSpec {
  readonly widthM: number;
  readonly heightM: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
}

/** A scan with the pose of the lidar in the map frame, m and rad. */
export interface MapScan {
  readonly rangesM: Float32Array;
  readonly count: number;
  readonly startRad: number;
  readonly stepRad: number;
  readonly maxM: number;
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** What one beam says: 0.7 and 0.4 as log-odds, in sixteenths. */
const hitOdds = 14;
const passOdds = -6;
/** Certainty has a bound, so that a map can change its mind. */
const mostOdds = 96;
/** Above and below these a cell counts as occupied and as free. */
const occupiedOdds = 10;
const freeOdds = -5;

/** A map over `odds`; without them an unknown one over memory of its own. */
export function createScanMap(spec: ScanMapSpec, odds: Int8Array | null = null): ScanMap {
  const widthCells = Math.ceil(spec.widthM / spec.resolutionM);
  const heightCells = Math.ceil(spec.heightM / spec.resolutionM);
  return {
    widthCells,
    heightCells,
    resolutionM: spec.resolutionM,
    originXM: spec.originXM,
    originYM: spec.originYM,
    odds: odds ?? new Int8Array(widthCells * heightCells),
  };
}

function change(map: ScanMap, cell: number, by: number): void {
  const sum = (map.odds[cell] ?? 0) + by;
  map.odds[cell] = sum > mostOdds ? mostOdds : sum < -mostOdds ? -mostOdds : sum;
}

/** Nearer to the edge of the map a beam ends: no rounding takes it across, cells. */
const edgeCells = 1e-6;

/** Cells that a beam stays on the map for, along one axis; negative where it begins off it. */
function staysFor(start: number, slope: number, size: number): number {
  if (!(start >= 0 && start < size)) return -1;
  if (slope === 0) return Infinity;
  const left = slope > 0 ? size - edgeCells - start : edgeCells - start;
  return Math.max(0, left / slope);
}

/**
 * Frees the cells that a beam went through on its first `cells` cells of way (grid traversal by
 * Amanatides and Woo). Where it ends is worked out before, so that the loop, which runs some 50,000
 * times a scan, looks at no bound: whole numbers, one comparison and one addition a cell.
 */
function pass(map: ScanMap, gx: number, gy: number, dx: number, dy: number, cells: number): void {
  const { odds, widthCells, heightCells } = map;
  const way = Math.min(cells, staysFor(gx, dx, widthCells), staysFor(gy, dy, heightCells));
  if (!(way >= 0)) return;
  const column = Math.floor(gx) | 0;
  const row = Math.floor(gy) | 0;
  const columns = Math.abs((Math.floor(gx + dx * way) | 0) - column);
  const rows = Math.abs((Math.floor(gy + dy * way) | 0) - row);
  const stepX = dx > 0 ? 1 : -1;
  const stepY = dy > 0 ? widthCells : -widthCells;
  const deltaX = dx === 0 ? Infinity : Math.abs(1 / dx);
  const deltaY = dy === 0 ? Infinity : Math.abs(1 / dy);
  let nextX = dx === 0 ? Infinity : (dx > 0 ? column + 1 - gx : gx - column) * deltaX;
  let nextY = dy === 0 ? Infinity : (dy > 0 ? row + 1 - gy : gy - row) * deltaY;
  let cell = (row * widthCells + column) | 0;
  for (let left = columns + rows; left >= 0; left--) {
    const sum = (odds[cell] ?? 0) + passOdds;
    odds[cell] = sum < -mostOdds ? -mostOdds : sum;
    if (nextX < nextY) {
      cell += stepX;
      nextX += deltaX;
    } else {
      cell += stepY;
      nextY += deltaY;
    }
  }
}

/** Takes a scan. Beams that met nothing free their way up to the range of the lidar. */
export function addScan(map: ScanMap, scan: MapScan): void {
  const gx = (scan.xM - map.originXM) / map.resolutionM;
  const gy = (scan.yM - map.originYM) / map.resolutionM;
  for (let i = 0; i < scan.count; i++) {
    const range = scan.rangesM[i] ?? NaN;
    if (!(range > 0)) continue;
    const angle = scan.yawRad + scan.startRad + i * scan.stepRad;
    const dx = cos(angle);
    const dy = sin(angle);
    const hit = range < scan.maxM;
    const way = (hit ? range : scan.maxM) / map.resolutionM;
    // The last cell is the hit's own.
    pass(map, gx, gy, dx, dy, hit ? way - 1.5 : way);
    if (!hit) continue;
    const column = Math.floor(gx + dx * way);
    const row = Math.floor(gy + dy * way);
    if (column < 0 || row < 0 || column >= map.widthCells || row >= map.heightCells) continue;
    change(map, row * map.widthCells + column, hitOdds);
  }
}

/** Lets every cell fade toward unknown by one step: call it once in a while. */
export function fade(map: ScanMap): void {
  const { odds } = map;
  for (let i = 0; i < odds.length; i++) {
    const value = odds[i] ?? 0;
    if (value > 0) odds[i] = value - 1;
    else if (value < 0) odds[i] = value + 1;
  }
}

/** Moves a local map by whole cells so that a point lies in its middle; what leaves is forgotten. */
export function rollTo(map: ScanMap, xM: number, yM: number): void {
  const { odds, widthCells: w, heightCells: h, resolutionM } = map;
  const dx = Math.round((xM - map.originXM) / resolutionM - w / 2);
  const dy = Math.round((yM - map.originYM) / resolutionM - h / 2);
  if (dx === 0 && dy === 0) return;
  const kept = Math.max(0, w - Math.abs(dx));
  for (let k = 0; k < h; k++) {
    // In place, from the side that the rows come from.
    const row = dy >= 0 ? k : h - 1 - k;
    const from = row + dy;
    const start = row * w;
    if (from < 0 || from >= h || kept === 0) {
      odds.fill(0, start, start + w);
      continue;
    }
    const to = start + Math.max(0, -dx);
    const first = from * w + Math.max(0, dx);
    odds.copyWithin(to, first, first + kept);
    odds.fill(0, start, to);
    odds.fill(0, to + kept, start + w);
  }
  map.originXM += dx * resolutionM;
  map.originYM += dy * resolutionM;
}

/** The map as cells: 0 free, 100 occupied, 255 unknown. */
export function toGrid(map: ScanMap): OccupancyGrid {
  const cells = new Uint8Array(map.odds.length);
  for (let i = 0; i < cells.length; i++) {
    const odds = map.odds[i] ?? 0;
    cells[i] = odds >= occupiedOdds ? 100 : odds <= freeOdds ? 0 : unknownCell;
  }
  return {
    widthCells: map.widthCells,
    heightCells: map.heightCells,
    resolutionM: map.resolutionM,
    originXM: map.originXM,
    originYM: map.originYM,
    cells,
  };
}
