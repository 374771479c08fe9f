/**
 * How far the robot may go: the convex footprint is swept along the arc of a twist until
 * standstill and held against the points of the last scan and against keep-out cells.
 *
 * A point nearer than the margin does not block every motion, only motion that brings it nearer
 * still: a robot that was stopped close to a wall may turn or back away (nav2 issue 3313 is what
 * happens otherwise).
 *
 * @module
 */
import { at64 } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import { keepoutClearanceM, keepoutDistanceM, type KeepoutGrid } from "./keepout.ts";

/** A convex polygon as half planes: inside where nx x + ny y <= d for every edge. */
export interface Footprint {
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  readonly normalX: Float64Array;
  readonly normalY: Float64Array;
  readonly offsetM: Float64Array;
  /** Radius of the circle about the origin that holds the polygon, m. */
  readonly circumradiusM: number;
}

/** Builds the half planes of a convex counter-clockwise polygon given as x, y pairs in m. */
export function createFootprint(polygon: Float64Array): Footprint {
  const count = polygon.length / 2;
  const xM = new Float64Array(count);
  const yM = new Float64Array(count);
  const normalX = new Float64Array(count);
  const normalY = new Float64Array(count);
  const offsetM = new Float64Array(count);
  let circumradiusM = 0;
  for (let i = 0; i < count; i++) {
    const x = at64(polygon, 2 * i);
    const y = at64(polygon, 2 * i + 1);
    const next = (i + 1) % count;
    const ex = at64(polygon, 2 * next) - x;
    const ey = at64(polygon, 2 * next + 1) - y;
    const length = Math.sqrt(ex * ex + ey * ey);
    xM[i] = x;
    yM[i] = y;
    normalX[i] = ey / length;
    normalY[i] = -ex / length;
    offsetM[i] = (ey * x - ex * y) / length;
    circumradiusM = Math.max(circumradiusM, Math.sqrt(x * x + y * y));
  }
  return { xM, yM, normalX, normalY, offsetM, circumradiusM };
}

/** Signed distance-like measure of a point: the largest half-plane excess, <= 0 inside. */
export function outsideM(f: Footprint, x: number, y: number): number {
  let worst = -Infinity;
  for (let i = 0; i < f.offsetM.length; i++) {
    const excess = at64(f.normalX, i) * x + at64(f.normalY, i) * y - at64(f.offsetM, i);
    if (excess > worst) worst = excess;
  }
  return worst;
}

/** Scratch of the sweep: near points in the robot's present frame. */
export interface SweepScratch {
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  /** Margin that holds for the point, m. */
  readonly marginM: Float64Array;
  count: number;
}

/** Scratch for `points` near points. */
export function createSweepScratch(points: number): SweepScratch {
  return {
    xM: new Float64Array(points),
    yM: new Float64Array(points),
    marginM: new Float64Array(points),
    count: 0,
  };
}

/** Kept clear of keep-out beside the margin: what a fix may move the pose by, m. */
const keepoutPadM = 0.05;
/** How much nearer a point that is inside the margin may come before it blocks, m. */
const approachM = 0.002;

/** Points about the robot, and where it was when they were seen. */
export interface SeenPoints {
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  readonly points: number;
}

/**
 * Collects the scan points within `reachM` of the robot, in its present frame.
 * `relX`, `relY`, `relYawRad`: the robot's pose in the frame of the scan.
 */
export function collectNear(
  scratch: SweepScratch,
  scan: SeenPoints,
  footprint: Footprint,
  rel: { readonly xM: number; readonly yM: number; readonly yawRad: number },
  reachM: number,
  marginM: number,
): void {
  scratch.count = 0;
  addNear(scratch, scan, footprint, rel, reachM, marginM);
}

/** Adds the points of another sensor to those collected; arguments as for `collectNear`. */
export function addNear(
  scratch: SweepScratch,
  scan: SeenPoints,
  footprint: Footprint,
  rel: { readonly xM: number; readonly yM: number; readonly yawRad: number },
  reachM: number,
  marginM: number,
): void {
  const c = cos(rel.yawRad);
  const s = sin(rel.yawRad);
  const reach2 = reachM * reachM;
  const relX = rel.xM;
  const relY = rel.yM;
  const xs = scan.xM;
  const ys = scan.yM;
  let count = scratch.count;
  for (let i = 0; i < scan.points; i++) {
    const dx = (xs[i] ?? 0) - relX;
    const dy = (ys[i] ?? 0) - relY;
    if (dx * dx + dy * dy > reach2) continue;
    const x = c * dx + s * dy;
    const y = c * dy - s * dx;
    scratch.xM[count] = x;
    scratch.yM[count] = y;
    scratch.marginM[count] = Math.min(marginM, outsideM(footprint, x, y) - approachM);
    count += 1;
  }
  scratch.count = count;
}

