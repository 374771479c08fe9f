/**
 * Speed limits that a site lays on its floor: a grid of percentages of top speed, as map_server
 * files in mode scale give them (white = no limit).
 *
 * @module
 */
import { cos, sin } from "core/math/mod.ts";
import type { MapPose } from "./sweep.ts";

/** A grid of speed limits, row 0 at the bottom. */
export interface SpeedGrid {
  readonly widthCells: number;
  readonly heightCells: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  /** Percentage of top speed allowed in a cell, 1..100. */
  readonly percent: Uint8Array;
}

/** Percentage below which no cell goes: a robot must be able to leave a zone. */
const leastPercent = 10;

/** Limits out of a map in mode scale: cell 0 is no limit, cell 70 leaves 30 % of top speed. */
export function createSpeedGrid(map: {
  readonly widthCells: number;
  readonly heightCells: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  readonly cells: Uint8Array;
}): SpeedGrid {
  const percent = new Uint8Array(map.cells.length);
  for (let i = 0; i < percent.length; i++) {
    const cell = map.cells[i] ?? 0;
    percent[i] = cell <= 100 ? Math.max(leastPercent, 100 - cell) : 100;
  }
  return {
    widthCells: map.widthCells,
    heightCells: map.heightCells,
    resolutionM: map.resolutionM,
    originXM: map.originXM,
    originYM: map.originYM,
    percent,
  };
}

function percentAt(g: SpeedGrid, x: number, y: number): number {
  const column = Math.floor((x - g.originXM) / g.resolutionM);
  const row = Math.floor((y - g.originYM) / g.resolutionM);
  if (column < 0 || row < 0 || column >= g.widthCells || row >= g.heightCells) return 100;
  return g.percent[row * g.widthCells + column] ?? 100;
}

/** Points that are looked at ahead of the robot. */
const looks = 4;

/** The limit is reached this far before the edge: error of the pose, m, and lag of the drive, s. */
const edgeM = 0.05;
const edgeS = 0.15;

/**
 * Least percentage at a point, to both sides of it and behind it, `dx`, `dy` being the way of the
 * motion: a robot that drives along an edge, or leaves a zone, is there by truth for longer than by
 * its estimate.
 */
function percentAbout(g: SpeedGrid, x: number, y: number, dx: number, dy: number): number {
  let least = percentAt(g, x, y);
  least = Math.min(least, percentAt(g, x - dy * edgeM, y + dx * edgeM));
  least = Math.min(least, percentAt(g, x + dy * edgeM, y - dx * edgeM));
  return Math.min(least, percentAt(g, x - dx * edgeM, y - dy * edgeM));
}

/**
 * Highest speed allowed at a pose, m/s: the limit where the robot is, and ahead (`direction` 1
 * forward, -1 backward) the speed from which `decelMps2` brings it down to the limit in time.
 */
export function maskedSpeed(
  g: SpeedGrid,
  pose: MapPose,
  direction: number,
  topMps: number,
  decelMps2: number,
): number {
  const padM = edgeM + topMps * edgeS;
  const reachM = topMps * topMps / (2 * decelMps2) + g.resolutionM + padM;
  const dx = cos(pose.yawRad) * direction;
  const dy = sin(pose.yawRad) * direction;
  let allowed = topMps * percentAbout(g, pose.xM, pose.yM, dx, dy) * 0.01;
  for (let i = 1; i <= looks; i++) {
    const way = reachM * i / looks;
    const there = topMps * percentAt(g, pose.xM + dx * way, pose.yM + dy * way) * 0.01;
    // The look before this one was the last known to be free: brake from there.
    const room = Math.max(0, reachM * (i - 1) / looks - padM);
    const from = Math.sqrt(there * there + 2 * decelMps2 * room);
    if (from < allowed) allowed = from;
  }
  return allowed;
}
