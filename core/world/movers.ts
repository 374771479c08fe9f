/**
 * People and other moving things, by what two scans say: a thing that stands where a scan of half
 * a second ago looked through must have moved there. Needs no map and no model of a person; a
 * thing that never moved is an obstacle like any other.
 *
 * The reference is kept in the frame of odometry, so that the robot's own motion is no motion of
 * the world; what comes into view from behind an edge was hidden before and counts for nothing.
 *
 * @module
 */
import { at32, at64 } from "core/fault.ts";
import { atan2, cos, sin, wrapAngle } from "core/math/mod.ts";
import { inputLimits } from "core/messages/mod.ts";
import type { ScanGeometry, ScanState } from "./scan_memory.ts";
import { type Footprint, outsideM } from "./sweep.ts";

/** A scan that others are held against. */
interface Reference {
  readonly rangesM: Float32Array;
  /** How far it saw through about each beam, m; 0 = not at all. Of the reference only. */
  readonly throughM: Float32Array;
  known: number;
  ns: number;
  xM: number;
  yM: number;
  yawRad: number;
}

/** What is remembered of moving things. */
export interface MoverState {
  readonly reference: Reference;
  /** Becomes the reference once it is old enough. */
  readonly next: Reference;
  scanNs: number;
  /** Where the nearest moving thing was seen last, frame of the pose, and when. */
  xM: number;
  yM: number;
  seenNs: number;
}

/** How moving things are told. */
export interface MoverParams {
  /** Looked for within this, m. */
  readonly rangeM: number;
  /** Beams side by side that make a thing. */
  readonly minPoints: number;
}

