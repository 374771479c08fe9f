/**
 * Things that the map does not know: cells that beams ended in, apart from the static map. A mark
 * goes when a beam passes through its place, or after a time; so people who left do not remain.
 *
 * @module
 */
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import { atan2 } from "core/math/mod.ts";
import { cellAt, cellXM, cellYM, costAt, type CostMap, lethal } from "./cost_map.ts";

/** A scan as the layer takes it: ranges by beam, and where the lidar was in the map. */
export interface ScanView {
  readonly rangesM: Float32Array;
  readonly count: number;
  readonly startRad: number;
  readonly stepRad: number;
  readonly maxM: number;
  /** Pose of the lidar in the map frame when it measured. */
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** The layer's memory. */
export interface ObstacleLayer {
  /** Cells marked at present. */
  readonly cells: Int32Array;
  readonly seenS: Float64Array;
  count: number;
  /** Index in `cells` plus 1 for each cell of the map; 0 = not marked. */
  readonly slot: Uint16Array;
  /** Marks that found no room. */
  dropped: number;
  readonly memoryS: number;
  /** Cost of the cells about a mark: offsets and costs, the same for every mark. */
  readonly stampDx: Int16Array;
  readonly stampDy: Int16Array;
  readonly stampCost: Uint8Array;
}

/** Marks at a time: a crowd of 60 people in a 5 cm grid. */
const markCapacity = 4096;
/** A beam that ends this near to a wall of the map shows the wall, m. */
const wallToleranceM = 0.2;
/** Beams beyond this say too little about one cell, m. */
const markRangeM = 6;
/** A beam that goes this much past a mark has seen through it, m. */
const throughM = 0.15;

function makeStamp(map: CostMap): { dx: number[]; dy: number[]; cost: number[] } {
  const c = map.clearances;
  const reach = Math.ceil((c.outerM + c.marginM + c.inflationM) / map.resolutionM) + 1;
  const stamp = { dx: [] as number[], dy: [] as number[], cost: [] as number[] };
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const away = Math.sqrt(x * x + y * y) * map.resolutionM - map.resolutionM * 0.5;
      const cost = costAt(Math.max(0, away), c);
      if (cost <= 10) continue;
      stamp.dx.push(x);
      stamp.dy.push(y);
      stamp.cost.push(cost);
    }
  }
  return stamp;
}

/** A layer without marks for one cost map. */
export function createObstacleLayer(map: CostMap, memoryS: number): ObstacleLayer {
  const stamp = makeStamp(map);
  return {
    cells: new Int32Array(markCapacity),
    seenS: new Float64Array(markCapacity),
    count: 0,
    slot: new Uint16Array(map.base.length),
    dropped: 0,
    memoryS,
    stampDx: Int16Array.from(stamp.dx),
    stampDy: Int16Array.from(stamp.dy),
    stampCost: Uint8Array.from(stamp.cost),
  };
}

function mark(layer: ObstacleLayer, cell: number, nowS: number): void {
  const known = layer.slot[cell] ?? 0;
  if (known > 0) {
    layer.seenS[known - 1] = nowS;
    return;
  }
  if (layer.count >= layer.cells.length) {
    layer.dropped += 1;
    return;
  }
  layer.cells[layer.count] = cell;
  layer.seenS[layer.count] = nowS;
  layer.count += 1;
  layer.slot[cell] = layer.count;
}

function unmark(layer: ObstacleLayer, index: number): void {
  const cell = layer.cells[index] ?? 0;
  const last = layer.count - 1;
  const moved = layer.cells[last] ?? 0;
  layer.cells[index] = moved;
  layer.seenS[index] = layer.seenS[last] ?? 0;
  layer.slot[moved] = index + 1;
  layer.slot[cell] = 0;
  layer.count = last;
}

/** True where the scan saw through a cell's place. */
function seenThrough(map: CostMap, scan: ScanView, cell: number): boolean {
  const dx = cellXM(map, cell) - scan.xM;
  const dy = cellYM(map, cell) - scan.yM;
  const away = Math.sqrt(dx * dx + dy * dy);
  if (away > scan.maxM - throughM || away < 1e-3) return false;
  const angle = wrapAngle(atan2(dy, dx) - scan.yawRad - scan.startRad);
  const turn = angle < 0 ? angle + 6.283185307179586 : angle;
  const beam = Math.round(turn / scan.stepRad);
  // The neighbours too: one beam that slips past an edge does not free a cell.
  for (let k = -1; k <= 1; k++) {
    const i = ((beam + k) % scan.count + scan.count) % scan.count;
    const range = scan.rangesM[i] ?? NaN;
    if (!(range > away + throughM)) return false;
  }
  return true;
}

