/**
 * Extended Kalman filter over pose and gyro bias: x, y, yaw in the map frame and the gyro's
 * constant error (Thrun, Burgard and Fox, Probabilistic Robotics, chapters 3 and 5). Wheels and
 * gyro move it, pose fixes correct it. Fixes that are late are held against the pose of their own
 * time, kept in a short history; those that the covariance calls impossible are refused.
 *
 * Nothing here allocates after creation.
 *
 * @module
 */
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import { createHistory, type MovingPose, type PoseHistory } from "./pose_history.ts";

/** How much the filter trusts what it is given (config `world.estimator`). */
export interface FilterParams {
  /** Standard deviation of the way after a metre, m. */
  readonly wayNoise: number;
  /** Of a turn by wheels after a radian, rad. */
  readonly turnNoise: number;
  /** Of the heading by wheels after a metre, rad. */
  readonly driftNoise: number;
  /** Of one gyro sample, rad/s, and the time between two, s. */
  readonly gyroNoiseRadps: number;
  readonly gyroPeriodS: number;
  /** Squared Mahalanobis distance above which a fix is refused (3 degrees of freedom). */
  readonly gate: number;
}

/** The filter's memory beside the pose itself. */
export interface PoseFilter {
  /** Covariance of x, y, yaw, bias; row by row, symmetric. */
  readonly p: Float64Array;
  biasRadps: number;
  /** Smoothed gap between the turn rates of gyro and wheels, rad/s. */
  gapRadps: number;
  /** How much the wheels' turn is doubted, 0..1: rises at once, falls slowly. */
  doubt: number;
  /** Normalised innovation squared of the last fix, accepted or not. */
  nis: number;
  accepted: number;
  refused: number;
  /** Fixes refused in a row, and the time of the last accepted one. */
  refusedRow: number;
  acceptedNs: number;
  /** A place that refused fixes agree on, and how many of them in a row. */
  rivalXM: number;
  rivalYM: number;
  rivalYawRad: number;
  rivals: number;
  readonly history: PoseHistory;
  // Scratch of one update: K (4x3), S inverse (3x3), innovation.
  readonly gain: Float64Array;
  readonly inverse: Float64Array;
  readonly error: Float64Array;
}

/** Bias of a gyro that nothing is known of, rad/s (a cheap MEMS part after calibration). */
const biasSigmaRadps = 0.005;
/** Random walk of the bias, rad/s per root second. */
const biasWalk = 5e-5;

/** A filter that knows nothing of the pose. */
export function createPoseFilter(): PoseFilter {
  const p = new Float64Array(16);
  p[0] = 1e4;
  p[5] = 1e4;
  p[10] = 10;
  p[15] = biasSigmaRadps * biasSigmaRadps;
  return {
    p,
    biasRadps: 0,
    gapRadps: 0,
    doubt: 0,
    nis: 0,
    accepted: 0,
    refused: 0,
    refusedRow: 0,
    acceptedNs: -Infinity,
    rivalXM: 0,
    rivalYM: 0,
    rivalYawRad: 0,
    rivals: 0,
    history: createHistory(),
    gain: new Float64Array(12),
    inverse: new Float64Array(9),
    error: new Float64Array(3),
  };
}

/** What moved the robot over one step. */
export interface FilterStep {
  wayM: number;
  /** Way to the left, m; 0 on a drive that cannot. */
  sideM: number;
  /** Turn by the wheels, rad. */
  wheelTurnRad: number;
  /** Raw yaw rate of the gyro, rad/s; used where `gyroFresh` is 1. */
  gyroRadps: number;
  gyroFresh: number;
  /** 1 = wheels and gyro disagree: the wheels say little. */
  slipping: number;
  dtS: number;
}

/** Slip leaves this share of the way in doubt. */
const slipDoubt = 0.5;
/** Least variance of a turn, rad^2: rounding of encoders. */
const leastTurn = 1e-12;

