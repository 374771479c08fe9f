/**
 * The poses of the last seconds, so that a fix that comes late is held against the pose of its own
 * time. Nothing here allocates after creation.
 *
 * @module
 */
import { cos, sin, wrapAngle } from "core/math/mod.ts";

/** A pose that moves; it is corrected in place. */
export interface MovingPose {
  xM: number;
  yM: number;
  yawRad: number;
}

/** Poses of the last seconds, by time. */
export interface PoseHistory {
  readonly atNs: Float64Array;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  readonly yawRad: Float64Array;
  next: number;
  count: number;
}

/** Poses kept: 2.5 s at one each 20 ms. */
const historySize = 128;
const historyStepNs = 20_000_000;
/** A history without poses. */
export function createHistory(): PoseHistory {
  return {
    atNs: new Float64Array(historySize).fill(-Infinity),
    xM: new Float64Array(historySize),
    yM: new Float64Array(historySize),
    yawRad: new Float64Array(historySize),
    next: 0,
    count: 0,
  };
}

/** Forgets every pose: the robot was put somewhere else. */
export function clearHistory(h: PoseHistory): void {
  h.count = 0;
  h.next = 0;
  h.atNs.fill(-Infinity);
}

/** Notes the pose of a moment, once each 20 ms. */
export function remember(h: PoseHistory, pose: MovingPose, nowNs: number): void {
  const last = (h.next + historySize - 1) % historySize;
  if (nowNs - (h.atNs[last] ?? -Infinity) < historyStepNs) return;
  h.atNs[h.next] = nowNs;
  h.xM[h.next] = pose.xM;
  h.yM[h.next] = pose.yM;
  h.yawRad[h.next] = pose.yawRad;
  h.next = (h.next + 1) % historySize;
  h.count = Math.min(historySize, h.count + 1);
}

/** The pose at a time; one record, rewritten by each call. */
const then = { xM: 0, yM: 0, yawRad: 0 };

/**
 * Puts the pose at `atNs` into the one record returned: between two kept poses by linear
 * interpolation, the present one where it is newer, null where it is older than the history.
 */
export function poseAt(
  h: PoseHistory,
  pose: MovingPose,
  nowNs: number,
  atNs: number,
): Readonly<MovingPose> | null {
  let newerNs = nowNs;
  then.xM = pose.xM;
  then.yM = pose.yM;
  then.yawRad = pose.yawRad;
  if (atNs >= nowNs) return then;
  for (let k = 1; k <= h.count; k++) {
    const i = (h.next + historySize - k) % historySize;
    const olderNs = h.atNs[i] ?? -Infinity;
    if (olderNs > atNs) {
      newerNs = olderNs;
      then.xM = h.xM[i] ?? 0;
      then.yM = h.yM[i] ?? 0;
      then.yawRad = h.yawRad[i] ?? 0;
      continue;
    }
    const share = newerNs > olderNs ? (atNs - olderNs) / (newerNs - olderNs) : 1;
    const x = h.xM[i] ?? 0;
    const y = h.yM[i] ?? 0;
    const yaw = h.yawRad[i] ?? 0;
    then.xM = x + (then.xM - x) * share;
    then.yM = y + (then.yM - y) * share;
    then.yawRad = wrapAngle(yaw + wrapAngle(then.yawRad - yaw) * share);
    return then;
  }
  return null;
}

/** Moves a pose rigidly: turned by `turn` about (px, py), then shifted. */
export function shiftPose(
  pose: MovingPose,
  px: number,
  py: number,
  dx: number,
  dy: number,
  turn: number,
): void {
  const c = cos(turn);
  const s = sin(turn);
  const rx = pose.xM - px;
  const ry = pose.yM - py;
  pose.xM = px + dx + c * rx - s * ry;
  pose.yM = py + dy + s * rx + c * ry;
  pose.yawRad = wrapAngle(pose.yawRad + turn);
}

/** A kept pose on its way through a shift. */
const kept = { xM: 0, yM: 0, yawRad: 0 };

/** Moves every kept pose as the present one was moved by a fix. */
export function shiftHistory(
  h: PoseHistory,
  px: number,
  py: number,
  dx: number,
  dy: number,
  turn: number,
): void {
  for (let i = 0; i < h.count; i++) {
    kept.xM = h.xM[i] ?? 0;
    kept.yM = h.yM[i] ?? 0;
    kept.yawRad = h.yawRad[i] ?? 0;
    shiftPose(kept, px, py, dx, dy, turn);
    h.xM[i] = kept.xM;
    h.yM[i] = kept.yM;
    h.yawRad[i] = kept.yawRad;
  }
}
