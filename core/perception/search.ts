/**
 * Finds a robot that does not know where it is: every pose of a lattice within a radius is scored
 * by where its beams would end (correlative matching, Olson, Real-Time Correlative Scan Matching,
 * 2009, on one level), the best few are matched finely, and the best of these is told, unless
 * another place fits nearly as well.
 *
 * The work is cut into slices, so that one scan costs a bounded time.
 *
 * @module
 */
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import { coarseAway, farM, type LikelihoodField } from "./field.ts";
import {
  clearShare,
  createMatch,
  farPull,
  type MatchResult,
  matchScan,
  type ScanPoints,
} from "./match.ts";

/** Poses that are matched finely at the end. */
const candidates = 12;
/** Lattice: places this far apart, m, and headings, rad. */
const placeM = 0.2;
const headings = 40;
/** Points of a scan that are scored. */
const scored = 45;
/** A place counts as the same as another within this, m and rad. */
const sameM = 0.6;
const sameRad = 0.5;
/** Another place that fits this well, against the best, makes the answer doubtful. */
const rivalShare = 0.93;

/** A search under way. */
export interface PlaceSearch {
  readonly centre: { xM: number; yM: number; yawRad: number };
  /** Headings within this of the centre's are looked at, rad. */
  turnRad: number;
  /** Lattice points on each side of the centre. */
  reach: number;
  next: number;
  active: number;
  readonly scores: Float64Array;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  readonly yawRad: Float64Array;
  readonly fine: MatchResult;
  readonly best: MatchResult;
  /** 1 = the best place is no better than another one. */
  doubtful: number;
}

/** A search that does nothing yet. */
export function createPlaceSearch(): PlaceSearch {
  return {
    centre: { xM: 0, yM: 0, yawRad: 0 },
    turnRad: 0,
    reach: 0,
    next: 0,
    active: 0,
    scores: new Float64Array(candidates),
    xM: new Float64Array(candidates),
    yM: new Float64Array(candidates),
    yawRad: new Float64Array(candidates),
    fine: createMatch(),
    best: createMatch(),
    doubtful: 0,
  };
}

/** Begins a search about a pose: within `radiusM`, and `turnRad` of its heading. */
export function beginSearch(
  s: PlaceSearch,
  at: { readonly xM: number; readonly yM: number; readonly yawRad: number },
  radiusM: number,
  turnRad: number,
): void {
  s.centre.xM = at.xM;
  s.centre.yM = at.yM;
  s.centre.yawRad = at.yawRad;
  s.turnRad = turnRad;
  s.reach = Math.max(1, Math.round(radiusM / placeM));
  s.next = 0;
  s.active = 1;
  s.scores.fill(-1);
}

function scoreAt(f: LikelihoodField, points: ScanPoints, x: number, y: number, yaw: number) {
  const c = cos(yaw);
  const s = sin(yaw);
  const every = Math.max(1, Math.floor(points.count / scored));
  let sum = 0;
  let count = 0;
  for (let i = 0; i < points.count; i += every) {
    const px = points.xM[i] ?? 0;
    const py = points.yM[i] ?? 0;
    sum += farM - coarseAway(f, x + c * px - s * py, y + s * px + c * py);
    count += 1;
  }
  return count === 0 ? 0 : sum / (count * farM);
}

/** Keeps a pose if it is among the best; of two near to each other only the better stays. */
function consider(s: PlaceSearch, x: number, y: number, yaw: number, score: number): void {
  let worst = 0;
  for (let i = 0; i < candidates; i++) {
    const dx = (s.xM[i] ?? 0) - x;
    const dy = (s.yM[i] ?? 0) - y;
    const turn = Math.abs(wrapAngle((s.yawRad[i] ?? 0) - yaw));
    if ((s.scores[i] ?? -1) >= 0 && dx * dx + dy * dy < sameM * sameM && turn < sameRad) {
      if (score <= (s.scores[i] ?? 0)) return;
      worst = i;
      break;
    }
    if ((s.scores[i] ?? 0) < (s.scores[worst] ?? 0)) worst = i;
  }
  if (score <= (s.scores[worst] ?? 0)) return;
  s.scores[worst] = score;
  s.xM[worst] = x;
  s.yM[worst] = y;
  s.yawRad[worst] = yaw;
}

function isFree(f: LikelihoodField, x: number, y: number): boolean {
  const column = Math.floor((x - f.originXM) / f.resolutionM);
  const row = Math.floor((y - f.originYM) / f.resolutionM);
  if (column < 0 || row < 0 || column >= f.widthCells || row >= f.heightCells) return false;
  return f.free[row * f.widthCells + column] === 1;
}

function finish(s: PlaceSearch, f: LikelihoodField, points: ScanPoints): void {
  s.active = 0;
  s.best.quality = 0;
  s.doubtful = 0;
  let second = 0;
  for (let i = 0; i < candidates; i++) {
    if ((s.scores[i] ?? -1) < 0) continue;
    const { fine, best } = s;
    fine.xM = s.xM[i] ?? 0;
    fine.yM = s.yM[i] ?? 0;
    fine.yawRad = s.yawRad[i] ?? 0;
    if (!matchScan(f, points, fine, farPull) || !isFree(f, fine.xM, fine.yM)) continue;
    fine.quality *= clearShare(f, points, fine);
    const dx = fine.xM - best.xM;
    const dy = fine.yM - best.yM;
    const turn = Math.abs(wrapAngle(fine.yawRad - best.yawRad));
    const same = best.quality > 0 && dx * dx + dy * dy < sameM * sameM && turn < sameRad;
    if (fine.quality > best.quality) {
      if (!same) second = Math.max(second, best.quality);
      Object.assign(best, fine);
    } else if (!same) second = Math.max(second, fine.quality);
  }
  if (second > s.best.quality * rivalShare) s.doubtful = 1;
}

/**
 * Goes on with a search for at most `poses` poses of the lattice. Returns true when it is done:
 * `best` then holds the best place (quality 0 = none), `doubtful` whether it stands alone.
 */
export function searchSlice(
  s: PlaceSearch,
  f: LikelihoodField,
  points: ScanPoints,
  poses: number,
): boolean {
  const side = 2 * s.reach + 1;
  let left = poses;
  while (s.next < side * side && left > 0) {
    const row = Math.floor(s.next / side);
    const x = s.centre.xM + (s.next - row * side - s.reach) * placeM;
    const y = s.centre.yM + (row - s.reach) * placeM;
    s.next += 1;
    if (!isFree(f, x, y)) {
      left -= 1;
      continue;
    }
    left -= headings;
    for (let k = 0; k < headings; k++) {
      const yaw = wrapAngle(k * 6.283185307179586 / headings);
      if (Math.abs(wrapAngle(yaw - s.centre.yawRad)) > s.turnRad) continue;
      const score = scoreAt(f, points, x, y, yaw);
      consider(s, x, y, yaw, score);
    }
  }
  if (s.next < side * side) return false;
  finish(s, f, points);
  return true;
}
