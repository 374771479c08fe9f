/**
 * The last scan as points in the robot's frame at the moment it was taken, and what makes a scan
 * untrustworthy: no new data under fresh stamps (frozen), a covered lens (blind), nothing but
 * invalid beams.
 *
 * @module
 */
import { at32, at64 } from "core/fault.ts";
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import { inputLimits, type ScanInput } from "core/messages/mod.ts";
import type { OdometryState } from "./odometry.ts";

/** Where the lidar sits and how its beams run. */
export interface ScanGeometry {
  readonly beams: number;
  readonly mountXM: number;
  readonly mountYM: number;
  /** Direction of beam `i` in the robot's frame: precomputed cosines and sines. */
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
  readonly minM: number;
  readonly maxM: number;
  /** Angle between two beams, rad. */
  readonly stepRad: number;
}

/** What is kept of the last good scan. */
export interface ScanState {
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  readonly rangesM: Float32Array;
  points: number;
  seq: number;
  /** Measurement time of the last scan that was good. */
  measuredNs: number;
  /** Measurement time of the last scan of any quality. */
  seenNs: number;
  /** Pose at which the good scan was taken. */
  poseXM: number;
  poseYM: number;
  poseYawRad: number;
  /** Scans in a row with the very same ranges. */
  sameCount: number;
  /** 1 while the last scan was blind (covered, or nothing returned indoors). */
  blind: number;
  dropped: number;
  /** Beams of the last scan that met something. */
  returns: number;
}

/** Precomputes the beam directions of a lidar: `startRad` is the direction of beam 0. */
export function createScanGeometry(spec: {
  beams: number;
  startRad: number;
  stepRad: number;
  mountXM: number;
  mountYM: number;
  mountYawRad: number;
  minM: number;
  maxM: number;
}): ScanGeometry {
  const cosines = new Float64Array(spec.beams);
  const sines = new Float64Array(spec.beams);
  for (let i = 0; i < spec.beams; i++) {
    const angle = spec.mountYawRad + spec.startRad + i * spec.stepRad;
    cosines[i] = cos(angle);
    sines[i] = sin(angle);
  }
  return {
    beams: spec.beams,
    mountXM: spec.mountXM,
    mountYM: spec.mountYM,
    cosines,
    sines,
    minM: spec.minM,
    maxM: spec.maxM,
    stepRad: spec.stepRad,
  };
}

/** A memory without a scan. */
export function createScanState(): ScanState {
  return {
    xM: new Float64Array(inputLimits.beams),
    yM: new Float64Array(inputLimits.beams),
    rangesM: new Float32Array(inputLimits.beams),
    points: 0,
    seq: 0,
    measuredNs: -Infinity,
    seenNs: -Infinity,
    poseXM: 0,
    poseYM: 0,
    poseYawRad: 0,
    sameCount: 0,
    blind: 0,
    dropped: 0,
    returns: 0,
  };
}

/** A beam this close above the minimum range is on something that covers the lens, m. */
const coverM = 0.03;

/** Share of beams that must have returned before nothing returning is a fault. */
const vanishingShare = 0.3;

/**
 * Counts scans that repeat. Only measured ranges tell: on an open plain every beam is Infinity in
 * every scan of a healthy lidar.
 */
function compareWithLast(s: ScanState, scan: ScanInput): void {
  let same = 1;
  let measured = 0;
  for (let i = 0; i < scan.count; i++) {
    const range = at32(scan.rangesM, i);
    const last = at32(s.rangesM, i);
    if (range !== last && !(range !== range && last !== last)) same = 0;
    if (range < Infinity) measured += 1;
    s.rangesM[i] = range;
  }
  s.sameCount = same === 1 && measured > 0 ? s.sameCount + 1 : 0;
}

