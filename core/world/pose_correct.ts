/**
 * How fixes correct the pose filter: gated by their distance in sigmas, held against the pose of
 * their own time, refused ones counted.
 *
 * @module
 */
import { wrapAngle } from "core/math/mod.ts";
import type { PoseFilter } from "./pose_filter.ts";
import {
  clearHistory,
  type MovingPose,
  poseAt,
  remember,
  shiftHistory,
  shiftPose,
} from "./pose_history.ts";

/** A fix as the filter takes it: pose, time and covariance of x, y (m^2) and yaw (rad^2). */
export interface PoseMeasure {
  xM: number;
  yM: number;
  yawRad: number;
  measuredNs: number;
  varXM2: number;
  covXYM2: number;
  varYM2: number;
  varYawRad2: number;
}

/** S = P + R of the pose part, inverted into `f.inverse`. False where it has no inverse. */
function invertInnovation(f: PoseFilter, m: PoseMeasure): boolean {
  const { p, inverse } = f;
  const a = (p[0] ?? 0) + m.varXM2;
  const b = (p[1] ?? 0) + m.covXYM2;
  const c = p[2] ?? 0;
  const d = (p[5] ?? 0) + m.varYM2;
  const e = p[6] ?? 0;
  const g = (p[10] ?? 0) + m.varYawRad2;
  const c00 = d * g - e * e;
  const c01 = c * e - b * g;
  const c02 = b * e - c * d;
  const det = a * c00 + b * c01 + c * c02;
  if (!(det > 0)) return false;
  inverse[0] = c00 / det;
  inverse[1] = c01 / det;
  inverse[2] = c02 / det;
  inverse[3] = c01 / det;
  inverse[4] = (a * g - c * c) / det;
  inverse[5] = (b * c - a * e) / det;
  inverse[6] = c02 / det;
  inverse[7] = (b * c - a * e) / det;
  inverse[8] = (a * d - b * b) / det;
  return true;
}

function distance2(f: PoseFilter): number {
  const { error, inverse } = f;
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    for (let k = 0; k < 3; k++) {
      sum += (error[i] ?? 0) * (inverse[i * 3 + k] ?? 0) * (error[k] ?? 0);
    }
  }
  return sum;
}

/** K = P[:, 0..3] S^-1, P -= K P[0..3, :]. */
function correctCovariance(f: PoseFilter): void {
  const { p, gain, inverse } = f;
  for (let row = 0; row < 4; row++) {
    for (let k = 0; k < 3; k++) {
      let sum = 0;
      for (let i = 0; i < 3; i++) sum += (p[row * 4 + i] ?? 0) * (inverse[i * 3 + k] ?? 0);
      gain[row * 3 + k] = sum;
    }
  }
  // The lower triangle reads only rows 0..2 of the old P, which it does not overwrite before.
  for (let row = 3; row >= 0; row--) {
    for (let column = row; column >= 0; column--) {
      let sum = 0;
      for (let k = 0; k < 3; k++) {
        const low = Math.min(k, column);
        const high = Math.max(k, column);
        sum += (gain[row * 3 + k] ?? 0) * (p[low * 4 + high] ?? 0);
      }
      p[row * 4 + column] = (p[row * 4 + column] ?? 0) - sum;
    }
  }
  for (let row = 0; row < 4; row++) {
    for (let column = row + 1; column < 4; column++) {
      p[row * 4 + column] = p[column * 4 + row] ?? 0;
    }
  }
}

/** Refused fixes that agree within this are one rival place, m and rad. */
const rivalM = 0.3;
const rivalRad = 0.2;

function noteRival(f: PoseFilter, m: PoseMeasure): void {
  const dx = m.xM - f.rivalXM;
  const dy = m.yM - f.rivalYM;
  const turn = Math.abs(wrapAngle(m.yawRad - f.rivalYawRad));
  const same = f.rivals > 0 && dx * dx + dy * dy < rivalM * rivalM && turn < rivalRad;
  f.rivals = same ? f.rivals + 1 : 1;
  f.rivalXM = m.xM;
  f.rivalYM = m.yM;
  f.rivalYawRad = m.yawRad;
}

