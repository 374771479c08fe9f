/**
 * The shortest ways of a round robot on a grid by Dijkstra, written apart from the planner: what
 * a planned and driven way is held against.
 *
 * @module
 */
import type { OccupancyGrid } from "core/world/map/mod.ts";

/** Cells a robot's centre may be in, row 0 at the bottom. */
export interface FreeCells {
  readonly width: number;
  readonly height: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  readonly free: Uint8Array;
}

/** Cells with no occupied, unknown or forbidden cell within `radiusM` of their centre. */
export function freeCells(
  map: OccupancyGrid,
  keepout: OccupancyGrid | null,
  radiusM: number,
): FreeCells {
  const { widthCells: width, heightCells: height, resolutionM } = map;
  const free = new Uint8Array(width * height).fill(1);
  const reach = Math.ceil(radiusM / resolutionM);
  const offsets: [number, number][] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      if (Math.hypot(dx, dy) * resolutionM <= radiusM) offsets.push([dx, dy]);
    }
  }
  for (let i = 0; i < width * height; i++) {
    const wall = (map.cells[i] ?? 255) !== 0;
    const forbidden = keepout !== null && (keepout.cells[i] ?? 0) === 100;
    if (!wall && !forbidden) continue;
    const x = i % width;
    const y = Math.floor(i / width);
    for (const [dx, dy] of offsets) {
      const column = x + dx;
      const row = y + dy;
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      free[row * width + column] = 0;
    }
  }
  return { width, height, resolutionM, originXM: map.originXM, originYM: map.originYM, free };
}

/** The cell that holds a point. */
export function cellAt(g: FreeCells, xM: number, yM: number): number {
  const column = Math.floor((xM - g.originXM) / g.resolutionM);
  const row = Math.floor((yM - g.originYM) / g.resolutionM);
  return row * g.width + column;
}

/** The middle of a cell, m. */
export function middleOf(g: FreeCells, cell: number): [number, number] {
  const column = cell % g.width;
  const row = Math.floor(cell / g.width);
  return [
    g.originXM + (column + 0.5) * g.resolutionM,
    g.originYM + (row + 0.5) * g.resolutionM,
  ];
}

/** Cells sorted into buckets of a tenth of a cell's width: all that Dijkstra needs of a queue. */
class Buckets {
  readonly #lists: number[][] = [];
  #lowest = 0;
  count = 0;
  add(key: number, cell: number): void {
    (this.#lists[key] ??= []).push(cell);
    this.count += 1;
    if (key < this.#lowest) this.#lowest = key;
  }
  take(): number {
    for (;;) {
      const cell = this.#lists[this.#lowest]?.pop();
      if (cell === undefined) {
        this.#lowest += 1;
        continue;
      }
      this.count -= 1;
      return cell;
    }
  }
}

/** The cells of a shortest way, from where `wayM` counts from to a cell; empty where none leads. */
export function cellsOfWay(g: FreeCells, wayM: Float64Array, to: number): number[] {
  if ((wayM[to] ?? Infinity) === Infinity) return [];
  const cells = [to];
  for (let cell = to; (wayM[cell] ?? 0) > 0;) {
    let best = cell;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const next = cell + dy * g.width + dx;
        if ((wayM[next] ?? Infinity) < (wayM[best] ?? Infinity)) best = next;
      }
    }
    cells.push(best);
    cell = best;
  }
  return cells.reverse();
}

const diagonal = Math.SQRT2;

/** Length of the shortest way over eight neighbours from a cell to every other, m. */
export function shortestWays(g: FreeCells, from: number): Float64Array {
  const wayM = new Float64Array(g.free.length).fill(Infinity);
  if (g.free[from] !== 1) return wayM;
  const done = new Uint8Array(g.free.length);
  const queue = new Buckets();
  wayM[from] = 0;
  queue.add(0, from);
  while (queue.count > 0) {
    const cell = queue.take();
    if (done[cell] === 1) continue;
    done[cell] = 1;
    const x = cell % g.width;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const next = cell + dy * g.width + dx;
        if (x + dx < 0 || x + dx >= g.width || g.free[next] !== 1 || done[next] === 1) continue;
        const step = (dx !== 0 && dy !== 0 ? diagonal : 1) * g.resolutionM;
        const way = (wayM[cell] ?? Infinity) + step;
        if (way >= (wayM[next] ?? Infinity)) continue;
        wayM[next] = way;
        queue.add(Math.round(way / g.resolutionM * 10), next);
      }
    }
  }
  return wayM;
}
