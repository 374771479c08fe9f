/**
 * Where the robot is, from wheels and gyro, corrected by pose fixes. Differential drive along
 * arcs (Siegwart and Nourbakhsh, Introduction to Autonomous Mobile Robots, section 5.2.4); the
 * filter (pose_filter.ts) weighs wheels and gyro. The gyro replaces the wheels' yaw rate while the
 * two disagree, as they do when a wheel slips or an encoder is stuck.
 *
 * A robot that has sources of fixes may be *lost*: its position has become too uncertain, every
 * fix is refused, or the scan fits the map nowhere near. It is found again by an absolute fix, or
 * where many fixes in a row agree on one place.
 *
 * @module
 */
import type { ImuInput, WheelInput } from "core/messages/mod.ts";
import { type EstimatorParams, plainEstimator } from "./estimator_params.ts";
import type { PoseMeasure } from "./pose_correct.ts";
import {
  createPoseFilter,
  type FilterStep,
  learnBias,
  moveFilter,
  type PoseFilter,
} from "./pose_filter.ts";
import { remember } from "./pose_history.ts";
import { farthestRad, fastestRadps, physical } from "./physical.ts";

/** Geometry of a differential drive, m. */
export interface DriveGeometry {
  readonly separationM: number;
  readonly wheelRadiusM: number;
}

/** Pose in the map frame and twist in the robot's frame. */
export interface OdometryState {
  xM: number;
  yM: number;
  yawRad: number;
  linearMps: number;
  angularRadps: number;
  leftRad: number;
  rightRad: number;
  leftRadps: number;
  rightRadps: number;
  /** 1 once a wheel sample was seen. */
  wheelsKnown: number;
  wheelsSeq: number;
  wheelsNs: number;
  /** When a wheel last turned. */
  movedNs: number;
  gyroRadps: number;
  gyroSeq: number;
  gyroNs: number;
  /** 1 once an absolute pose fix was taken. */
  posed: number;
  fixSeq: number;
  refusedFixes: number;
  /** 1 while the robot does not know where it is although it did. */
  lost: number;
  /** Since when fixes have come without a good one among them, ns; Infinity = not. */
  badFixesNs: number;
  /** Share of beams that the last matched scan had on the map, 0..1; NaN = none yet. */
  quality: number;
  matchNs: number;
  /** Slips noticed. */
  slips: number;
  slipping: number;
  readonly filter: PoseFilter;
  readonly step: FilterStep;
  readonly measure: PoseMeasure;
}

/** A gyro sample older than this says nothing of the present yaw rate. */
const gyroFreshNs = 50_000_000;
/** Yaw rates of wheels and gyro further apart than this mean slip (3 sigma of a cheap gyro, with margin). */
const slipRadps = 0.3;

/** Wheels that have not turned for so long stand still, ns. */
const restNs = 500_000_000;

/** Odometry that has seen nothing. */
export function createOdometry(): OdometryState {
  return {
    xM: 0,
    yM: 0,
    yawRad: 0,
    linearMps: 0,
    angularRadps: 0,
    leftRad: 0,
    rightRad: 0,
    leftRadps: 0,
    rightRadps: 0,
    wheelsKnown: 0,
    wheelsSeq: 0,
    wheelsNs: -Infinity,
    movedNs: 0,
    gyroRadps: 0,
    gyroSeq: 0,
    gyroNs: -Infinity,
    posed: 0,
    fixSeq: 0,
    refusedFixes: 0,
    lost: 0,
    badFixesNs: Infinity,
    quality: NaN,
    matchNs: -Infinity,
    slips: 0,
    slipping: 0,
    filter: createPoseFilter(),
    step: {
      wayM: 0,
      wheelTurnRad: 0,
      gyroRadps: 0,
      gyroFresh: 0,
      slipping: 0,
      dtS: 0,
    },
    measure: {
      xM: 0,
      yM: 0,
      yawRad: 0,
      measuredNs: 0,
      varXM2: 0,
      covXYM2: 0,
      varYM2: 0,
      varYawRad2: 0,
    },
  };
}

/** Takes a gyro sample; one that is no possible rate, or not newer, is dropped. */
export function takeImu(
  s: OdometryState,
  imu: ImuInput,
  q: EstimatorParams = plainEstimator,
): void {
  if (imu.fresh === 0 || imu.measuredNs <= s.gyroNs) return;
  if (!physical(imu.yawRateRadps, fastestRadps)) return;
  s.gyroRadps = imu.yawRateRadps;
  s.gyroNs = imu.measuredNs;
  s.gyroSeq = imu.seq;
  // Creeping wheels read zero between two ticks of their discs: only a longer rest is one.
  const still = s.wheelsKnown === 1 && imu.measuredNs - s.movedNs > restNs;
  if (still) learnBias(s.filter, imu.yawRateRadps, q);
}

/** Takes a wheel sample and integrates the pose; impossible or not newer is dropped. */
export function takeWheels(
  s: OdometryState,
  wheels: WheelInput,
  drive: DriveGeometry,
  q: EstimatorParams = plainEstimator,
): void {
  if (wheels.fresh === 0 || wheels.measuredNs <= s.wheelsNs) return;
  const angles = physical(wheels.leftRad, farthestRad) && physical(wheels.rightRad, farthestRad);
  const rates = physical(wheels.leftRadps, fastestRadps) &&
    physical(wheels.rightRadps, fastestRadps);
  if (!angles || !rates) return;
  const dtS = (wheels.measuredNs - s.wheelsNs) * 1e-9;
  s.leftRadps = wheels.leftRadps;
  s.rightRadps = wheels.rightRadps;
  s.linearMps = (wheels.leftRadps + wheels.rightRadps) * 0.5 * drive.wheelRadiusM;
  const wheelYawRadps = (wheels.rightRadps - wheels.leftRadps) * drive.wheelRadiusM /
    drive.separationM;
  const gyroFresh = wheels.measuredNs - s.gyroNs <= gyroFreshNs;
  const slipping = gyroFresh && Math.abs(s.gyroRadps - wheelYawRadps) > slipRadps;
  if (slipping && s.slipping === 0) s.slips += 1;
  s.slipping = slipping ? 1 : 0;
  s.angularRadps = slipping ? s.gyroRadps : wheelYawRadps;
  if (s.wheelsKnown === 1) {
    const leftM = (wheels.leftRad - s.leftRad) * drive.wheelRadiusM;
    const rightM = (wheels.rightRad - s.rightRad) * drive.wheelRadiusM;
    const { step } = s;
    step.wayM = (leftM + rightM) * 0.5;
    step.wheelTurnRad = (rightM - leftM) / drive.separationM;
    step.gyroRadps = s.gyroRadps;
    step.gyroFresh = gyroFresh ? 1 : 0;
    step.slipping = slipping ? 1 : 0;
    step.dtS = dtS;
    moveFilter(s.filter, s, step, q);
    remember(s.filter.history, s, wheels.measuredNs);
  }
  if (wheels.leftRad !== s.leftRad || wheels.rightRad !== s.rightRad) {
    s.movedNs = wheels.measuredNs;
  }
  s.wheelsKnown = 1;
  s.leftRad = wheels.leftRad;
  s.rightRad = wheels.rightRad;
  s.wheelsNs = wheels.measuredNs;
  s.wheelsSeq = wheels.seq;
}
