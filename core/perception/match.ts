/**
 * Matches a scan against a map: from a first guess, Gauss-Newton steps move the pose until the
 * beams end on the map's walls (after Kohlbrecher et al., A Flexible and Scalable SLAM System,
 * 2011, here on a distance field with a robust weight). Beams that meet what the map does not know
 * lose their weight; directions that the scan says nothing of keep a large variance.
 *
 * @module
 */
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import { coarseAway, farM, found, type LikelihoodField, lookAt } from "./field.ts";

/** Points of a scan in the robot's frame, m: only beams that met something. */
export interface ScanPoints {
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  count: number;
  /** Beams of the scan, and how many of them met something. */
  looked: number;
  hits: number;
}

/** A match; one record, overwritten by the next. */
export interface MatchResult {
  xM: number;
  yM: number;
  yawRad: number;
  /** Share of the points that lie on the map, 0..1. */
  quality: number;
  /** The same share at the first guess. */
  guessQuality: number;
  varXM2: number;
  covXYM2: number;
  varYM2: number;
  varYawRad2: number;
}

/** Room for the points of a scan. */
export function createScanPoints(capacity: number): ScanPoints {
  return {
    xM: new Float64Array(capacity),
    yM: new Float64Array(capacity),
    count: 0,
    looked: 0,
    hits: 0,
  };
}

/** A match that has found nothing. */
export function createMatch(): MatchResult {
  return {
    xM: 0,
    yM: 0,
    yawRad: 0,
    quality: 0,
    guessQuality: 0,
    varXM2: 1,
    covXYM2: 0,
    varYM2: 1,
    varYawRad2: 1,
  };
}

/** A point this near to a wall lies on it, m: half a cell, noise and the error that is left. */
const onWallM = 0.13;
/** Error of one beam against the map, m: noise, half a cell, and that neighbours err alike. */
const beamSigmaM = 0.06;
/**
 * How far a beam may end from the walls and still pull: a robot that knows where it is takes what
 * lies further off for a thing that the map does not know (a person would drag it along), one that
 * is looked for must be pulled from afar. Errors grow slower than their square beyond `robustM`.
 */
export interface Pull {
  readonly robustM: number;
  readonly cutM: number;
}

/** For a robot that follows its own pose. */
export const nearPull: Pull = { robustM: 0.08, cutM: 0.3 };
/** For one that is looked for. */
export const farPull: Pull = { robustM: 0.15, cutM: farM * 0.98 };
/** How much more uncertain a match is whose points all lie off the map. */
const strangerDoubt = 12;
/**
 * With this share of the beams a scan sees enough of the map for its errors to even out; a smaller
 * one counts so much less. Of a whole turn so many beams err each for itself: neighbours of a
 * denser scan see the same piece of wall and err alike.
 */
const plentyShare = 0.67;
const sparseMost = 5;
const apartBeams = 90;
/** Steps of one match, and the step below which it is done. */
const mostSteps = 12;
const stepDoneM = 0.0005;
const stepDoneRad = 0.0003;
/** A step may move by at most this, m and rad. */
const longestStepM = 0.15;
const longestStepRad = 0.12;
/** No match is better than this, m^2 and rad^2: the map itself errs by a part of its cell. */
const leastVarM2 = 0.0004;
const leastVarRad2 = 0.000025;
/** A direction that nothing was seen of: prior of the step, m and rad. */
const looseM = 0.5;
const looseRad = 0.35;

/** Normal equations of one step: the upper triangle of H, and the right side. */
const sums = { xx: 0, xy: 0, xt: 0, yy: 0, yt: 0, tt: 0, bx: 0, by: 0, bt: 0, on: 0 };

function gather(f: LikelihoodField, points: ScanPoints, m: MatchResult, pull: Pull): void {
  sums.xx =
    sums.xy =
    sums.xt =
    sums.yy =
    sums.yt =
    sums.tt =
      0;
  sums.bx = sums.by = sums.bt = 0;
  sums.on = 0;
  const c = cos(m.yawRad);
  const s = sin(m.yawRad);
  const surface = f.resolutionM * 0.5;
  for (let i = 0; i < points.count; i++) {
    const px = points.xM[i] ?? 0;
    const py = points.yM[i] ?? 0;
    const rx = c * px - s * py;
    const ry = s * px + c * py;
    lookAt(f, m.xM + rx, m.yM + ry);
    if (found.awayM < onWallM) sums.on += 1;
    if (found.awayM >= pull.cutM) continue;
    const error = found.awayM - surface;
    const share = error / pull.robustM;
    const weight = 1 / (1 + share * share);
    const jx = found.slopeX;
    const jy = found.slopeY;
    const jt = jy * rx - jx * ry;
    sums.xx += weight * jx * jx;
    sums.xy += weight * jx * jy;
    sums.xt += weight * jx * jt;
    sums.yy += weight * jy * jy;
    sums.yt += weight * jy * jt;
    sums.tt += weight * jt * jt;
    sums.bx -= weight * jx * error;
    sums.by -= weight * jy * error;
    sums.bt -= weight * jt * error;
  }
}

