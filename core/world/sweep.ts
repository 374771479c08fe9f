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
import { at } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import type { ScanState } from "./scan_memory.ts";

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

/** Cells a robot must not enter, with the distance of each cell to the nearest such cell. */
export interface KeepoutGrid {
  readonly widthCells: number;
  readonly heightCells: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  /** Metres to the nearest keep-out cell, row 0 at the bottom; 0 inside. */
  readonly distanceM: Float32Array;
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
    const x = at(polygon, 2 * i);
    const y = at(polygon, 2 * i + 1);
    const next = (i + 1) % count;
    const ex = at(polygon, 2 * next) - x;
    const ey = at(polygon, 2 * next + 1) - y;
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
    const excess = at(f.normalX, i) * x + at(f.normalY, i) * y - at(f.offsetM, i);
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

/**
 * Collects the scan points within `reachM` of the robot, in its present frame.
 * `relX`, `relY`, `relYawRad`: the robot's pose in the frame of the scan.
 */
export function collectNear(
  scratch: SweepScratch,
  scan: ScanState,
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
  let count = 0;
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
  for (let i = 0; i < f.offsetM.length; i++) inner = Math.min(inner, at(f.offsetM, i));
  const along = Math.ceil(Math.abs(wayM) / Math.max(0.01, stepShare * inner));
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

function keepoutDistanceM(g: KeepoutGrid, x: number, y: number): number {
  const column = Math.floor((x - g.originXM) / g.resolutionM);
  const row = Math.floor((y - g.originYM) / g.resolutionM);
  if (column < 0 || row < 0 || column >= g.widthCells || row >= g.heightCells) return Infinity;
  return g.distanceM[row * g.widthCells + column] ?? Infinity;
}

/** True where the footprint at a map pose touches a keep-out cell. */
export function touchesKeepout(
  g: KeepoutGrid,
  f: Footprint,
  x: number,
  y: number,
  yawRad: number,
): boolean {
  const away = keepoutDistanceM(g, x, y);
  if (away > f.circumradiusM + g.resolutionM) return false;
  if (away <= 0) return true;
  const c = cos(yawRad);
  const s = sin(yawRad);
  for (let i = 0; i < f.xM.length; i++) {
    const px = at(f.xM, i);
    const py = at(f.yM, i);
    const next = i + 1 < f.xM.length ? i + 1 : 0;
    const ex = at(f.xM, next) - px;
    const ey = at(f.yM, next) - py;
    // Along the edge too: a narrow area may stand between two corners.
    const parts = Math.max(1, Math.ceil(Math.sqrt(ex * ex + ey * ey) / g.resolutionM));
    for (let k = 0; k < parts; k++) {
      const qx = px + ex * k / parts;
      const qy = py + ey * k / parts;
      if (keepoutDistanceM(g, x + c * qx - s * qy, y + s * qx + c * qy) <= 0) return true;
    }
  }
  return false;
}

/** Least distance of the footprint's corners and middle to a keep-out cell, m; 0 on touch. */
function keepoutClearanceM(
  g: KeepoutGrid,
  f: Footprint,
  x: number,
  y: number,
  yawRad: number,
): number {
  const middle = keepoutDistanceM(g, x, y);
  if (middle > f.circumradiusM + 1) return Infinity;
  let least = middle;
  const c = cos(yawRad);
  const s = sin(yawRad);
  for (let i = 0; i < f.xM.length && least > 0; i++) {
    const px = at(f.xM, i);
    const py = at(f.yM, i);
    least = Math.min(least, keepoutDistanceM(g, x + c * px - s * py, y + s * px + c * py));
  }
  return least;
}

/** A pose in the map frame. */
export interface MapPose {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/**
 * The share 0..1 of a way that is free. The way is an arc that covers `wayM` forward (negative:
 * backward) while turning `turnRad`; `scratch` holds the near points. With `keepout`, `pose` is
 * the robot's map pose. 1 means free to the end.
 */
export function freeShare(
  scratch: SweepScratch,
  f: Footprint,
  wayM: number,
  turnRad: number,
  marginM: number,
  minPoints: number,
  keepout: KeepoutGrid | null,
  pose: MapPose,
): number {
  const keepoutNear = keepout !== null &&
    keepoutDistanceM(keepout, pose.xM, pose.yM) <=
      Math.abs(wayM) + f.circumradiusM + marginM + 2 * keepout.resolutionM;
  if (scratch.count === 0 && !keepoutNear) return 1;
  // As with points: nearer than the margin only what brings it nearer still is blocked. A fix may
  // move the pose by centimetres, so the edge itself is too late to stop at.
  const here = keepoutNear && keepout !== null
    ? keepoutClearanceM(keepout, f, pose.xM, pose.yM, pose.yawRad)
    : Infinity;
  const keepoutLeastM = Math.max(0, Math.min(marginM + keepoutPadM, here - approachM));
  const straight = Math.abs(turnRad) < 1e-6;
  const cosPose = cos(pose.yawRad);
  const sinPose = sin(pose.yawRad);
  const samples = samplesOf(f, wayM, turnRad);
  for (let k = 1; k <= samples; k++) {
    const share = k / samples;
    const angle = turnRad * share;
    const c = straight ? 1 : cos(angle);
    const s = straight ? 0 : sin(angle);
    const x = straight ? wayM * share : wayM / turnRad * s;
    const y = straight ? 0 : wayM / turnRad * (1 - c);
    if (scratch.count > 0 && countHits(scratch, f, x, y, c, s, marginM) >= minPoints) {
      return (k - 1) / samples;
    }
    if (keepoutNear && keepout !== null) {
      const mapX = pose.xM + cosPose * x - sinPose * y;
      const mapY = pose.yM + sinPose * x + cosPose * y;
      const clear = keepoutClearanceM(keepout, f, mapX, mapY, pose.yawRad + angle);
      if (clear <= keepoutLeastM) return (k - 1) / samples;
    }
  }
  return 1;
}

/**
 * Distance in m along a straight line at which a disc of the footprint's circumradius first
 * touches keep-out; Infinity where it never does. Sphere tracing, at most 512 steps.
 */
export function keepoutAlongLineM(
  g: KeepoutGrid,
  f: Footprint,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): number {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const length = Math.sqrt(dx * dx + dy * dy);
  const least = g.resolutionM * 0.5;
  let way = 0;
  for (let i = 0; i < 512; i++) {
    const share = length > 0 ? way / length : 0;
    const away = keepoutDistanceM(g, fromX + dx * share, fromY + dy * share);
    if (away <= f.circumradiusM) return way;
    if (way >= length) return Infinity;
    const step = away === Infinity ? g.resolutionM : away - f.circumradiusM;
    way = Math.min(length, way + Math.max(least, step));
  }
  return way >= length ? Infinity : way;
}
