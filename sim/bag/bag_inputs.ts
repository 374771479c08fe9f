/** What messages of a bag become for the kernel: scans beam by beam, wheels out of velocities. @module */
import type { Config } from "core/config/mod.ts";
import type { KernelInputs } from "core/messages/mod.ts";
import type { LidarView } from "core/perception/mod.ts";
import type { RosImu, RosMotion, RosScan } from "./ros_messages.ts";

/** The wheels that a differential drive would have turned. */
export interface BagWheels {
  readonly halfTrackM: number;
  readonly radiusM: number;
  leftRad: number;
  rightRad: number;
  lastNs: number;
}

/** Wheels of the configured drive, at rest. */
export function createBagWheels(config: Config): BagWheels {
  const { drive } = config.robot;
  const multiplier = "trackMultiplier" in drive ? drive.trackMultiplier ?? 1 : 1;
  return {
    halfTrackM: drive.separationM * multiplier / 2,
    radiusM: drive.wheelRadiusM,
    leftRad: 0,
    rightRad: 0,
    lastNs: -1,
  };
}

/** Longest time over which a velocity is carried on, ns: behind it the bag has a hole. */
const holeNs = 1_000_000_000;

/** Puts a velocity into the inputs as turned wheels. */
export function putMotion(
  wheels: BagWheels,
  motion: RosMotion,
  measuredNs: number,
  into: KernelInputs,
): void {
  const { linearMps, angularRadps } = motion;
  const leftRadps = (linearMps - angularRadps * wheels.halfTrackM) / wheels.radiusM;
  const rightRadps = (linearMps + angularRadps * wheels.halfTrackM) / wheels.radiusM;
  const passedNs = wheels.lastNs < 0 ? 0 : measuredNs - wheels.lastNs;
  const seconds = passedNs > 0 && passedNs < holeNs ? passedNs * 1e-9 : 0;
  wheels.leftRad += leftRadps * seconds;
  wheels.rightRad += rightRadps * seconds;
  wheels.lastNs = measuredNs;
  const { leftRad, rightRad } = wheels;
  Object.assign(into.wheels, { leftRad, rightRad, leftRadps, rightRadps });
}

/** Puts an inertial sample into the inputs. */
export function putImu(imu: RosImu, into: KernelInputs): void {
  const { yawRateRadps, accelMps2, tiltRad } = imu;
  Object.assign(into.imu, { yawRateRadps, accelMps2, tiltRad });
}

const turnRad = 2 * Math.PI;

/** The range of a scan in a direction: the nearest beam's; NaN where the scan has none there. */
function rangeAt(scan: RosScan, angleRad: number): number {
  const { startRad, stepRad, rangesM, minM, maxM } = scan;
  const direction = stepRad < 0 ? -1 : 1;
  const away = (angleRad - startRad) * direction;
  const ahead = away - Math.floor(away / turnRad) * turnRad;
  const size = Math.abs(stepRad);
  let index = Math.round(ahead / size);
  // A beam just before the first one is the first one of a scan that begins there.
  if (index >= rangesM.length && turnRad - ahead < size / 2) index = 0;
  const range = rangesM[index] ?? NaN;
  if (Number.isNaN(range) || range < minM) return NaN;
  return range > maxM ? Infinity : range;
}

/** Puts a scan into the inputs, in the directions of the configured lidar. */
export function putScan(scan: RosScan, lidar: LidarView, beams: number, into: KernelInputs): void {
  into.scan.count = beams;
  for (let i = 0; i < beams; i++) {
    into.scan.rangesM[i] = rangeAt(scan, lidar.startRad + i * lidar.stepRad);
  }
}