function judgeBlind(s: ScanState, scan: ScanInput, g: ScanGeometry, ratio: number, indoor: number) {
  let covered = 0;
  let empty = 0;
  for (let i = 0; i < scan.count; i++) {
    const range = at32(scan.rangesM, i);
    if (range <= g.minM + coverM) covered += 1;
    else if (range === Infinity) empty += 1;
  }
  const many = scan.count * ratio;
  // A wide hall may be empty; but walls do not vanish between two scans (FAULTS.md S09).
  const vanished = s.returns > scan.count * vanishingShare || s.blind === 1;
  s.blind = covered > many || (indoor === 1 && empty > many && vanished) ? 1 : 0;
  s.returns = scan.count - empty;
}

/** Noise may lift a range somewhat above the longest; far above it is another unit. */
const aboveShare = 1.1;

/** True for a hit within the lidar's range, or for nothing within it; NaN and nonsense are not. */
function isValid(range: number, g: ScanGeometry): boolean {
  return range === Infinity || (range >= 0 && range <= g.maxM * aboveShare);
}

function keepPoints(s: ScanState, scan: ScanInput, g: ScanGeometry): number {
  let points = 0;
  let valid = 0;
  for (let i = 0; i < scan.count; i++) {
    const range = at32(scan.rangesM, i);
    if (range === Infinity) valid += 1;
    if (!(range >= 0 && range <= g.maxM)) continue;
    valid += 1;
    s.xM[points] = g.mountXM + range * at64(g.cosines, i);
    s.yM[points] = g.mountYM + range * at64(g.sines, i);
    points += 1;
  }
  s.points = points;
  return valid;
}

/**
 * Looks at what a scan says of the lidar itself (repeats, covered lens) without believing where it
 * saw things. False for one that is not newer or of another beam count.
 */
export function noteScan(
  s: ScanState,
  scan: ScanInput,
  g: ScanGeometry,
  rules: { readonly blindBeamRatio: number; readonly indoor: number },
): boolean {
  if (scan.measuredNs <= s.seenNs || scan.count !== g.beams) {
    s.dropped += 1;
    return false;
  }
  compareWithLast(s, scan);
  judgeBlind(s, scan, g, rules.blindBeamRatio, rules.indoor);
  s.seenNs = scan.measuredNs;
  s.seq = scan.seq;
  return true;
}

/**
 * Takes a scan. Not newer, or of another beam count: dropped. Fewer than one valid beam in ten:
 * dropped, so that the last good scan ages until it is stale (FAULTS.md S03).
 */
export function takeScan(
  s: ScanState,
  scan: ScanInput,
  g: ScanGeometry,
  pose: OdometryState,
  rules: { readonly blindBeamRatio: number; readonly indoor: number },
): void {
  if (scan.fresh === 0 || !noteScan(s, scan, g, rules)) return;
  let valid = 0;
  for (let i = 0; i < scan.count; i++) {
    if (isValid(at32(scan.rangesM, i), g)) valid += 1;
  }
  if (valid * 10 < scan.count) {
    s.dropped += 1;
    return;
  }
  keepPoints(s, scan, g);
  s.measuredNs = scan.measuredNs;
  const ageS = (scan.arrivedNs - scan.measuredNs) * 1e-9;
  const backM = pose.linearMps * ageS;
  s.poseYawRad = pose.yawRad - pose.angularRadps * ageS;
  s.poseXM = pose.xM - backM * cos(pose.yawRad);
  s.poseYM = pose.yM - backM * sin(pose.yawRad);
}

/**
 * The robot's pose was corrected from (`xM`, `yM`, `yawRad`) to `pose`: the scan's own pose is
 * corrected alike. Without this a fix of half a metre would move every obstacle by half a metre
 * until the next scan.
 */
export function carryScan(
  s: ScanState,
  xM: number,
  yM: number,
  yawRad: number,
  pose: OdometryState,
): void {
  if (xM === pose.xM && yM === pose.yM && yawRad === pose.yawRad) return;
  const turnRad = wrapAngle(pose.yawRad - yawRad);
  const c = cos(turnRad);
  const t = sin(turnRad);
  const dx = s.poseXM - xM;
  const dy = s.poseYM - yM;
  s.poseXM = pose.xM + c * dx - t * dy;
  s.poseYM = pose.yM + t * dx + c * dy;
  s.poseYawRad = wrapAngle(s.poseYawRad + turnRad);
}