/** Drops what was seen through or is too old, then marks where beams ended off the map's walls. */
export function updateObstacles(
  layer: ObstacleLayer,
  map: CostMap,
  scan: ScanView,
  nowS: number,
): void {
  for (let i = layer.count - 1; i >= 0; i--) {
    const old = nowS - (layer.seenS[i] ?? 0) > layer.memoryS;
    if (old || seenThrough(map, scan, layer.cells[i] ?? 0)) unmark(layer, i);
  }
  const rangeM = Math.min(scan.maxM, markRangeM);
  for (let i = 0; i < scan.count; i++) {
    const range = scan.rangesM[i] ?? NaN;
    if (!(range > 0 && range < rangeM)) continue;
    const angle = scan.yawRad + scan.startRad + i * scan.stepRad;
    const cell = cellAt(map, scan.xM + range * cos(angle), scan.yM + range * sin(angle));
    if (cell < 0 || (map.wallM[cell] ?? 0) < wallToleranceM) continue;
    mark(layer, cell, nowS);
  }
}

/** Puts a disc of marks where a peer or a known thing stands, m. */
export function markDisc(
  layer: ObstacleLayer,
  map: CostMap,
  disc: { readonly xM: number; readonly yM: number; readonly radiusM: number },
  nowS: number,
): void {
  const step = map.resolutionM;
  for (let y = -disc.radiusM; y <= disc.radiusM; y += step) {
    for (let x = -disc.radiusM; x <= disc.radiusM; x += step) {
      if (x * x + y * y > disc.radiusM * disc.radiusM) continue;
      const cell = cellAt(map, disc.xM + x, disc.yM + y);
      if (cell >= 0) mark(layer, cell, nowS);
    }
  }
}

/** Forgets every mark: what the recovery "clear the cost map" does. */
export function clearObstacles(layer: ObstacleLayer): void {
  for (let i = layer.count - 1; i >= 0; i--) unmark(layer, i);
}

/** Lays the marks over the map's own costs: `map.cost` is then what a search reads. */
export function applyObstacles(layer: ObstacleLayer, map: CostMap): void {
  map.cost.set(map.base);
  const w = map.widthCells;
  const h = map.heightCells;
  for (let i = 0; i < layer.count; i++) {
    const cell = layer.cells[i] ?? 0;
    const column = cell % w;
    const row = (cell - column) / w;
    for (let k = 0; k < layer.stampDx.length; k++) {
      const x = column + (layer.stampDx[k] ?? 0);
      const y = row + (layer.stampDy[k] ?? 0);
      if (x < 0 || y < 0 || x >= w || y >= h) continue;
      const at = y * w + x;
      const cost = layer.stampCost[k] ?? lethal;
      if (cost > (map.cost[at] ?? 0)) map.cost[at] = cost;
    }
  }
}

/**
 * True where a mark lies so near to a polyline that the robot would touch it, within `aheadM`
 * from the polyline's start.
 */
export function blocksPath(
  layer: ObstacleLayer,
  map: CostMap,
  xs: Float64Array,
  ys: Float64Array,
  count: number,
  aheadM: number,
): boolean {
  const touch = map.clearances.innerM + map.clearances.marginM * 0.5;
  const touch2 = touch * touch;
  let way = 0;
  for (let i = 1; i < count && way < aheadM; i++) {
    const ax = xs[i - 1] ?? 0;
    const ay = ys[i - 1] ?? 0;
    const dx = (xs[i] ?? 0) - ax;
    const dy = (ys[i] ?? 0) - ay;
    const length2 = dx * dx + dy * dy;
    const length = Math.sqrt(length2);
    const longest = length2 > 0 ? Math.min(1, (aheadM - way) / length) : 0;
    for (let k = 0; k < layer.count; k++) {
      const cell = layer.cells[k] ?? 0;
      const px = cellXM(map, cell) - ax;
      const py = cellYM(map, cell) - ay;
      const along = length2 > 0 ? (px * dx + py * dy) / length2 : 0;
      const t = along < 0 ? 0 : along > longest ? longest : along;
      const ex = px - dx * t;
      const ey = py - dy * t;
      if (ex * ex + ey * ey < touch2) return true;
    }
    way += length;
  }
  return false;
}
