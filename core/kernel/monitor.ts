/**
 * The collision monitor: caps speed by what the last scan shows in the way, whoever commands and
 * whatever map and planner believe. Three nets, outermost first: approach (keep a least time to
 * collision along the arc that is driven), slow (things in the lane ahead), stop (things right
 * ahead). It looks once a scan; between scans its caps stand, and the room check of each tick
 * (room.ts) is the net below it.
 *
 * @module
 */
import { collectNear, freeShare, outsideM, planarLength, type ScanState } from "core/world/mod.ts";
import { placeInScan } from "./room.ts";
import type { Kernel } from "./state.ts";

/** What the monitor remembers from scan to scan. */
export interface MonitorState {
  /** Measurement time of the scan it looked at. */
  scanNs: number;
  /** Distance of the nearest point to the outline, m; Infinity where nothing is near. */
  nearestM: number;
  /** Highest speed forward, backward, to the left and to the right, m/s. */
  forwardMps: number;
  reverseMps: number;
  leftMps: number;
  rightMps: number;
}

/** Parameters of the monitor (config `kernel.monitor`). */
export interface MonitorParams {
  readonly enabled: number;
  readonly stopM: number;
  readonly slowM: number;
  readonly slowShare: number;
  readonly approachS: number;
  readonly minPoints: number;
  /** Outline as a box about base_link: front, back and half width, m. */
  readonly frontM: number;
  readonly backM: number;
  readonly halfWidthM: number;
}

/** A monitor that has seen no scan: it caps nothing. */
export function createMonitor(): MonitorState {
  return {
    scanNs: -Infinity,
    nearestM: Infinity,
    forwardMps: Infinity,
    reverseMps: Infinity,
    leftMps: Infinity,
    rightMps: Infinity,
  };
}

/** Points beyond this are not looked at for nearness, m. */
const nearRangeM = 1.5;
/** The lane is this much wider than the robot on each side, m. */
const laneSideM = 0.02;
/** Speed at which the arc is looked along where the robot stands, m/s. */
const standingLookMps = 0.1;
/** The approach never caps below this: the last centimetres belong to the room check, m/s. */
const creepMps = 0.04;

/** What the lane ahead and behind holds; one record, rewritten at each scan. */
const lane = { nearestM: 0, stopAhead: 0, slowAhead: 0, stopBehind: 0, slowBehind: 0 };
/** The same beside the robot. */
const sides = { stopLeft: 0, slowLeft: 0, stopRight: 0, slowRight: 0 };

/** Counts a point beside the outline. */
function lookBeside(m: MonitorParams, x: number, y: number): void {
  if (x > m.frontM + laneSideM || x < m.backM - laneSideM) return;
  const away = Math.abs(y) - m.halfWidthM;
  if (away >= m.slowM) return;
  const stops = away < m.stopM ? 1 : 0;
  if (y > 0) {
    sides.slowLeft += 1;
    sides.stopLeft += stops;
  } else {
    sides.slowRight += 1;
    sides.stopRight += stops;
  }
}

function lookAround(kernel: Kernel, scan: ScanState): void {
  const p = kernel.params;
  const m = p.monitor;
  lane.nearestM = Infinity;
  lane.stopAhead = 0;
  lane.slowAhead = 0;
  lane.stopBehind = 0;
  lane.slowBehind = 0;
  sides.stopLeft = 0;
  sides.slowLeft = 0;
  sides.stopRight = 0;
  sides.slowRight = 0;
  const sideways = kernel.state.tuning.maxLateralMps > 0;
  const half = m.halfWidthM + laneSideM;
  for (let i = 0; i < scan.points; i++) {
    const x = scan.xM[i] ?? 0;
    const y = scan.yM[i] ?? 0;
    if (x * x + y * y > nearRangeM * nearRangeM) continue;
    const out = outsideM(p.footprint, x, y);
    if (out < lane.nearestM) lane.nearestM = out;
    if (sideways) lookBeside(m, x, y);
    if (y > half || y < -half) continue;
    const ahead = x - m.frontM;
    const behind = m.backM - x;
    if (x > 0 && ahead < m.slowM) {
      lane.slowAhead += 1;
      if (ahead < m.stopM) lane.stopAhead += 1;
    } else if (x < 0 && behind < m.slowM) {
      lane.slowBehind += 1;
      if (behind < m.stopM) lane.stopBehind += 1;
    }
  }
}

