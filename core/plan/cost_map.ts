/**
 * What each cell of a site costs to drive through, from the clearance that the robot's outline
 * has there. A cell costs 10 where nothing is near, more the nearer things are, and `lethal`
 * where the robot would touch something, stand in keep-out, or nothing is known.
 *
 * The outline counts twice: below its inner radius plus margin the robot touches in any heading;
 * up to its outer radius it fits only along its way, which is allowed at a high price.
 *
 * @module
 */
import { at } from "core/fault.ts";
import type { Footprint } from "core/world/mod.ts";
import { distanceField, isOccupied, type OccupancyGrid } from "core/world/map/mod.ts";

/** Cost of a cell with nothing near. */
export const freeCost = 10;
/** Cost of a cell where the robot fits only along its way. */
export const tightCost = 80;
/** Cost of a cell that must not be entered. */
export const lethal = 255;
/**
 * Cost beside the outer radius; it falls to `freeCost` over the inflation. At 26 ways between the
 * pillars of tb3_sandbox were up to 1.3 of the shortest, at 17 up to 1.13.
 */
const nearCost = 16;

/** How wide the robot is and how much it keeps away. */
export interface Clearances {
  /** Largest circle about base_link inside the outline, m. */
  readonly innerM: number;
  /** Smallest circle about base_link around the outline, m. */
  readonly outerM: number;
  /** Kept clear in any case, m: the kernel stops the robot there. */
  readonly marginM: number;
  /** Over this way beyond the outer radius cost falls to nothing, m. */
  readonly inflationM: number;
  /** Kept clear of keep-out areas beside the outer radius, m. */
  readonly keepoutMarginM: number;
}

/** A grid of costs. Row 0 at the bottom; the outermost ring of cells is lethal. */
export interface CostMap {
  readonly widthCells: number;
  readonly heightCells: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  readonly clearances: Clearances;
  /** Cost from map and masks alone. */
  readonly base: Uint8Array;
  /** Base plus the obstacles of the moment: what a search reads. */
  readonly cost: Uint8Array;
  /** Metres to the nearest occupied cell of the map. */
  readonly wallM: Float32Array;
}

/** Clearances of an outline. */
export function clearancesOf(
  footprint: Footprint,
  more: {
    readonly marginM: number;
    readonly inflationM: number;
    readonly keepoutMarginM: number;
  },
): Clearances {
  let innerM = Infinity;
  for (let i = 0; i < footprint.offsetM.length; i++) {
    innerM = Math.min(innerM, at(footprint.offsetM, i));
  }
  return { innerM, outerM: footprint.circumradiusM, ...more };
}

/** Cost of a cell whose nearest occupied cell begins `clearM` away. */
export function costAt(clearM: number, c: Clearances): number {
  const touch = c.innerM + c.marginM;
  if (clearM < touch) return lethal;
  const outer = c.outerM + c.marginM;
  if (clearM < outer) {
    const share = (outer - clearM) / Math.max(1e-6, outer - touch);
    return Math.round(nearCost + (tightCost - nearCost) * share);
  }
  const over = clearM - outer;
  if (over >= c.inflationM) return freeCost;
  const share = 1 - over / c.inflationM;
  return Math.round(freeCost + (nearCost - freeCost) * share * share);
}

/** Cost beside a keep-out cell: the whole outline must stay out, whatever its heading. */
function keepoutCost(clearM: number, c: Clearances): number {
  const least = c.outerM + c.keepoutMarginM;
  if (clearM < least) return lethal;
  const share = 1 - (clearM - least) / Math.max(1e-6, c.keepoutMarginM);
  return share > 0 ? Math.round(freeCost + (nearCost - freeCost) * share) : freeCost;
}

/** Weight of a slow zone: a way through it counts up to this much longer than it is. */
const slowWeight = 0.15;

interface Masks {
  /** Keep-out mask: occupied cells must not be entered. */
  readonly keepout: OccupancyGrid | null;
  /** Speed mask: 100 - cell is the percentage of top speed; 0 means no limit. */
  readonly speed: OccupancyGrid | null;
}