/** Variance of the turn by wheels. */
function wheelTurnVariance(step: FilterStep, q: FilterParams): number {
  const turn = q.turnNoise * q.turnNoise * Math.abs(step.wheelTurnRad) +
    q.driftNoise * q.driftNoise * (Math.abs(step.wayM) + Math.abs(step.sideM));
  return turn + leastTurn;
}

/** Gap between the turn rates of gyro and wheels that its bias explains, and that it does not. */
const smallGapRadps = 0.0015;
const largeGapRadps = 0.0045;
/** Share of a turn rate by which gyro and wheels may differ all the same. */
const excuseShare = 0.02;
/** A gyro's scale errs by this after a radian, rad: cheap MEMS parts, calibrated. */
export const gyroScaleNoise = 0.01;
/** In a turn this fast a bias no longer counts: wheels and gyro are weighed by their variances. */
const fastTurnRadps = 0.2;
/** The gap is looked at over this time, s: noise is gone by then. */
const gapS = 2;
/**
 * Wheels that disagreed are believed again after so long, s. Slip wanders to both sides: each time
 * its gap passed zero the wheels were believed for a moment, which cost 5 degrees in a minute.
 */
const forgiveS = 20;

/**
 * How much of a turn comes from the gyro. Wheels that agree with it, but for what may be its bias,
 * do not drift and are believed; wheels that do not agree roll unevenly or slip, and the two are
 * weighed by their variances.
 */
function gyroWeight(f: PoseFilter, step: FilterStep, ofWheels: number, ofGyro: number): number {
  if (step.gyroFresh !== 1 || !(step.dtS > 0)) return 0;
  const gap = step.gyroRadps - f.biasRadps - step.wheelTurnRad / step.dtS;
  f.gapRadps += (gap - f.gapRadps) * Math.min(1, step.dtS / gapS);
  if (step.slipping === 1) return 1;
  // The faster the turn, the more a gyro's scale and its age show.
  const excused = excuseShare * Math.abs(step.gyroRadps - f.biasRadps);
  const over = (Math.abs(f.gapRadps) - smallGapRadps - excused) / (largeGapRadps - smallGapRadps);
  const doubt = over < 0 ? 0 : over > 1 ? 1 : over;
  f.doubt = Math.max(doubt, f.doubt - step.dtS / forgiveS);
  const turning = Math.min(1, Math.abs(step.gyroRadps - f.biasRadps) / fastTurnRadps);
  return Math.max(f.doubt, turning) * ofWheels / (ofWheels + ofGyro);
}

/**
 * Moves pose and covariance by one step. The turn is the mean of wheels and gyro, each by its
 * variance; while they slip the gyro's alone.
 */
export function moveFilter(
  f: PoseFilter,
  pose: MovingPose,
  step: FilterStep,
  q: FilterParams,
): void {
  const { wayM, sideM, dtS } = step;
  const ofWheels = wheelTurnVariance(step, q);
  const gyroTurn = (step.gyroRadps - f.biasRadps) * dtS;
  const ofGyro = q.gyroNoiseRadps * q.gyroNoiseRadps * q.gyroPeriodS * dtS +
    gyroScaleNoise * gyroScaleNoise * Math.abs(gyroTurn) + leastTurn;
  const weight = gyroWeight(f, step, ofWheels, ofGyro);
  const turn = step.wheelTurnRad * (1 - weight) + (weight > 0 ? gyroTurn * weight : 0);
  const turnVariance = (1 - weight) * (1 - weight) * ofWheels + weight * weight * ofGyro;
  const doubt = step.slipping === 1 ? slipDoubt * wayM : 0;
  const wayVariance = q.wayNoise * q.wayNoise * Math.abs(wayM) + doubt * doubt;
  const sideVariance = q.wayNoise * q.wayNoise * Math.abs(sideM);
  const mid = pose.yawRad + turn * 0.5;
  const c = cos(mid);
  const s = sin(mid);
  const dx = wayM * c - sideM * s;
  const dy = wayM * s + sideM * c;
  pose.xM += dx;
  pose.yM += dy;
  pose.yawRad = wrapAngle(pose.yawRad + turn);
  spread(f.p, dx, dy, weight * dtS);
  const { p } = f;
  // Noise: along the way (c, s, 0), to its side (-s, c, 0), of the turn (-dy / 2, dx / 2, 1).
  const gx = -0.5 * dy;
  const gy = 0.5 * dx;
  add(p, 0, c * c * wayVariance + s * s * sideVariance + gx * gx * turnVariance);
  add(p, 5, s * s * wayVariance + c * c * sideVariance + gy * gy * turnVariance);
  add(p, 10, turnVariance);
  addBoth(p, 1, 4, c * s * (wayVariance - sideVariance) + gx * gy * turnVariance);
  addBoth(p, 2, 8, gx * turnVariance);
  addBoth(p, 6, 9, gy * turnVariance);
  add(p, 15, biasWalk * biasWalk * dtS);
}

