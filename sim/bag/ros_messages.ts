/**
 * The messages of ROS 2 that a robot's sensors come as, read from CDR: sensor_msgs LaserScan and
 * Imu, nav_msgs Odometry, geometry_msgs Twist and TwistStamped. Field order as in their definitions.
 *
 * @module
 */
import { atan2 } from "core/math/mod.ts";
import { type CdrReader, createCdrReader } from "./cdr.ts";

/** A scan: angles in rad counter-clockwise from the front of the sensor, ranges in m. */
export interface RosScan {
  readonly kind: "scan";
  readonly stampNs: number;
  readonly startRad: number;
  readonly stepRad: number;
  readonly minM: number;
  readonly maxM: number;
  readonly rangesM: Float32Array;
}

/** An inertial sample. */
export interface RosImu {
  readonly kind: "imu";
  readonly stampNs: number;
  readonly yawRateRadps: number;
  readonly accelMps2: number;
  readonly tiltRad: number;
}

/** Pose in the odometry frame and velocity in the robot's; a Twist has no pose. */
export interface RosMotion {
  readonly kind: "odometry" | "twist";
  readonly stampNs: number;
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
  readonly linearMps: number;
  readonly angularRadps: number;
}

/** A message that is read. */
export type RosMessage = RosScan | RosImu | RosMotion;

interface Quaternion {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly w: number;
}

function header(r: CdrReader): number {
  const sec = r.i32();
  const nanosec = r.u32();
  r.text();
  return sec * 1e9 + nanosec;
}

function quaternion(r: CdrReader): Quaternion {
  return { x: r.f64(), y: r.f64(), z: r.f64(), w: r.f64() };
}

function yawOf({ x, y, z, w }: Quaternion): number {
  return atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z));
}

/** Angle between the body's upright axis and the world's. */
function tiltOf({ x, y }: Quaternion): number {
  const cosine = 1 - 2 * (x * x + y * y);
  return atan2(Math.sqrt(Math.max(0, 1 - cosine * cosine)), cosine);
}

function readScan(r: CdrReader): RosScan | null {
  const stampNs = header(r);
  const startRad = r.f32();
  r.f32();
  const stepRad = r.f32();
  r.f32();
  r.f32();
  const minM = r.f32();
  const maxM = r.f32();
  const rangesM = r.f32s();
  if (rangesM === null) return null;
  return { kind: "scan", stampNs, startRad, stepRad, minM, maxM, rangesM };
}

function readImu(r: CdrReader): RosImu {
  const stampNs = header(r);
  const orientation = quaternion(r);
  const hasOrientation = r.f64() >= 0;
  r.skipF64s(8);
  r.skipF64s(2);
  const yawRateRadps = r.f64();
  r.skipF64s(9);
  const accelMps2 = r.f64();
  // A first covariance of -1 says that there is no orientation.
  const tiltRad = hasOrientation ? tiltOf(orientation) : 0;
  return { kind: "imu", stampNs, yawRateRadps, accelMps2, tiltRad };
}

function twist(r: CdrReader): { readonly linearMps: number; readonly angularRadps: number } {
  const linearMps = r.f64();
  r.skipF64s(4);
  return { linearMps, angularRadps: r.f64() };
}

function readOdometry(r: CdrReader): RosMotion {
  const stampNs = header(r);
  r.text();
  const xM = r.f64();
  const yM = r.f64();
  r.skipF64s(1);
  const yawRad = yawOf(quaternion(r));
  r.skipF64s(36);
  return { kind: "odometry", stampNs, xM, yM, yawRad, ...twist(r) };
}

function readTwist(r: CdrReader, stampNs: number): RosMotion {
  return { kind: "twist", stampNs, xM: 0, yM: 0, yawRad: 0, ...twist(r) };
}

/** Readers by the type's name; `logNs` stands in where a message has no stamp. */
const readers: Readonly<Record<string, (r: CdrReader, logNs: number) => RosMessage | null>> = {
  "sensor_msgs/msg/LaserScan": readScan,
  "sensor_msgs/msg/Imu": readImu,
  "nav_msgs/msg/Odometry": readOdometry,
  "geometry_msgs/msg/Twist": readTwist,
  "geometry_msgs/msg/TwistStamped": (r) => readTwist(r, header(r)),
};

/** Types that are read. */
export const rosTypes: readonly string[] = Object.keys(readers);

function isFinite(message: RosMessage): boolean {
  return Object.values(message).every((value) =>
    typeof value !== "number" || Number.isFinite(value)
  );
}

/** Reads a message; null where its bytes are no such message, or hold no finite numbers. */
export function readRos(type: string, data: Uint8Array, logNs: number): RosMessage | null {
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (read === undefined) return null;
  const reader = createCdrReader(data);
  const message = read(reader, logNs);
  return message === null || reader.failed || !isFinite(message) ? null : message;
}
