/**
 * Fences: areas that the robot must stay inside of, and zones it must stay out of, as polygons.
 * How far a motion keeps its outline on the right side of all of them.
 *
 * As with things, a robot that is already beyond a fence may move where that brings it back.
 *
 * @module
 */
import { at, at64 } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import { type Footprint, type MapPose, outsideM } from "./sweep.ts";

/** Polygons as x, y pairs in the map frame, m. */
export interface Fence {
  /** The robot stays inside each of these. */
  readonly inside: readonly Float64Array[];
  /** And outside each of these. */
  readonly outside: readonly Float64Array[];
}

/** How much farther a robot that is beyond a fence may stray before motion is blocked, m. */
const strayM = 0.002;
/** Samples along a way. */
const samples = 24;

/** Distance of a point to a polygon's edge, m: positive inside, negative outside. */
export function depthM(polygon: Float64Array, x: number, y: number): number {
  let inside = false;
  let least = Infinity;
  const n = polygon.length;
  for (let i = 0; i < n; i += 2) {
    const j = i === 0 ? n - 2 : i - 2;
    const xi = at64(polygon, i);
    const yi = at64(polygon, i + 1);
    const ex = at64(polygon, j) - xi;
    const ey = at64(polygon, j + 1) - yi;
    const px = x - xi;
    const py = y - yi;
    const length2 = ex * ex + ey * ey;
    const share = length2 > 0 ? Math.max(0, Math.min(1, (px * ex + py * ey) / length2)) : 0;
    const dx = px - share * ex;
    const dy = py - share * ey;
    least = Math.min(least, dx * dx + dy * dy);
    if ((yi > y) !== (yi + ey > y) && x < ex * (y - yi) / ey + xi) inside = !inside;
  }
  const away = Math.sqrt(least);
  return inside ? away : -away;
}

/** How far a point is beyond the fences, m: negative where it is on the right side of all. */
export function beyondM(fence: Fence, x: number, y: number): number {
  let worst = -Infinity;
  for (let i = 0; i < fence.inside.length; i++) {
    worst = Math.max(worst, -depthM(at(fence.inside, i), x, y));
  }
  for (let i = 0; i < fence.outside.length; i++) {
    worst = Math.max(worst, depthM(at(fence.outside, i), x, y));
  }
  return worst;
}

/** How far an outline at a pose is beyond the fences, m; corners of zones within it count too. */
export function outlineBeyondM(
  fence: Fence,
  f: Footprint,
  x: number,
  y: number,
  yaw: number,
): number {
  const c = cos(yaw);
  const s = sin(yaw);
  let worst = -Infinity;
  for (let i = 0; i < f.xM.length; i++) {
    const px = at64(f.xM, i);
    const py = at64(f.yM, i);
    worst = Math.max(worst, beyondM(fence, x + c * px - s * py, y + s * px + c * py));
  }
  for (let i = 0; i < fence.outside.length; i++) {
    const zone = at(fence.outside, i);
    for (let k = 0; k < zone.length; k += 2) {
      const dx = at64(zone, k) - x;
      const dy = at64(zone, k + 1) - y;
      worst = Math.max(worst, -outsideM(f, c * dx + s * dy, c * dy - s * dx));
    }
  }
  return worst;
}

/**
 * The share 0..1 of an arc (`wayM` forward and `sideM` to the left while turning `turnRad`) along which the outline stays
 * `marginM` on the right side of all fences.
 */
export function fenceShare(
  fence: Fence,
  f: Footprint,
  pose: MapPose,
  wayM: number,
  sideM: number,
  turnRad: number,
  marginM: number,
): number {
  const here = outlineBeyondM(fence, f, pose.xM, pose.yM, pose.yawRad);
  const most = Math.max(-marginM, here + strayM);
  const reach = Math.sqrt(wayM * wayM + sideM * sideM) + Math.abs(turnRad) * f.circumradiusM;
  if (here + reach <= -marginM) return 1;
  const straight = Math.abs(turnRad) < 1e-6;
  const cosPose = cos(pose.yawRad);
  const sinPose = sin(pose.yawRad);
  for (let k = 1; k <= samples; k++) {
    const share = k / samples;
    const angle = turnRad * share;
    const c = cos(angle);
    const t = sin(angle);
    const x = straight ? wayM * share : (wayM * t - sideM * (1 - c)) / turnRad;
    const y = straight ? sideM * share : (wayM * (1 - c) + sideM * t) / turnRad;
    const mapX = pose.xM + cosPose * x - sinPose * y;
    const mapY = pose.yM + sinPose * x + cosPose * y;
    const beyond = outlineBeyondM(fence, f, mapX, mapY, pose.yawRad + angle);
    if (beyond > most) return (k - 1) / samples;
  }
  return 1;
}

/** Way along a straight line to the first point that is beyond a fence, m; Infinity = none is. */
export function fenceAlongLineM(
  fence: Fence,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): number {
  const dx = toX - fromX;
  const dy = toY - fromY;
  const length = Math.sqrt(dx * dx + dy * dy);
  let way = 0;
  for (let i = 0; i < 512; i++) {
    const share = length > 0 ? way / length : 0;
    const beyond = beyondM(fence, fromX + dx * share, fromY + dy * share);
    // Where the robot stands now is not the goal's fault.
    if (beyond > 0 && way > 0) return way;
    if (way >= length) return Infinity;
    way = Math.min(length, way + Math.max(0.05, -beyond));
  }
  return way >= length ? Infinity : way;
}