/** How near a fix may be that the gate refuses and that is no jump all the same. */
export interface NearFix {
  readonly nearM: number;
  readonly nearRad: number;
}

/** Of a source whose every disagreement is a jump. */
const nothingNear: NearFix = { nearM: 0, nearRad: 0 };

/**
 * A fix right beside the pose that is too sure of itself: a shut door where the map has an opening
 * moves a match by centimetres. It counts with the doubt that its distance shows.
 */
function doubtNear(f: PoseFilter, m: PoseMeasure, gate: number, near: NearFix): boolean {
  const dx = f.error[0] ?? 0;
  const dy = f.error[1] ?? 0;
  const isNear = dx * dx + dy * dy < near.nearM * near.nearM &&
    Math.abs(f.error[2] ?? 0) < near.nearRad;
  if (!isNear) return false;
  const doubt = f.nis / gate * 4;
  m.varXM2 *= doubt;
  m.covXYM2 *= doubt;
  m.varYM2 *= doubt;
  m.varYawRad2 *= doubt;
  return invertInnovation(f, m);
}

/**
 * Corrects pose and covariance by a fix. Returns 1 where it was taken; 0 where the gate refused
 * it, or it is older than the history. A fix within `near` is no jump: it is taken with doubt.
 */
export function correctFilter(
  f: PoseFilter,
  pose: MovingPose,
  m: PoseMeasure,
  nowNs: number,
  gate: number,
  near: NearFix = nothingNear,
): number {
  const past = poseAt(f.history, pose, nowNs, m.measuredNs);
  if (past === null || !invertInnovation(f, m)) {
    f.refused += 1;
    return 0;
  }
  f.error[0] = m.xM - past.xM;
  f.error[1] = m.yM - past.yM;
  f.error[2] = wrapAngle(m.yawRad - past.yawRad);
  f.nis = distance2(f);
  if (!(f.nis <= gate) && !doubtNear(f, m, gate, near)) {
    f.refused += 1;
    f.refusedRow += 1;
    noteRival(f, m);
    return 0;
  }
  correctCovariance(f);
  const dx = inner(f, 0);
  const dy = inner(f, 1);
  const turn = inner(f, 2);
  f.biasRadps += inner(f, 3);
  const px = past.xM;
  const py = past.yM;
  shiftPose(pose, px, py, dx, dy, turn);
  shiftHistory(f.history, px, py, dx, dy, turn);
  f.accepted += 1;
  f.refusedRow = 0;
  f.rivals = 0;
  f.acceptedNs = nowNs;
  return 1;
}

function inner(f: PoseFilter, row: number): number {
  let sum = 0;
  for (let k = 0; k < 3; k++) sum += (f.gain[row * 3 + k] ?? 0) * (f.error[k] ?? 0);
  return sum;
}

/** Sets the pose outright: start, operator, or a place that many fixes agree on. */
export function placeFilter(
  f: PoseFilter,
  pose: MovingPose,
  m: PoseMeasure,
  nowNs: number,
): void {
  pose.xM = m.xM;
  pose.yM = m.yM;
  pose.yawRad = wrapAngle(m.yawRad);
  const { p } = f;
  const bias = p[15] ?? 0;
  p.fill(0);
  p[0] = m.varXM2;
  p[1] = m.covXYM2;
  p[4] = m.covXYM2;
  p[5] = m.varYM2;
  p[10] = m.varYawRad2;
  p[15] = bias;
  clearHistory(f.history);
  f.refusedRow = 0;
  f.rivals = 0;
  f.acceptedNs = nowNs;
  remember(f.history, pose, nowNs);
}