function add(p: Float64Array, index: number, value: number): void {
  p[index] = (p[index] ?? 0) + value;
}

function addBoth(p: Float64Array, upper: number, lower: number, value: number): void {
  const sum = (p[upper] ?? 0) + value;
  p[upper] = sum;
  p[lower] = sum;
}

/**
 * P = F P F^T for F = I except: yaw moves x by -dy and y by dx; the bias moves yaw by -lag, and x
 * and y by half of that through the yaw.
 */
function spread(p: Float64Array, dx: number, dy: number, lag: number): void {
  // Rows: row_x += -dy row_yaw + dy lag/2 row_b; row_y += dx row_yaw - dx lag/2 row_b;
  // row_yaw += -lag row_b. Then the same on columns.
  const half = lag * 0.5;
  for (let k = 0; k < 4; k++) {
    const yaw = p[8 + k] ?? 0;
    const bias = p[12 + k] ?? 0;
    p[k] = (p[k] ?? 0) - dy * (yaw - half * bias);
    p[4 + k] = (p[4 + k] ?? 0) + dx * (yaw - half * bias);
    p[8 + k] = yaw - lag * bias;
  }
  for (let k = 0; k < 16; k += 4) {
    const yaw = p[k + 2] ?? 0;
    const bias = p[k + 3] ?? 0;
    p[k] = (p[k] ?? 0) - dy * (yaw - half * bias);
    p[k + 1] = (p[k + 1] ?? 0) + dx * (yaw - half * bias);
    p[k + 2] = yaw - lag * bias;
  }
}

/** A bias that was learned from wheels which only seemed to stand: back to what a new gyro has. */
function forgetBias(f: PoseFilter): void {
  const { p } = f;
  f.biasRadps = 0;
  for (let k = 0; k < 3; k++) {
    p[k * 4 + 3] = 0;
    p[12 + k] = 0;
  }
  p[15] = biasSigmaRadps * biasSigmaRadps;
}

/** A gyro sample of a robot that stands shows its bias, where it is small enough to be one. */
export function learnBias(f: PoseFilter, gyroRadps: number, q: FilterParams): void {
  const { p } = f;
  const error = gyroRadps - f.biasRadps;
  const most = 10 * q.gyroNoiseRadps + 2 * biasSigmaRadps;
  if (Math.abs(gyroRadps) > most) return;
  if (Math.abs(error) > most) {
    // Less likely than none at all, and the gyro at rest denies it.
    if (Math.abs(gyroRadps) < Math.abs(f.biasRadps)) forgetBias(f);
    return;
  }
  const own = p[15] ?? 0;
  const gain = own / (own + q.gyroNoiseRadps * q.gyroNoiseRadps + 1e-12);
  f.biasRadps += gain * error;
  for (let k = 0; k < 3; k++) {
    const shared = (p[k * 4 + 3] ?? 0) * (1 - gain);
    p[k * 4 + 3] = shared;
    p[12 + k] = shared;
  }
  p[15] = own * (1 - gain);
}

/** Standard deviation of the position, m: the root of the trace. */
export function positionSigmaM(f: PoseFilter): number {
  return Math.sqrt(Math.max(0, (f.p[0] ?? 0) + (f.p[5] ?? 0)));
}
