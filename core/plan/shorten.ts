/**
 * From a way over cells to the few points that a follower needs: a stretch is replaced by its
 * chord where the chord costs no more than the stretch did, so that the way keeps the distance
 * that the costs asked for and loses the zigzag of the grid.
 *
 * @module
 */
import { cellAt, type CostMap, lethal } from "./cost_map.ts";

/** Memory of shortening: cost up to each cell of the way. */
export interface ShortenScratch {
  readonly costM: Float64Array;
  readonly kept: Int32Array;
}

/** Scratch for ways of at most `cells` cells. */
export function createShortenScratch(cells: number): ShortenScratch {
  return { costM: new Float64Array(cells), kept: new Int32Array(cells) };
}

/** Cost times length along a straight line, in cells; Infinity where it meets a lethal cell. */
export function lineCost(map: CostMap, from: number, to: number): number {
  const w = map.widthCells;
  const x0 = from % w;
  const y0 = (from - x0) / w;
  const x1 = to % w;
  const y1 = (to - x1) / w;
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length = Math.sqrt(dx * dx + dy * dy);
  const steps = Math.max(1, Math.ceil(length * 2));
  let sum = 0;
  for (let i = 1; i <= steps; i++) {
    const x = Math.floor(x0 + dx * i / steps + 0.5);
    const y = Math.floor(y0 + dy * i / steps + 0.5);
    const c = map.cost[y * w + x] ?? lethal;
    if (c === lethal) return Infinity;
    sum += c;
  }
  return sum * length / steps;
}

function stretchCosts(map: CostMap, way: Int32Array, count: number, s: ShortenScratch): void {
  const w = map.widthCells;
  s.costM[0] = 0;
  for (let i = 1; i < count; i++) {
    const cell = way[i] ?? 0;
    const step = Math.abs(cell - (way[i - 1] ?? 0));
    const straight = step === 1 || step === w;
    s.costM[i] = (s.costM[i - 1] ?? 0) +
      (map.cost[cell] ?? lethal) * (straight ? 1 : 1.4142135623730951);
  }
}

/** A chord may cost this much more than the stretch: rounding of cells, not a worse way. */
const slack = 1.02;

function chordHolds(
  map: CostMap,
  way: Int32Array,
  s: ShortenScratch,
  from: number,
  to: number,
): boolean {
  const stretch = (s.costM[to] ?? 0) - (s.costM[from] ?? 0);
  return lineCost(map, way[from] ?? 0, way[to] ?? 0) <= stretch * slack + 1;
}

/** The last index after `from` whose chord holds: doubling steps, then halving back. */
function farthest(map: CostMap, way: Int32Array, count: number, s: ShortenScratch, from: number) {
  let good = Math.min(from + 1, count - 1);
  let step = 2;
  while (good + step < count && chordHolds(map, way, s, from, good + step)) {
    good += step;
    step *= 2;
  }
  while (step >= 1) {
    const next = Math.min(good + step, count - 1);
    if (next > good && chordHolds(map, way, s, from, next)) good = next;
    step = step > 1 ? Math.floor(step / 2) : 0;
  }
  return good;
}

/**
 * Shortens a way in place: `way[0..count)` cells become the corners. Returns how many are left.
 */
export function shorten(map: CostMap, way: Int32Array, count: number, s: ShortenScratch): number {
  if (count <= 2) return count;
  stretchCosts(map, way, count, s);
  let kept = 0;
  let from = 0;
  s.kept[0] = way[0] ?? 0;
  while (from < count - 1) {
    from = farthest(map, way, count, s, from);
    kept += 1;
    s.kept[kept] = way[from] ?? 0;
  }
  way.set(s.kept.subarray(0, kept + 1));
  return kept + 1;
}

/** True where the straight line between two points meets no lethal cell after its first metres. */
export function lineFree(map: CostMap, ax: number, ay: number, bx: number, by: number): boolean {
  const from = cellAt(map, ax, ay);
  const to = cellAt(map, bx, by);
  return from >= 0 && to >= 0 && lineCost(map, from, to) < Infinity;
}
