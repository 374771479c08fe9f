/** Parts that many messages share: times, vectors, poses in the plane. @module */
import { cos, sin } from "core/math/mod.ts";
import { type ProtoWriter, tagsOf } from "./proto_writer.ts";

const time = tagsOf("google.protobuf.Timestamp");
const vector2 = tagsOf("foxglove.Vector2");
const vector3 = tagsOf("foxglove.Vector3");
const quaternion = tagsOf("foxglove.Quaternion");
const pose = tagsOf("foxglove.Pose");

/** A time in ns since the recording's epoch. */
export function writeTime(out: ProtoWriter, tag: number, timeNs: number): void {
  const seconds = Math.floor(timeNs / 1e9);
  const start = out.begin(tag);
  out.uint(time.seconds, seconds);
  out.uint(time.nanos, timeNs - seconds * 1e9);
  out.end(start);
}

/** A vector in the plane. */
export function writeVector2(out: ProtoWriter, tag: number, x: number, y: number): void {
  const start = out.begin(tag);
  out.double(vector2.x, x);
  out.double(vector2.y, y);
  out.end(start);
}

/** A vector. */
export function writeVector3(
  out: ProtoWriter,
  tag: number,
  x: number,
  y: number,
  z: number,
): void {
  const start = out.begin(tag);
  out.double(vector3.x, x);
  out.double(vector3.y, y);
  out.double(vector3.z, z);
  out.end(start);
}

/** The rotation by `yawRad` about the vertical axis. */
export function writeYaw(out: ProtoWriter, tag: number, yawRad: number): void {
  const start = out.begin(tag);
  out.double(quaternion.x, 0);
  out.double(quaternion.y, 0);
  out.double(quaternion.z, sin(yawRad / 2));
  out.double(quaternion.w, cos(yawRad / 2));
  out.end(start);
}

/** A pose in the plane: m and rad. */
export function writePose(
  out: ProtoWriter,
  tag: number,
  xM: number,
  yM: number,
  yawRad: number,
): void {
  const start = out.begin(tag);
  writeVector3(out, pose.position, xM, yM, 0);
  writeYaw(out, pose.orientation, yawRad);
  out.end(start);
}
