/** A plain A* with a binary heap of numbers: what the planner's search is held against. @module */
import { type CostMap, freeCost, lethal } from "core/plan/mod.ts";

interface Heap {
  readonly keys: number[];
  readonly cells: number[];
}

function push(h: Heap, key: number, cell: number): void {
  let i = h.keys.length;
  h.keys.push(key);
  h.cells.push(cell);
  while (i > 0) {
    const up = (i - 1) >> 1;
    if ((h.keys[up] ?? 0) <= key) break;
    h.keys[i] = h.keys[up] ?? 0;
    h.cells[i] = h.cells[up] ?? 0;
    i = up;
  }
  h.keys[i] = key;
  h.cells[i] = cell;
}

function pop(h: Heap): number {
  const top = h.cells[0] ?? 0;
  const key = h.keys.pop() ?? 0;
  const cell = h.cells.pop() ?? 0;
  const count = h.keys.length;
  if (count === 0) return top;
  let i = 0;
  for (;;) {
    let down = 2 * i + 1;
    if (down >= count) break;
    if (down + 1 < count && (h.keys[down + 1] ?? 0) < (h.keys[down] ?? 0)) down += 1;
    if ((h.keys[down] ?? 0) >= key) break;
    h.keys[i] = h.keys[down] ?? 0;
    h.cells[i] = h.cells[down] ?? 0;
    i = down;
  }
  h.keys[i] = key;
  h.cells[i] = cell;
  return top;
}

/** Cost of the cheapest way between two cells; Infinity where there is none. */
export function rawSearch(map: CostMap, start: number, goal: number): number {
  const w = map.widthCells;
  const g = new Float64Array(map.cost.length).fill(Infinity);
  const closed = new Uint8Array(map.cost.length);
  const open: Heap = { keys: [], cells: [] };
  const goalX = goal % w;
  const goalY = Math.floor(goal / w);
  const estimate = (cell: number): number => {
    const dx = Math.abs(cell % w - goalX);
    const dy = Math.abs(Math.floor(cell / w) - goalY);
    return freeCost * (Math.max(dx, dy) + 0.4 * Math.min(dx, dy));
  };
  g[start] = 0;
  push(open, estimate(start), start);
  while (open.keys.length > 0) {
    const cell = pop(open);
    if (closed[cell] === 1) continue;
    closed[cell] = 1;
    if (cell === goal) return g[cell] ?? Infinity;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const to = cell + dy * w + dx;
        const cost = map.cost[to] ?? lethal;
        if (to === cell || cost === lethal) continue;
        const reach = (g[cell] ?? 0) + cost * (dx !== 0 && dy !== 0 ? 1.4 : 1);
        if (reach >= (g[to] ?? 0)) continue;
        g[to] = reach;
        push(open, reach + estimate(to), to);
      }
    }
  }
  return Infinity;
}
