/**
 * Where the robot is, from wheels and gyro, corrected by pose fixes. Differential drive along
 * arcs (Siegwart and Nourbakhsh, Introduction to Autonomous Mobile Robots, section 5.2.4). The
 * gyro replaces the wheels' yaw rate while the two disagree, as they do when a wheel slips or an
 * encoder is stuck.
 *
 * @module
 */
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import type { ImuInput, PoseFixInput, WheelInput } from "core/messages/mod.ts";

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
  gyroRadps: number;
  gyroSeq: number;
  gyroNs: number;
  /** 1 once an absolute pose fix was taken. */
  posed: number;
  fixSeq: number;
  refusedFixes: number;
}

/** A gyro sample older than this says nothing of the present yaw rate. */
const gyroFreshNs = 50_000_000;
/** Yaw rates of wheels and gyro further apart than this mean slip (3 sigma of a cheap gyro, with margin). */
const slipRadps = 0.3;
/** Share of a blended fix's innovation that is taken at once. */
const fixGain = 0.2;
/** A blended fix further away than this is a jump and refused, m. */
const jumpM = 0.5;

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
    gyroRadps: 0,
    gyroSeq: 0,
    gyroNs: -Infinity,
    posed: 0,
    fixSeq: 0,
    refusedFixes: 0,
  };
}

/** Takes a gyro sample; a sample that is not finite or not newer is dropped. */
export function takeImu(s: OdometryState, imu: ImuInput): void {
  if (imu.fresh === 0 || imu.measuredNs <= s.gyroNs) return;
  if (!(imu.yawRateRadps - imu.yawRateRadps === 0)) return;
  s.gyroRadps = imu.yawRateRadps;
  s.gyroNs = imu.measuredNs;
  s.gyroSeq = imu.seq;
}

/** Takes a wheel sample and integrates the pose; not finite or not newer is dropped. */
export function takeWheels(s: OdometryState, wheels: WheelInput, drive: DriveGeometry): void {
  if (wheels.fresh === 0 || wheels.measuredNs <= s.wheelsNs) return;
  const sum = wheels.leftRad + wheels.rightRad + wheels.leftRadps + wheels.rightRadps;
  if (!(sum - sum === 0)) return;
  const dtS = (wheels.measuredNs - s.wheelsNs) * 1e-9;
  s.leftRadps = wheels.leftRadps;
  s.rightRadps = wheels.rightRadps;
  s.linearMps = (wheels.leftRadps + wheels.rightRadps) * 0.5 * drive.wheelRadiusM;
  const wheelYawRadps = (wheels.rightRadps - wheels.leftRadps) * drive.wheelRadiusM /
    drive.separationM;
  const gyroFresh = wheels.measuredNs - s.gyroNs <= gyroFreshNs;
  const slipping = gyroFresh && Math.abs(s.gyroRadps - wheelYawRadps) > slipRadps;
  s.angularRadps = slipping ? s.gyroRadps : wheelYawRadps;
  if (s.wheelsKnown === 1) {
    const leftM = (wheels.leftRad - s.leftRad) * drive.wheelRadiusM;
    const rightM = (wheels.rightRad - s.rightRad) * drive.wheelRadiusM;
    const turnRad = slipping ? s.gyroRadps * dtS : (rightM - leftM) / drive.separationM;
    const wayM = (leftM + rightM) * 0.5;
    const midRad = s.yawRad + turnRad * 0.5;
    s.xM += wayM * cos(midRad);
    s.yM += wayM * sin(midRad);
    s.yawRad = wrapAngle(s.yawRad + turnRad);
  }
  s.wheelsKnown = 1;
  s.leftRad = wheels.leftRad;
  s.rightRad = wheels.rightRad;
  s.wheelsNs = wheels.measuredNs;
  s.wheelsSeq = wheels.seq;
}

/** Takes a pose fix: absolute ones replace the pose, others are blended, jumps are refused. */
export function takePoseFix(s: OdometryState, fix: PoseFixInput): void {
  if (fix.fresh === 0) return;
  const sum = fix.xM + fix.yM + fix.yawRad;
  if (!(sum - sum === 0)) {
    s.refusedFixes += 1;
    return;
  }
  s.fixSeq = fix.seq;
  if (fix.absolute === 1) {
    s.xM = fix.xM;
    s.yM = fix.yM;
    s.yawRad = wrapAngle(fix.yawRad);
    s.posed = 1;
    return;
  }
  const dx = fix.xM - s.xM;
  const dy = fix.yM - s.yM;
  if (s.posed === 0 || dx * dx + dy * dy > jumpM * jumpM) {
    s.refusedFixes += 1;
    return;
  }
  s.xM += dx * fixGain;
  s.yM += dy * fixGain;
  s.yawRad = wrapAngle(s.yawRad + wrapAngle(fix.yawRad - s.yawRad) * fixGain);
}