/**
 * Cap that keeps the time to collision along the present arc, on the speed over the floor;
 * Infinity where nothing is met.
 */
function approachCap(kernel: Kernel): number {
  const { params: p, state: s, work } = kernel;
  const { approachS, stopM, minPoints } = p.monitor;
  if (approachS <= 0) return Infinity;
  const backward = s.linearMps < 0;
  const top = backward ? s.tuning.maxReverseMps : s.tuning.maxLinearMps;
  const moving = planarLength(s.linearMps, s.lateralMps);
  const speed = Math.max(moving, standingLookMps);
  const lookM = top * approachS;
  const sideM = s.lateralMps === 0 ? 0 : lookM * s.lateralMps / moving;
  const wayM = s.lateralMps === 0 ? lookM * (backward ? -1 : 1) : lookM * s.linearMps / moving;
  const turnRad = moving === 0 ? 0 : s.angularRadps / speed * lookM;
  // Beyond a quarter turn the arc leaves what it was made for.
  if (Math.abs(turnRad) > 1.5) return Infinity;
  const reach = lookM + p.footprint.circumradiusM + stopM;
  collectNear(work.near, s.scan, p.footprint, placeInScan(kernel), reach, stopM);
  const { near, nearPose } = work;
  const f = p.footprint;
  const free = freeShare(near, f, wayM, sideM, turnRad, stopM, minPoints, null, nearPose);
  return free >= 1 ? Infinity : Math.max(creepMps, lookM * free / approachS);
}

/** Looks at a new scan, if one arrived. Uses `work.near`: call it before `collectRoom`. */
export function monitorScan(kernel: Kernel): void {
  const { params: p, state: s } = kernel;
  const { monitor, scan, tuning } = s;
  if (p.scan === null || scan.measuredNs === monitor.scanNs) return;
  monitor.scanNs = scan.measuredNs;
  lookAround(kernel, scan);
  monitor.nearestM = lane.nearestM;
  monitor.forwardMps = Infinity;
  monitor.reverseMps = Infinity;
  monitor.leftMps = Infinity;
  monitor.rightMps = Infinity;
  if (p.monitor.enabled === 0) return;
  const { minPoints, slowShare } = p.monitor;
  if (lane.slowAhead >= minPoints) monitor.forwardMps = tuning.maxLinearMps * slowShare;
  if (lane.slowBehind >= minPoints) monitor.reverseMps = tuning.maxReverseMps * slowShare;
  const cap = approachCap(kernel);
  if (s.linearMps < 0) monitor.reverseMps = Math.min(monitor.reverseMps, cap);
  else monitor.forwardMps = Math.min(monitor.forwardMps, cap);
  if (lane.stopAhead >= minPoints) monitor.forwardMps = 0;
  if (lane.stopBehind >= minPoints) monitor.reverseMps = 0;
  if (tuning.maxLateralMps === 0) return;
  if (sides.slowLeft >= minPoints) monitor.leftMps = tuning.maxLateralMps * slowShare;
  if (sides.slowRight >= minPoints) monitor.rightMps = tuning.maxLateralMps * slowShare;
  if (s.lateralMps > 0) monitor.leftMps = Math.min(monitor.leftMps, cap);
  if (s.lateralMps < 0) monitor.rightMps = Math.min(monitor.rightMps, cap);
  if (sides.stopLeft >= minPoints) monitor.leftMps = 0;
  if (sides.stopRight >= minPoints) monitor.rightMps = 0;
}