/** Least samples along the way to standstill; the step stays below 3 cm up to 0.5 m of way. */
const leastSamples = 16;
/** Most samples: bounded work, whatever the speed. */
const mostSamples = 256;
/** Largest step as a share of the outline's inner radius, and largest turn, rad, of one sample. */
const stepShare = 0.5;
const stepRad = 0.2;

/** Samples of a way: a fast robot must not step over a thing between two of them. */
function samplesOf(f: Footprint, wayM: number, turnRad: number): number {
  let inner = Infinity;
  for (let i = 0; i < f.offsetM.length; i++) inner = Math.min(inner, at64(f.offsetM, i));
  const along = Math.ceil(wayM / Math.max(0.01, stepShare * inner));
  const around = Math.ceil(Math.abs(turnRad) / stepRad);
  return Math.min(mostSamples, Math.max(leastSamples, along, around));
}

function countHits(
  scratch: SweepScratch,
  f: Footprint,
  poseX: number,
  poseY: number,
  c: number,
  s: number,
  marginM: number,
): number {
  const reach = f.circumradiusM + marginM;
  const reach2 = reach * reach;
  let hits = 0;
  for (let i = 0; i < scratch.count; i++) {
    const dx = (scratch.xM[i] ?? 0) - poseX;
    const dy = (scratch.yM[i] ?? 0) - poseY;
    if (dx * dx + dy * dy > reach2) continue;
    const x = c * dx + s * dy;
    const y = c * dy - s * dx;
    if (outsideM(f, x, y) < (scratch.marginM[i] ?? 0)) hits += 1;
  }
  return hits;
}

/** A pose in the map frame. */
export interface MapPose {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/**
 * The share 0..1 of a way that is free. The way is an arc that covers `wayM` forward (negative:
 * backward) and `sideM` to the left while turning `turnRad`; `scratch` holds the near points. With `keepout`, `pose` is
 * the robot's map pose. 1 means free to the end.
 */
export function freeShare(
  scratch: SweepScratch,
  f: Footprint,
  wayM: number,
  sideM: number,
  turnRad: number,
  marginM: number,
  minPoints: number,
  keepout: KeepoutGrid | null,
  pose: MapPose,
): number {
  const keepM = marginM + keepoutPadM;
  const lengthM = sideM === 0 ? Math.abs(wayM) : Math.sqrt(wayM * wayM + sideM * sideM);
  const keepoutNear = keepout !== null &&
    keepoutDistanceM(keepout, pose.xM, pose.yM) <=
      lengthM + f.circumradiusM + keepM + 2 * keepout.resolutionM;
  if (scratch.count === 0 && !keepoutNear) return 1;
  // As with points: nearer than the margin only what brings it nearer still is blocked. A fix may
  // move the pose by centimetres, so the edge itself is too late to stop at.
  const here = keepoutNear && keepout !== null
    ? keepoutClearanceM(keepout, f, pose.xM, pose.yM, pose.yawRad, keepM)
    : Infinity;
  const keepoutLeastM = Math.max(0, Math.min(keepM, here - approachM));
  const straight = Math.abs(turnRad) < 1e-6;
  const cosPose = cos(pose.yawRad);
  const sinPose = sin(pose.yawRad);
  const samples = samplesOf(f, lengthM, turnRad);
  for (let k = 1; k <= samples; k++) {
    const share = k / samples;
    const angle = turnRad * share;
    const c = straight ? 1 : cos(angle);
    const s = straight ? 0 : sin(angle);
    const x = straight ? wayM * share : (wayM * s - sideM * (1 - c)) / turnRad;
    const y = straight ? sideM * share : (wayM * (1 - c) + sideM * s) / turnRad;
    if (scratch.count > 0 && countHits(scratch, f, x, y, c, s, marginM) >= minPoints) {
      return (k - 1) / samples;
    }
    if (keepoutNear && keepout !== null) {
      const mapX = pose.xM + cosPose * x - sinPose * y;
      const mapY = pose.yM + sinPose * x + cosPose * y;
      const clear = keepoutClearanceM(keepout, f, mapX, mapY, pose.yawRad + angle, keepM);
      if (clear <= keepoutLeastM) return (k - 1) / samples;
    }
  }
  return 1;
}
