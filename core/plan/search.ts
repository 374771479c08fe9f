/**
 * A* over a cost map (Hart, Nilsson and Raphael, 1968), 8 neighbours, whole-number costs: a
 * straight step costs the entered cell's cost, a diagonal one 1.4 times that. The octile distance
 * at the least cost never overestimates, so the first way found is the cheapest.
 *
 * Why buckets: costs are small integers, so the open list is a ring of doubly linked lists, one
 * for each value of f (Dial, 1969). Taking the least and moving a cell are constant time, and the
 * last cell in comes out first, which breaks ties toward the goal. No allocation after creation.
 *
 * @module
 */
import { type CostMap, freeCost, lethal } from "./cost_map.ts";

/** Buckets of the ring: more than any edge (80 * 1.4 * 1.15) plus the change of the estimate. */
const ring = 512;
const ringMask = ring - 1;
/** Dearest cell that a search steps on: keeps every edge within the ring. */
const dearest = 254;
const infinite = 0x3fffffff;
const diagonalFree = 14;

/** Memory of searches over grids of one size. */
export interface SearchMemory {
  readonly cells: number;
  /** Cost from the start. */
  readonly g: Int32Array;
  /** Direction 0..7 by which a cell was entered; 255 = not. */
  readonly from: Uint8Array;
  readonly next: Int32Array;
  readonly prev: Int32Array;
  /** Value of f under which a cell waits; -1 = it does not wait. */
  readonly waits: Int32Array;
  readonly head: Int32Array;
  readonly diagonal: Int32Array;
  waiting: number;
  /** Cells taken from the open list by the last search. */
  expanded: number;
  /** Cell nearest to the goal among those reached, and its squared distance in cells. */
  nearest: number;
  nearest2: number;
}

/** Memory for grids of `cells` cells. */
export function createSearchMemory(cells: number): SearchMemory {
  const diagonal = new Int32Array(256);
  for (let i = 0; i < 256; i++) diagonal[i] = Math.floor(i * diagonalFree / freeCost);
  return {
    cells,
    g: new Int32Array(cells),
    from: new Uint8Array(cells),
    next: new Int32Array(cells),
    prev: new Int32Array(cells),
    waits: new Int32Array(cells),
    head: new Int32Array(ring),
    diagonal,
    waiting: 0,
    expanded: 0,
    nearest: -1,
    nearest2: infinite,
  };
}

function clear(m: SearchMemory): void {
  m.g.fill(infinite);
  m.from.fill(255);
  m.waits.fill(-1);
  m.head.fill(-1);
  m.waiting = 0;
  m.expanded = 0;
  m.nearest = -1;
  m.nearest2 = infinite;
}

function link(m: SearchMemory, cell: number, f: number): void {
  const slot = f & ringMask;
  const first = m.head[slot] ?? -1;
  m.next[cell] = first;
  m.prev[cell] = -1;
  if (first >= 0) m.prev[first] = cell;
  m.head[slot] = cell;
  m.waits[cell] = f;
  m.waiting += 1;
}

function unlink(m: SearchMemory, cell: number): void {
  const before = m.prev[cell] ?? -1;
  const after = m.next[cell] ?? -1;
  if (before >= 0) m.next[before] = after;
  else m.head[(m.waits[cell] ?? 0) & ringMask] = after;
  if (after >= 0) m.prev[after] = before;
  m.waits[cell] = -1;
  m.waiting -= 1;
}

/** How a search ended. */
export type SearchEnd = "found" | "exhausted" | "limit";

const stepColumn = [1, 1, 0, -1, -1, -1, 0, 1] as const;
const stepRow = [0, 1, 1, 1, 0, -1, -1, -1] as const;

/**
 * Searches from one cell to another, both inside the grid and not lethal (a lethal goal is never
 * reached: the search then finds the reachable cell nearest to it). Takes at most `limit` cells.
 */
export function search(
  m: SearchMemory,
  map: CostMap,
  start: number,
  goal: number,
  limit: number,
): SearchEnd {
  clear(m);
  const w = map.widthCells;
  const { cost } = map;
  const { g, from, waits, head, diagonal } = m;
  const goalColumn = goal % w;
  const goalRow = (goal - goalColumn) / w;
  g[start] = 0;
  let f = 0;
  link(m, start, 0);
  // f counts from the start's own estimate, so that the ring begins at 0.
  const startColumn = start % w;
  const baseX = Math.abs(goalColumn - startColumn);
  const baseY = Math.abs(goalRow - (start - startColumn) / w);
  const origin = freeCost * Math.max(baseX, baseY) + 4 * Math.min(baseX, baseY);
  while (m.waiting > 0) {
    while ((head[f & ringMask] ?? -1) < 0) f += 1;
    const cell = head[f & ringMask] ?? 0;
    unlink(m, cell);
    m.expanded += 1;
    const column = cell % w;
    const row = (cell - column) / w;
    const dx = column - goalColumn;
    const dy = row - goalRow;
    const away = dx * dx + dy * dy;
    if (away < m.nearest2) {
      m.nearest2 = away;
      m.nearest = cell;
    }
    if (cell === goal) return "found";
    if (m.expanded >= limit) return "limit";
    const gHere = g[cell] ?? 0;
    for (let k = 0; k < 8; k++) {
      const column2 = column + (stepColumn[k] ?? 0);
      const row2 = row + (stepRow[k] ?? 0);
      const to = row2 * w + column2;
      const c = cost[to] ?? lethal;
      if (c > dearest) continue;
      const reach = gHere + ((k & 1) === 0 ? c : diagonal[c] ?? 0);
      if (reach >= (g[to] ?? 0)) continue;
      g[to] = reach;
      from[to] = k;
      const ax = Math.abs(column2 - goalColumn);
      const ay = Math.abs(row2 - goalRow);
      const estimate = ax > ay ? freeCost * ax + 4 * ay : freeCost * ay + 4 * ax;
      if ((waits[to] ?? -1) >= 0) unlink(m, to);
      link(m, to, reach + estimate - origin);
    }
  }
  return "exhausted";
}

/**
 * Writes the way that led to `goal` into `into`, start first. Returns its count of cells, or -1
 * where it does not fit.
 */
export function traceBack(
  m: SearchMemory,
  map: CostMap,
  start: number,
  goal: number,
  into: Int32Array,
): number {
  let count = 0;
  let cell = goal;
  for (;;) {
    if (count >= into.length) return -1;
    into[count] = cell;
    count += 1;
    if (cell === start) break;
    const k = m.from[cell] ?? 255;
    if (k === 255) return -1;
    cell -= (stepRow[k] ?? 0) * map.widthCells + (stepColumn[k] ?? 0);
  }
  into.subarray(0, count).reverse();
  return count;
}