/** The inverse of H + prior; one record, rewritten at each step. */
const inverse = { xx: 0, xy: 0, xt: 0, yy: 0, yt: 0, tt: 0 };

function invert(): boolean {
  const q = beamSigmaM * beamSigmaM;
  const a = sums.xx + q / (looseM * looseM);
  const b = sums.xy;
  const c = sums.xt;
  const d = sums.yy + q / (looseM * looseM);
  const e = sums.yt;
  const g = sums.tt + q / (looseRad * looseRad);
  const c00 = d * g - e * e;
  const c01 = c * e - b * g;
  const c02 = b * e - c * d;
  const det = a * c00 + b * c01 + c * c02;
  if (!(det > 0)) return false;
  inverse.xx = c00 / det;
  inverse.xy = c01 / det;
  inverse.xt = c02 / det;
  inverse.yy = (a * g - c * c) / det;
  inverse.yt = (b * c - a * e) / det;
  inverse.tt = (a * d - b * b) / det;
  return true;
}

function limited(value: number, most: number): number {
  return value > most ? most : value < -most ? -most : value;
}

/**
 * Matches from the guess that stands in `m`; the result replaces it. Returns false where there
 * are too few points to say anything.
 */
export function matchScan(
  f: LikelihoodField,
  points: ScanPoints,
  m: MatchResult,
  pull: Pull,
): boolean {
  if (points.count < 8) {
    m.quality = 0;
    return false;
  }
  for (let step = 0; step < mostSteps; step++) {
    gather(f, points, m, pull);
    if (step === 0) m.guessQuality = sums.on / points.count;
    if (!invert()) return false;
    const dx = inverse.xx * sums.bx + inverse.xy * sums.by + inverse.xt * sums.bt;
    const dy = inverse.xy * sums.bx + inverse.yy * sums.by + inverse.yt * sums.bt;
    const dt = inverse.xt * sums.bx + inverse.yt * sums.by + inverse.tt * sums.bt;
    m.xM += limited(dx, longestStepM);
    m.yM += limited(dy, longestStepM);
    m.yawRad = wrapAngle(m.yawRad + limited(dt, longestStepRad));
    if (Math.abs(dx) + Math.abs(dy) < stepDoneM && Math.abs(dt) < stepDoneRad) break;
  }
  gather(f, points, m, pull);
  if (!invert()) return false;
  m.quality = sums.on / points.count;
  // The more of the scan is not on the map, the less its rest proves.
  // Few beams see few things of the map: what errs in one errs alike in scan after scan.
  const share = points.hits / points.looked;
  const sparse = Math.min(sparseMost, Math.max(1, Math.sqrt(plentyShare / share)));
  const doubt = Math.max(1, (1 - m.quality) * strangerDoubt) * sparse;
  const alike = Math.max(1, points.count / (share * apartBeams));
  const q = beamSigmaM * beamSigmaM * doubt * doubt * alike;
  m.varXM2 = inverse.xx * q + leastVarM2;
  m.covXYM2 = inverse.xy * q;
  m.varYM2 = inverse.yy * q + leastVarM2;
  m.varYawRad2 = inverse.tt * q + leastVarRad2;
  return true;
}

/** Steps along a beam, and how much before its end the look ends, m. */
const rayStepM = 0.1;
const rayEndM = 0.25;

/**
 * Share of the beams that reach their end without going through a wall of the map: what tells a
 * place from another one whose walls lie alike.
 */
export function clearShare(f: LikelihoodField, points: ScanPoints, m: MatchResult): number {
  const c = cos(m.yawRad);
  const s = sin(m.yawRad);
  let through = 0;
  for (let i = 0; i < points.count; i++) {
    const px = points.xM[i] ?? 0;
    const py = points.yM[i] ?? 0;
    const range = Math.sqrt(px * px + py * py);
    const dx = (c * px - s * py) / range;
    const dy = (s * px + c * py) / range;
    for (let way = rayStepM; way < range - rayEndM; way += rayStepM) {
      if (coarseAway(f, m.xM + dx * way, m.yM + dy * way) > 0) continue;
      through += 1;
      break;
    }
  }
  return points.count === 0 ? 0 : 1 - through / points.count;
}
