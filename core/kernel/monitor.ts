/**
 * The collision monitor: caps speed by what the last scan shows in the way, whoever commands and
 * whatever map and planner believe. Three nets, outermost first: approach (keep a least time to
 * collision along the arc that is driven), slow (things in the lane ahead), stop (things right
 * ahead). It looks once a scan; between scans its caps stand, and the room check of each tick
 * (room.ts) is the net below it.
 *
 * @module
 */
import { collectNear, freeShare, outsideM, type ScanState } from "core/world/mod.ts";
import { placeInScan } from "./room.ts";
import type { Kernel } from "./state.ts";

/** What the monitor remembers from scan to scan. */
export interface MonitorState {
  /** Measurement time of the scan it looked at. */
  scanNs: number;
  /** Distance of the nearest point to the outline, m; Infinity where nothing is near. */
  nearestM: number;
  /** Highest speed forward and backward, m/s. */
  forwardMps: number;
  reverseMps: number;
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
  return { scanNs: -Infinity, nearestM: Infinity, forwardMps: Infinity, reverseMps: Infinity };
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

function lookAround(kernel: Kernel, scan: ScanState): void {
  const p = kernel.params;
  const m = p.monitor;
  lane.nearestM = Infinity;
  lane.stopAhead = 0;
  lane.slowAhead = 0;
  lane.stopBehind = 0;
  lane.slowBehind = 0;
  const half = m.halfWidthM + laneSideM;
  for (let i = 0; i < scan.points; i++) {
    const x = scan.xM[i] ?? 0;
    const y = scan.yM[i] ?? 0;
    if (x * x + y * y > nearRangeM * nearRangeM) continue;
    const out = outsideM(p.footprint, x, y);
    if (out < lane.nearestM) lane.nearestM = out;
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

/** Cap that keeps the time to collision along the present arc; Infinity where nothing is met. */
function approachCap(kernel: Kernel): number {
  const { params: p, state: s, work } = kernel;
  const { approachS, stopM, minPoints } = p.monitor;
  if (approachS <= 0) return Infinity;
  const backward = s.linearMps < 0;
  const top = backward ? s.tuning.maxReverseMps : s.tuning.maxLinearMps;
  const speed = Math.max(Math.abs(s.linearMps), standingLookMps);
  const wayM = top * approachS * (backward ? -1 : 1);
  const turnRad = s.linearMps === 0 ? 0 : s.angularRadps / speed * top * approachS;
  // Beyond a quarter turn the arc leaves what it was made for.
  if (Math.abs(turnRad) > 1.5) return Infinity;
  const reach = Math.abs(wayM) + p.footprint.circumradiusM + stopM;
  collectNear(work.near, s.scan, p.footprint, placeInScan(kernel), reach, stopM);
  const { near, nearPose } = work;
  const free = freeShare(near, p.footprint, wayM, turnRad, stopM, minPoints, null, nearPose);
  return free >= 1 ? Infinity : Math.max(creepMps, Math.abs(wayM) * free / approachS);
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
  if (p.monitor.enabled === 0) return;
  const { minPoints, slowShare } = p.monitor;
  if (lane.slowAhead >= minPoints) monitor.forwardMps = tuning.maxLinearMps * slowShare;
  if (lane.slowBehind >= minPoints) monitor.reverseMps = tuning.maxReverseMps * slowShare;
  const cap = approachCap(kernel);
  if (s.linearMps < 0) monitor.reverseMps = Math.min(monitor.reverseMps, cap);
  else monitor.forwardMps = Math.min(monitor.forwardMps, cap);
  if (lane.stopAhead >= minPoints) monitor.forwardMps = 0;
  if (lane.stopBehind >= minPoints) monitor.reverseMps = 0;
}