/** The mask's cell under the middle of a map cell; -1 off the mask. */
function maskIndex(map: OccupancyGrid, mask: OccupancyGrid, column: number, row: number): number {
  const x = map.originXM + (column + 0.5) * map.resolutionM;
  const y = map.originYM + (row + 0.5) * map.resolutionM;
  const c = Math.floor((x - mask.originXM) / mask.resolutionM);
  const r = Math.floor((y - mask.originYM) / mask.resolutionM);
  const inside = c >= 0 && r >= 0 && c < mask.widthCells && r < mask.heightCells;
  return inside ? r * mask.widthCells + c : -1;
}

function applyMasks(map: OccupancyGrid, masks: Masks, base: Uint8Array, c: Clearances): void {
  const { keepout, speed } = masks;
  if (keepout === null && speed === null) return;
  const away = keepout === null ? null : distanceField(keepout, isOccupied);
  for (let row = 0; row < map.heightCells; row++) {
    for (let column = 0; column < map.widthCells; column++) {
      const i = row * map.widthCells + column;
      let cost = base[i] ?? lethal;
      if (cost === lethal) continue;
      if (keepout !== null && away !== null) {
        const j = maskIndex(map, keepout, column, row);
        const clear = j < 0 ? Infinity : (away[j] ?? Infinity) - keepout.resolutionM;
        cost = Math.max(cost, keepoutCost(clear, c));
      }
      if (speed !== null && cost !== lethal) {
        const j = maskIndex(map, speed, column, row);
        const slow = j < 0 ? 0 : speed.cells[j] ?? 0;
        if (slow > 0 && slow <= 100) cost = Math.round(cost * (1 + slowWeight * slow / 100));
      }
      base[i] = cost < lethal ? Math.min(cost, lethal - 1) : lethal;
    }
  }
}

function closeRing(base: Uint8Array, w: number, h: number): void {
  for (let x = 0; x < w; x++) {
    base[x] = lethal;
    base[(h - 1) * w + x] = lethal;
  }
  for (let y = 0; y < h; y++) {
    base[y * w] = lethal;
    base[y * w + w - 1] = lethal;
  }
}

/** Builds the cost map of a site. Cells of which nothing is known are lethal. */
export function createCostMap(map: OccupancyGrid, masks: Masks, clearances: Clearances): CostMap {
  const wallM = distanceField(map, isOccupied);
  const base = new Uint8Array(map.cells.length);
  const half = map.resolutionM * 0.5;
  for (let i = 0; i < base.length; i++) {
    const known = (map.cells[i] ?? 255) <= 100;
    base[i] = known ? costAt((wallM[i] ?? 0) - half, clearances) : lethal;
  }
  applyMasks(map, masks, base, clearances);
  closeRing(base, map.widthCells, map.heightCells);
  return {
    widthCells: map.widthCells,
    heightCells: map.heightCells,
    resolutionM: map.resolutionM,
    originXM: map.originXM,
    originYM: map.originYM,
    clearances,
    base,
    cost: base.slice(),
    wallM,
  };
}

/** The cell under a point; -1 off the map. */
export function cellAt(m: CostMap, xM: number, yM: number): number {
  const column = Math.floor((xM - m.originXM) / m.resolutionM);
  const row = Math.floor((yM - m.originYM) / m.resolutionM);
  const inside = column >= 0 && row >= 0 && column < m.widthCells && row < m.heightCells;
  return inside ? row * m.widthCells + column : -1;
}

/** x of the middle of a cell, m. */
export function cellXM(m: CostMap, cell: number): number {
  return m.originXM + (cell % m.widthCells + 0.5) * m.resolutionM;
}

/** y of the middle of a cell, m. */
export function cellYM(m: CostMap, cell: number): number {
  return m.originYM + (Math.floor(cell / m.widthCells) + 0.5) * m.resolutionM;
}
