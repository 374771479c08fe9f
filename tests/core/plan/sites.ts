/** Small sites for the tests of planning. @module */
import { clearancesOf, type CostMap, createCostMap } from "core/plan/mod.ts";
import { createFootprint } from "core/world/mod.ts";
import type { OccupancyGrid } from "core/world/map/mod.ts";

/** A grid drawn in text, top row first: `#` wall, `?` unknown, anything else free. */
export function drawnGrid(rows: readonly string[], resolutionM = 0.1): OccupancyGrid {
  const widthCells = rows[0]?.length ?? 0;
  const heightCells = rows.length;
  const cells = new Uint8Array(widthCells * heightCells);
  for (const [index, row] of rows.entries()) {
    for (let x = 0; x < widthCells; x++) {
      const mark = row[x];
      cells[(heightCells - 1 - index) * widthCells + x] = mark === "#"
        ? 100
        : mark === "?"
        ? 255
        : 0;
    }
  }
  return { widthCells, heightCells, resolutionM, originXM: 0, originYM: 0, cells };
}

/** A square outline of half width `half`, m. */
export function squareFootprint(half: number) {
  return createFootprint(Float64Array.from([half, -half, half, half, -half, half, -half, -half]));
}

/** The cost map of a grid for a square robot of 0.1 m. */
export function costsOf(
  grid: OccupancyGrid,
  masks: { keepout?: OccupancyGrid; speed?: OccupancyGrid } = {},
): CostMap {
  return createCostMap(
    grid,
    { keepout: masks.keepout ?? null, speed: masks.speed ?? null },
    clearancesOf(squareFootprint(0.05), { marginM: 0, inflationM: 0.3, keepoutMarginM: 0.05 }),
  );
}

/** An empty hall with walls around it. */
export function hall(width: number, height: number): string[] {
  const rows = [];
  for (let y = 0; y < height; y++) {
    const border = y === 0 || y === height - 1;
    rows.push(border ? "#".repeat(width) : `#${" ".repeat(width - 2)}#`);
  }
  return rows;
}