/** A pose in the frame of odometry. */
interface Pose {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** A reference lives so long before the next takes its place, ns: it is 0.4 to 0.8 s old. */
const referenceNs = 400_000_000;
/** A thing this far inside what was free has moved there, m, and as a share of its distance. */
const insideM = 0.15;
const insideShare = 0.03;
/** Beams to each side of a direction that must have seen through as well. */
const besideBeams = 2;
/** A whole turn, rad. */
const turn = 6.283185307179586;

function createReference(): Reference {
  return {
    rangesM: new Float32Array(inputLimits.beams),
    throughM: new Float32Array(inputLimits.beams),
    known: 0,
    ns: 0,
    xM: 0,
    yM: 0,
    yawRad: 0,
  };
}

/** Nothing seen yet. */
export function createMovers(): MoverState {
  return {
    reference: createReference(),
    next: createReference(),
    scanNs: -Infinity,
    xM: 0,
    yM: 0,
    seenNs: -Infinity,
  };
}

function keep(into: Reference, scan: ScanState, count: number): void {
  for (let i = 0; i < count; i++) into.rangesM[i] = at32(scan.rangesM, i);
  into.known = 1;
  into.ns = scan.measuredNs;
  into.xM = scan.poseXM;
  into.yM = scan.poseYM;
  into.yawRad = scan.poseYawRad;
}

function moveOn(m: MoverState, scan: ScanState, g: ScanGeometry): void {
  const { reference, next } = m;
  if (next.known === 1 && scan.measuredNs - next.ns < referenceNs) return;
  for (let i = 0; i < g.beams; i++) reference.rangesM[i] = at32(next.rangesM, i);
  lookThrough(reference, g);
  reference.known = next.known;
  reference.ns = next.ns;
  reference.xM = next.xM;
  reference.yM = next.yM;
  reference.yawRad = next.yawRad;
  keep(next, scan, g.beams);
}

/** How far the reference looked about a direction (rad from its beam 0), m; 0 where it did not. */
function lookedThroughM(r: Reference, g: ScanGeometry, angleRad: number): number {
  let a = angleRad;
  if (a < 0) a += turn;
  if (a >= turn) a -= turn;
  const middle = Math.round(a / g.stepRad);
  if (middle < g.beams) return at32(r.throughM, middle);
  return isWhole(g) ? at32(r.throughM, 0) : 0;
}

/** True for a lidar whose beams close the circle. */
function isWhole(g: ScanGeometry): boolean {
  return g.stepRad * g.beams > turn - 1.5 * g.stepRad;
}

/** Works out how far a reference saw through about each beam: the least of it and its neighbours. */
function lookThrough(r: Reference, g: ScanGeometry): void {
  const whole = isWhole(g);
  for (let i = 0; i < g.beams; i++) {
    let least = Infinity;
    for (let k = i - besideBeams; k <= i + besideBeams; k++) {
      const j = k < 0 ? k + g.beams : k >= g.beams ? k - g.beams : k;
      // Beside the first and the last beam of a lidar that does not close nothing was seen.
      const range = j === k || whole ? at32(r.rangesM, j) : NaN;
      if (!(range >= least)) least = range === range ? range : 0;
    }
    r.throughM[i] = least;
  }
}

/** Rotation and shift from the frame of one scan into that of the reference; rewritten by each scan. */
const view = { c: 1, s: 0, xM: 0, yM: 0, firstRad: 0 };

function aim(r: Reference, scan: ScanState, g: ScanGeometry): void {
  const c = cos(r.yawRad);
  const s = sin(r.yawRad);
  const dx = scan.poseXM - r.xM;
  const dy = scan.poseYM - r.yM;
  const yaw = wrapAngle(scan.poseYawRad - r.yawRad);
  view.c = cos(yaw);
  view.s = sin(yaw);
  view.xM = c * dx + s * dy - g.mountXM;
  view.yM = c * dy - s * dx - g.mountYM;
  view.firstRad = atan2(at64(g.sines, 0), at64(g.cosines, 0));
}

/** True for a point (frame of its scan) that stands where the reference looked through. */
function isNew(r: Reference, g: ScanGeometry, x: number, y: number): boolean {
  const rx = view.xM + view.c * x - view.s * y;
  const ry = view.yM + view.s * x + view.c * y;
  const away = Math.sqrt(rx * rx + ry * ry);
  const through = lookedThroughM(r, g, atan2(ry, rx) - view.firstRad);
  return through > away + insideM + insideShare * away;
}

/**
 * Looks at a scan that was just taken (`scan` with its pose) for things that have moved. Call it
 * once a scan; older scans change nothing.
 */
export function watchMovers(
  m: MoverState,
  scan: ScanState,
  g: ScanGeometry,
  f: Footprint,
  p: MoverParams,
): void {
  if (!(scan.measuredNs > m.scanNs) || !(g.stepRad > 0)) return;
  m.scanNs = scan.measuredNs;
  let nearest = Infinity;
  let bestX = 0;
  let bestY = 0;
  if (m.reference.known === 1) {
    aim(m.reference, scan, g);
    let run = 0;
    let runM = Infinity;
    let runX = 0;
    let runY = 0;
    for (let i = 0; i < g.beams; i++) {
      const range = at32(scan.rangesM, i);
      const x = g.mountXM + range * at64(g.cosines, i);
      const y = g.mountYM + range * at64(g.sines, i);
      if (!(range >= g.minM && range <= p.rangeM) || !isNew(m.reference, g, x, y)) {
        run = 0;
        runM = Infinity;
        continue;
      }
      run += 1;
      const away = outsideM(f, x, y);
      if (away < runM) {
        runM = away;
        runX = x;
        runY = y;
      }
      if (run < p.minPoints || runM >= nearest) continue;
      nearest = runM;
      bestX = runX;
      bestY = runY;
    }
  }
  if (nearest < Infinity) {
    const c = cos(scan.poseYawRad);
    const s = sin(scan.poseYawRad);
    m.xM = scan.poseXM + c * bestX - s * bestY;
    m.yM = scan.poseYM + s * bestX + c * bestY;
    m.seenNs = scan.measuredNs;
  }
  moveOn(m, scan, g);
}

/** Distance of the last moving thing to the outline at a pose, m; Infinity where none is. */
export function moverM(
  m: MoverState,
  f: Footprint,
  pose: Pose,
  nowNs: number,
  holdNs: number,
): number {
  if (nowNs - m.seenNs > holdNs) return Infinity;
  const c = cos(pose.yawRad);
  const s = sin(pose.yawRad);
  const dx = m.xM - pose.xM;
  const dy = m.yM - pose.yM;
  return Math.max(0, outsideM(f, c * dx + s * dy, c * dy - s * dx));
}

function carryReference(r: Reference, turnRad: number, from: Pose, to: Pose): void {
  const c = cos(turnRad);
  const s = sin(turnRad);
  const dx = r.xM - from.xM;
  const dy = r.yM - from.yM;
  r.xM = to.xM + c * dx - s * dy;
  r.yM = to.yM + s * dx + c * dy;
  r.yawRad = wrapAngle(r.yawRad + turnRad);
}

/** The pose was corrected: what was seen stays where it is about the robot. */
export function carryMovers(m: MoverState, from: Pose, to: Pose): void {
  if (from.xM === to.xM && from.yM === to.yM && from.yawRad === to.yawRad) return;
  const turnRad = wrapAngle(to.yawRad - from.yawRad);
  carryReference(m.reference, turnRad, from, to);
  carryReference(m.next, turnRad, from, to);
  const c = cos(turnRad);
  const s = sin(turnRad);
  const dx = m.xM - from.xM;
  const dy = m.yM - from.yM;
  m.xM = to.xM + c * dx - s * dy;
  m.yM = to.yM + s * dx + c * dy;
}
