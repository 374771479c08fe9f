/**
 * What the robot has seen lately and where it has just been: motion may lead only there. A robot
 * whose sensors see all around needs none of this; one that looks ahead remembers a row of looks,
 * each with how far it saw in each direction.
 *
 * @module
 */
import { at32, at64 } from "core/fault.ts";
import { atan2, cos, sin, wrapAngle } from "core/math/mod.ts";
import { type Footprint, outsideM } from "./sweep.ts";

/** Looks that are remembered. */
const looks = 24;
/** Directions of one look: 10 degrees each. */
const sectors = 36;
const sectorRad = 6.283185307179586 / sectors;
/** A new look is kept after this way, turn or time; until then the newest is overwritten. */
const lookM = 0.1;
const lookRad = 0.2;
const lookNs = 400_000_000;
/** What is seen reaches this far beyond what was measured, m: a thing's own face was seen. */
const faceM = 0.05;
/** Where the robot stood is known a little beyond its outline: nobody drives a way back to the mm, m. */
const drivenM = 0.03;

/** What is remembered, one slot a look. */
export interface SightState {
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
  readonly yawRad: Float64Array;
  readonly ns: Float64Array;
  /** How far each direction of each look was seen, m from the robot's centre; 0 = not. */
  readonly freeM: Float32Array;
  newest: number;
  count: number;
}

/** Nothing seen yet. */
export function createSight(): SightState {
  return {
    xM: new Float64Array(looks),
    yM: new Float64Array(looks),
    cosines: new Float64Array(looks),
    sines: new Float64Array(looks),
    yawRad: new Float64Array(looks),
    ns: new Float64Array(looks).fill(-Infinity),
    freeM: new Float32Array(looks * sectors),
    newest: 0,
    count: 0,
  };
}

interface Pose {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** Begins a look from a pose: a new slot where the last kept one is far enough, else the newest again. */
export function beginLook(s: SightState, pose: Pose, nowNs: number): void {
  // The one before the newest stays; against it is measured whether the newest stays as well.
  const before = (s.newest + looks - 1) % looks;
  const dx = pose.xM - at64(s.xM, before);
  const dy = pose.yM - at64(s.yM, before);
  const turned = Math.abs(wrapAngle(pose.yawRad - at64(s.yawRad, before)));
  const far = s.count === 1 || dx * dx + dy * dy > lookM * lookM || turned > lookRad ||
    nowNs - at64(s.ns, before) > lookNs;
  if (s.count > 0 && far) s.newest = (s.newest + 1) % looks;
  if (s.count < looks && (far || s.count === 0)) s.count += 1;
  const i = s.newest;
  s.xM[i] = pose.xM;
  s.yM[i] = pose.yM;
  s.yawRad[i] = pose.yawRad;
  s.cosines[i] = cos(pose.yawRad);
  s.sines[i] = sin(pose.yawRad);
  s.ns[i] = nowNs;
  for (let k = 0; k < sectors; k++) s.freeM[i * sectors + k] = 0;
}

function sectorOf(angleRad: number): number {
  const k = Math.floor((angleRad + 3.141592653589793) / sectorRad);
  return k < 0 ? 0 : k >= sectors ? sectors - 1 : k;
}

/** Adds a direction (robot's frame, rad) that was seen through for `freeM` from the centre. */
export function addSeen(s: SightState, angleRad: number, freeM: number): void {
  const slot = s.newest * sectors + sectorOf(wrapAngle(angleRad));
  const had = at32(s.freeM, slot);
  s.freeM[slot] = had === 0 ? freeM : Math.min(had, freeM);
}

/** True for a point that a look of the last `seenNs` saw, or where the robot stood within `drivenNs`. */
export function isKnown(
  s: SightState,
  f: Footprint,
  x: number,
  y: number,
  nowNs: number,
  seenNs: number,
  drivenNs: number,
): boolean {
  for (let n = 0; n < s.count; n++) {
    const i = (s.newest + looks - n) % looks;
    const ageNs = nowNs - at64(s.ns, i);
    if (ageNs > seenNs && ageNs > drivenNs) return false;
    const dx = x - at64(s.xM, i);
    const dy = y - at64(s.yM, i);
    const rx = at64(s.cosines, i) * dx + at64(s.sines, i) * dy;
    const ry = at64(s.cosines, i) * dy - at64(s.sines, i) * dx;
    if (ageNs <= drivenNs && outsideM(f, rx, ry) <= drivenM) return true;
    if (ageNs > seenNs) continue;
    const free = at32(s.freeM, i * sectors + sectorOf(atan2(ry, rx))) + faceM;
    if (free > faceM && rx * rx + ry * ry <= free * free) return true;
  }
  return false;
}

/** Samples of a way, and points of the outline's front that are looked up in each. */
const samples = 8;

/**
 * How far the robot may go straight (1 forward, -1 backward) over area that is known, m, at most
 * `wayM`: the leading edge of its outline is looked up along the way.
 */
export function knownWayM(
  s: SightState,
  f: Footprint,
  pose: Pose,
  direction: number,
  wayM: number,
  nowNs: number,
  seenNs: number,
  drivenNs: number,
): number {
  const c = cos(pose.yawRad);
  const t = sin(pose.yawRad);
  const corners = f.xM.length;
  for (let k = 1; k <= samples; k++) {
    const along = direction * wayM * k / samples;
    for (let i = 0; i < corners; i++) {
      const next = i + 1 < corners ? i + 1 : 0;
      // Edges that do not lead are dragged over what the leading ones passed.
      if (at64(f.normalX, i) * direction <= 1e-6) continue;
      for (let part = 0; part <= 2; part++) {
        const share = part * 0.5;
        const px = at64(f.xM, i) + (at64(f.xM, next) - at64(f.xM, i)) * share + along;
        const py = at64(f.yM, i) + (at64(f.yM, next) - at64(f.yM, i)) * share;
        const mapX = pose.xM + c * px - t * py;
        const mapY = pose.yM + t * px + c * py;
        if (isKnown(s, f, mapX, mapY, nowNs, seenNs, drivenNs)) continue;
        return Math.max(0, wayM * (k - 1) / samples - drivenM);
      }
    }
  }
  return wayM;
}

/** The pose was corrected: what was seen stays where it is about the robot. */
export function carrySight(s: SightState, from: Pose, to: Pose): void {
  if (from.xM === to.xM && from.yM === to.yM && from.yawRad === to.yawRad) return;
  const turnRad = wrapAngle(to.yawRad - from.yawRad);
  const c = cos(turnRad);
  const t = sin(turnRad);
  for (let i = 0; i < s.count; i++) {
    const dx = at64(s.xM, i) - from.xM;
    const dy = at64(s.yM, i) - from.yM;
    s.xM[i] = to.xM + c * dx - t * dy;
    s.yM[i] = to.yM + t * dx + c * dy;
    s.yawRad[i] = wrapAngle(at64(s.yawRad, i) + turnRad);
    s.cosines[i] = cos(at64(s.yawRad, i));
    s.sines[i] = sin(at64(s.yawRad, i));
  }
}
