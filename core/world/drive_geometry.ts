/**
 * What wheels make of a body's motion and back, for every kind of drive (Siegwart and Nourbakhsh,
 * Introduction to Autonomous Mobile Robots, chapter 3; Lynch and Park, Modern Robotics, 13.2).
 *
 * - `diff`, and `skid` with the track that its scrubbing wheels seem to have: left and right wheel.
 * - `omni`: four mecanum wheels, rollers in the form of an X seen from above.
 * - `ackermann`: two rear wheels that roll, steered in front; the origin is the rear axle's middle.
 *
 * @module
 */
import { atan2, cos, sin } from "core/math/mod.ts";

/** Numbers of the kinds, as the kernel tells them apart; a skid drive is a diff drive to it. */
export const driveKinds = { diff: 0, omni: 1, ackermann: 2 } as const;

/** Geometry of a drive, m, rad, rad/s; what a kind does not have is 0. */
export interface DriveGeometry {
  readonly kind: number;
  /** Between left and right wheels, as the kinematics see it. */
  readonly separationM: number;
  /** Way per radian of a wheel, slip taken off. */
  readonly wheelRadiusM: number;
  readonly wheelbaseM: number;
  readonly maxSteerRad: number;
  readonly steerRadps: number;
}

/** A diff drive of these measures, m. */
export function diffGeometry(separationM: number, wheelRadiusM: number): DriveGeometry {
  const kind = driveKinds.diff;
  return { kind, separationM, wheelRadiusM, wheelbaseM: 0, maxSteerRad: 0, steerRadps: 0 };
}

/** Angles or rates of the wheels, rad or rad/s; the rear pair only where there are four. */
export interface WheelSet {
  left: number;
  right: number;
  rearLeft: number;
  rearRight: number;
}

/** A motion of the body: forward, to the left, and its turn; m or m/s, rad or rad/s. */
export interface BodyMotion {
  forward: number;
  side: number;
  turn: number;
}

/** Length of a motion over the floor, m or m/s. */
export function planarLength(forward: number, side: number): number {
  return side === 0 ? Math.abs(forward) : Math.sqrt(forward * forward + side * side);
}

/** The motion that rolling wheels make. */
export function motionOfWheels(drive: DriveGeometry, w: WheelSet, into: BodyMotion): void {
  if (drive.kind !== driveKinds.omni) {
    const left = w.left * drive.wheelRadiusM;
    const right = w.right * drive.wheelRadiusM;
    into.forward = (left + right) * 0.5;
    into.side = 0;
    into.turn = (right - left) / drive.separationM;
    return;
  }
  const quarter = drive.wheelRadiusM * 0.25;
  const lever = (drive.separationM + drive.wheelbaseM) * 0.5;
  into.forward = (w.left + w.right + w.rearLeft + w.rearRight) * quarter;
  into.side = (w.right - w.left + w.rearLeft - w.rearRight) * quarter;
  into.turn = (w.right - w.left + w.rearRight - w.rearLeft) * quarter / lever;
}

/** The wheels of a motion; a part that the drive cannot do (sideways) is left out. */
export function wheelsOfMotion(drive: DriveGeometry, m: BodyMotion, into: WheelSet): void {
  const r = drive.wheelRadiusM;
  if (drive.kind !== driveKinds.omni) {
    const half = m.turn * drive.separationM * 0.5;
    into.left = (m.forward - half) / r;
    into.right = (m.forward + half) / r;
    into.rearLeft = 0;
    into.rearRight = 0;
    return;
  }
  const half = m.turn * (drive.separationM + drive.wheelbaseM) * 0.5;
  into.left = (m.forward - m.side - half) / r;
  into.right = (m.forward + m.side + half) / r;
  into.rearLeft = (m.forward + m.side - half) / r;
  into.rearRight = (m.forward - m.side + half) / r;
}

/** Sharpest curvature of a steered drive, 1/m; Infinity for one that turns on the spot. */
export function sharpestPerM(drive: DriveGeometry): number {
  if (drive.kind !== driveKinds.ackermann) return Infinity;
  return tangent(drive.maxSteerRad) / drive.wheelbaseM;
}

/** Steering angle of a curvature, rad: tan(angle) = wheelbase * curvature. */
export function steerOf(drive: DriveGeometry, curvaturePerM: number): number {
  return atan2(drive.wheelbaseM * curvaturePerM, 1);
}

/** Curvature of a steering angle below a right angle, 1/m. */
export function curvatureOf(drive: DriveGeometry, steerRad: number): number {
  return tangent(steerRad) / drive.wheelbaseM;
}

function tangent(angleRad: number): number {
  return sin(angleRad) / cos(angleRad);
}
