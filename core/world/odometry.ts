/**
 * Where the robot is, from wheels (drive_geometry.ts) and gyro, corrected by pose fixes, along arcs
 * (Siegwart and Nourbakhsh, Introduction to Autonomous Mobile Robots, section 5.2.4); the filter (pose_filter.ts) weighs wheels and gyro. The gyro replaces the wheels' yaw rate while the
 * two disagree, as they do when a wheel slips or an encoder is stuck.
 *
 * A robot that has sources of fixes may be *lost*: its position has become too uncertain, every
 * fix is refused, or the scan fits the map nowhere near. It is found again by an absolute fix, or
 * where many fixes in a row agree on one place.
 *
 * @module
 */
import type { ImuInput, WheelInput } from "core/messages/mod.ts";
import {
  type BodyMotion,
  type DriveGeometry,
  motionOfWheels,
  type WheelSet,
} from "./drive_geometry.ts";
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
  /** To the left; 0 on a drive that cannot. */
  lateralMps: number;
  rearLeftRad: number;
  rearRightRad: number;
  rearLeftRadps: number;
  rearRightRadps: number;
  steerRad: number;
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
    lateralMps: 0,
    rearLeftRad: 0,
    rearRightRad: 0,
    rearLeftRadps: 0,
    rearRightRadps: 0,
    steerRad: 0,
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
      sideM: 0,
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

/** Scratch of one sample: rates or turned angles, and the motion they make. */
const wheelSet: WheelSet = { left: 0, right: 0, rearLeft: 0, rearRight: 0 };
const motion: BodyMotion = { forward: 0, side: 0, turn: 0 };

/** True where every wheel of a sample is one that a robot can have. */
function wheelsPhysical(w: WheelInput): boolean {
  return physical(w.leftRad, farthestRad) && physical(w.rightRad, farthestRad) &&
    physical(w.rearLeftRad, farthestRad) && physical(w.rearRightRad, farthestRad) &&
    physical(w.leftRadps, fastestRadps) && physical(w.rightRadps, fastestRadps) &&
    physical(w.rearLeftRadps, fastestRadps) && physical(w.rearRightRadps, fastestRadps) &&
    physical(w.steerRad, farthestRad);
}

function keepWheels(s: OdometryState, wheels: WheelInput): void {
  s.wheelsKnown = 1;
  s.leftRad = wheels.leftRad;
  s.rightRad = wheels.rightRad;
  s.rearLeftRad = wheels.rearLeftRad;
  s.rearRightRad = wheels.rearRightRad;
  s.leftRadps = wheels.leftRadps;
  s.rightRadps = wheels.rightRadps;
  s.rearLeftRadps = wheels.rearLeftRadps;
  s.rearRightRadps = wheels.rearRightRadps;
  s.steerRad = wheels.steerRad;
  s.wheelsNs = wheels.measuredNs;
  s.wheelsSeq = wheels.seq;
}

/** Takes a wheel sample and integrates the pose; impossible or not newer is dropped. */
export function takeWheels(
  s: OdometryState,
  wheels: WheelInput,
  drive: DriveGeometry,
  q: EstimatorParams = plainEstimator,
): void {
  if (wheels.fresh === 0 || wheels.measuredNs <= s.wheelsNs || !wheelsPhysical(wheels)) return;
  const dtS = (wheels.measuredNs - s.wheelsNs) * 1e-9;
  wheelSet.left = wheels.leftRadps;
  wheelSet.right = wheels.rightRadps;
  wheelSet.rearLeft = wheels.rearLeftRadps;
  wheelSet.rearRight = wheels.rearRightRadps;
  motionOfWheels(drive, wheelSet, motion);
  s.linearMps = motion.forward;
  s.lateralMps = motion.side;
  const gyroFresh = wheels.measuredNs - s.gyroNs <= gyroFreshNs;
  const slipping = gyroFresh && Math.abs(s.gyroRadps - motion.turn) > slipRadps;
  if (slipping && s.slipping === 0) s.slips += 1;
  s.slipping = slipping ? 1 : 0;
  s.angularRadps = slipping ? s.gyroRadps : motion.turn;
  wheelSet.left = wheels.leftRad - s.leftRad;
  wheelSet.right = wheels.rightRad - s.rightRad;
  wheelSet.rearLeft = wheels.rearLeftRad - s.rearLeftRad;
  wheelSet.rearRight = wheels.rearRightRad - s.rearRightRad;
  if (s.wheelsKnown === 1) {
    motionOfWheels(drive, wheelSet, motion);
    const { step } = s;
    step.wayM = motion.forward;
    step.sideM = motion.side;
    step.wheelTurnRad = motion.turn;
    step.gyroRadps = s.gyroRadps;
    step.gyroFresh = gyroFresh ? 1 : 0;
    step.slipping = slipping ? 1 : 0;
    step.dtS = dtS;
    moveFilter(s.filter, s, step, q);
    remember(s.filter.history, s, wheels.measuredNs);
  }
  const turned = wheelSet.left !== 0 || wheelSet.right !== 0 || wheelSet.rearLeft !== 0 ||
    wheelSet.rearRight !== 0;
  if (turned) s.movedNs = wheels.measuredNs;
  keepWheels(s, wheels);
}
