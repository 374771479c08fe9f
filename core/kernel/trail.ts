/**
 * The way back: crumbs that the robot drops as it drives, from the place where it was started or
 * docked. Loops are cut as soon as the robot crosses its own way, straight stretches are thinned
 * when the memory is full, so that the way back is short and the memory bounded. Needs no map, no
 * planner and no brain.
 *
 * @module
 */
import { at } from "core/fault.ts";
import type { Kernel } from "./state.ts";

/** Crumbs kept; at 0.2 m each 50 m before the first thinning. */
export const trailCapacity = 256;
/** A crumb is dropped after this way, m. */
const crumbM = 0.2;
/** A crumb nearer than this to an older one closes a loop, m. */
const loopM = 0.25;
/** The pose moved further than this between two ticks: it was corrected, the trail is torn, m. */
const tornM = 0.6;
/** This near to the dock the trail begins anew, m. */
const dockedM = 0.25;

/** The trail. */
export interface TrailState {
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  count: number;
  /** Length from the first crumb to the robot, m. */
  lengthM: number;
  /** Where the robot was at the last tick. */
  lastXM: number;
  lastYM: number;
  known: number;
}

/** A trail without crumbs. */
export function createTrail(): TrailState {
  return {
    xM: new Float64Array(trailCapacity),
    yM: new Float64Array(trailCapacity),
    count: 0,
    lengthM: 0,
    lastXM: 0,
    lastYM: 0,
    known: 0,
  };
}

function begin(t: TrailState, x: number, y: number): void {
  t.xM[0] = x;
  t.yM[0] = y;
  t.count = 1;
  t.lengthM = 0;
}

function distance2(t: TrailState, index: number, x: number, y: number): number {
  const dx = at(t.xM, index) - x;
  const dy = at(t.yM, index) - y;
  return dx * dx + dy * dy;
}

/** Drops every second crumb that lies on the line between its neighbours. */
function thin(t: TrailState): void {
  let kept = 1;
  for (let i = 1; i < t.count - 1; i++) {
    const ax = at(t.xM, kept - 1);
    const ay = at(t.yM, kept - 1);
    const dx = at(t.xM, i + 1) - ax;
    const dy = at(t.yM, i + 1) - ay;
    const length = Math.sqrt(dx * dx + dy * dy);
    const off = Math.abs(dx * (at(t.yM, i) - ay) - dy * (at(t.xM, i) - ax));
    // At most 4 cm off the chord, and no stretch longer than 2 m: the chord was as good as driven.
    if (length < 2 && off < 0.04 * length) continue;
    t.xM[kept] = at(t.xM, i);
    t.yM[kept] = at(t.yM, i);
    kept += 1;
  }
  t.xM[kept] = at(t.xM, t.count - 1);
  t.yM[kept] = at(t.yM, t.count - 1);
  t.count = kept + 1;
}

function measure(t: TrailState): void {
  let length = 0;
  for (let i = 1; i < t.count; i++) {
    length += Math.sqrt(distance2(t, i, at(t.xM, i - 1), at(t.yM, i - 1)));
  }
  t.lengthM = length;
}

function drop(t: TrailState, x: number, y: number): void {
  for (let i = 0; i < t.count - 3; i++) {
    if (distance2(t, i, x, y) >= loopM * loopM) continue;
    t.count = i + 1;
    break;
  }
  if (t.count >= trailCapacity) thin(t);
  // A way that cannot be thinned is longer than the memory: its far end is forgotten.
  if (t.count >= trailCapacity) {
    begin(t, x, y);
    return;
  }
  t.xM[t.count] = x;
  t.yM[t.count] = y;
  t.count += 1;
  measure(t);
}

/** Follows the robot. Call once a tick, after the pose is known. */
export function layTrail(kernel: Kernel): void {
  const { params: p, state: s } = kernel;
  const { trail: t, odometry: o } = s;
  if (o.posed === 0 || o.lost === 1) {
    t.known = 0;
    t.count = 0;
    return;
  }
  const dx = o.xM - t.lastXM;
  const dy = o.yM - t.lastYM;
  t.lastXM = o.xM;
  t.lastYM = o.yM;
  if (t.known === 0 || dx * dx + dy * dy > tornM * tornM) {
    t.known = 1;
    begin(t, o.xM, o.yM);
    return;
  }
  if (p.dock >= 0) {
    const dock = at(p.places, p.dock);
    const hx = dock.xM - o.xM;
    const hy = dock.yM - o.yM;
    if (t.count !== 1 && hx * hx + hy * hy < dockedM * dockedM) {
      return begin(t, dock.xM, dock.yM);
    }
  }
  if (distance2(t, t.count - 1, o.xM, o.yM) >= crumbM * crumbM) drop(t, o.xM, o.yM);
}

/** Way home along the trail, m; Infinity where there is none. */
export function trailLengthM(kernel: Kernel): number {
  const { trail: t, odometry: o } = kernel.state;
  if (t.count === 0) return Infinity;
  return t.lengthM + Math.sqrt(distance2(t, t.count - 1, o.xM, o.yM));
}

/** The crumb nearest to a point; -1 where none is within `reachM`. */
export function crumbNear(t: TrailState, x: number, y: number, reachM: number): number {
  let best = -1;
  let best2 = reachM * reachM;
  for (let i = 0; i < t.count; i++) {
    const away2 = distance2(t, i, x, y);
    if (away2 > best2) continue;
    best2 = away2;
    best = i;
  }
  return best;
}

/**
 * Lays the trail, last crumb first and down to crumb `until`, as the path that is followed. False
 * where there is none.
 */
export function takeTrailAsPath(kernel: Kernel, until: number): boolean {
  const s = kernel.state;
  const { trail: t, odometry: o } = s;
  if (t.count === 0) return false;
  let way = 0;
  s.pathXM[0] = o.xM;
  s.pathYM[0] = o.yM;
  s.pathM[0] = 0;
  for (let i = 1; i <= t.count - until; i++) {
    const x = at(t.xM, t.count - i);
    const y = at(t.yM, t.count - i);
    const dx = x - at(s.pathXM, i - 1);
    const dy = y - at(s.pathYM, i - 1);
    way += Math.sqrt(dx * dx + dy * dy);
    s.pathXM[i] = x;
    s.pathYM[i] = y;
    s.pathM[i] = way;
  }
  s.pathCount = t.count - until + 1;
  return true;
}
