/**
 * Encoders of what viewers draw: scans, images, poses, frames, odometry and maps, in Foxglove's schemas.
 * Each begins the writer anew and returns the length; the bytes are in `out.bytes`. Times are ns,
 * lengths m, angles rad, speeds m/s and rad/s.
 *
 * @module
 */
import { writePose, writeTime, writeVector2, writeVector3, writeYaw } from "./encode_parts.ts";
import { type ProtoWriter, tagsOf } from "./proto_writer.ts";

const scanTags = tagsOf("foxglove.LaserScan");
const poseTags = tagsOf("foxglove.PoseInFrame");
const framesTags = tagsOf("foxglove.FrameTransforms");
const frameTags = tagsOf("foxglove.FrameTransform");
const odometryTags = tagsOf("foxglove.Odometry");
const gridTags = tagsOf("foxglove.Grid");
const imageTags = tagsOf("foxglove.CompressedImage");
const cellTags = tagsOf("foxglove.PackedElementField");

/** Number of UINT8 in foxglove.PackedElementField.NumericType. */
const uint8Cells = 1;

/** A scan: the first `count` ranges at equal angles from the first to the last beam. */
export interface ScanFields {
  readonly timeNs: number;
  readonly frameId: string;
  /** Where the lidar is mounted in the frame. */
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
  readonly startAngleRad: number;
  readonly endAngleRad: number;
  readonly rangesM: Float32Array | Float64Array;
  readonly count: number;
}

/** Encodes foxglove.LaserScan. */
export function encodeLaserScan(out: ProtoWriter, scan: ScanFields): number {
  out.clear();
  writeTime(out, scanTags.timestamp, scan.timeNs);
  out.string(scanTags.frame_id, scan.frameId);
  writePose(out, scanTags.pose, scan.xM, scan.yM, scan.yawRad);
  out.double(scanTags.start_angle, scan.startAngleRad);
  out.double(scanTags.end_angle, scan.endAngleRad);
  out.doubles(scanTags.ranges, scan.rangesM, scan.count);
  return out.length;
}

/** An image of a camera. */
export interface ImageFields {
  readonly timeNs: number;
  readonly frameId: string;
  readonly png: Uint8Array;
}

/** Encodes foxglove.CompressedImage. */
export function encodeImage(out: ProtoWriter, image: ImageFields): number {
  out.clear();
  writeTime(out, imageTags.timestamp, image.timeNs);
  out.bytesField(imageTags.data, image.png);
  out.string(imageTags.format, "png");
  out.string(imageTags.frame_id, image.frameId);
  return out.length;
}

/** A pose in a frame. */
export interface PoseFields {
  readonly timeNs: number;
  readonly frameId: string;
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** Encodes foxglove.PoseInFrame. */
export function encodePose(out: ProtoWriter, pose: PoseFields): number {
  out.clear();
  writeTime(out, poseTags.timestamp, pose.timeNs);
  out.string(poseTags.frame_id, pose.frameId);
  writePose(out, poseTags.pose, pose.xM, pose.yM, pose.yawRad);
  return out.length;
}

/** Where one frame lies in its parent. */
export interface FrameFields {
  readonly parentFrameId: string;
  readonly childFrameId: string;
  readonly xM: number;
  readonly yM: number;
  readonly zM: number;
  readonly yawRad: number;
}

/** Encodes foxglove.FrameTransforms, all of one time. */
export function encodeFrames(
  out: ProtoWriter,
  timeNs: number,
  frames: readonly FrameFields[],
): number {
  out.clear();
  for (const frame of frames) {
    const start = out.begin(framesTags.transforms);
    writeTime(out, frameTags.timestamp, timeNs);
    out.string(frameTags.parent_frame_id, frame.parentFrameId);
    out.string(frameTags.child_frame_id, frame.childFrameId);
    writeVector3(out, frameTags.translation, frame.xM, frame.yM, frame.zM);
    writeYaw(out, frameTags.rotation, frame.yawRad);
    out.end(start);
  }
  return out.length;
}

/** Estimated pose and velocity. */
export interface OdometryFields extends PoseFields {
  readonly bodyFrameId: string;
  readonly linearMps: number;
  readonly lateralMps: number;
  readonly angularRadps: number;
}

/** Encodes foxglove.Odometry. */
export function encodeOdometry(out: ProtoWriter, odometry: OdometryFields): number {
  out.clear();
  writeTime(out, odometryTags.timestamp, odometry.timeNs);
  out.string(odometryTags.frame_id, odometry.frameId);
  out.string(odometryTags.body_frame_id, odometry.bodyFrameId);
  writePose(out, odometryTags.pose, odometry.xM, odometry.yM, odometry.yawRad);
  writeVector3(out, odometryTags.linear_velocity, odometry.linearMps, odometry.lateralMps, 0);
  writeVector3(out, odometryTags.angular_velocity, 0, 0, odometry.angularRadps);
  return out.length;
}

/** A map: one byte a cell, row by row from the corner of least x and y. */
export interface GridFields {
  readonly timeNs: number;
  readonly frameId: string;
  /** What the bytes say, e.g. "occupancy". */
  readonly cellName: string;
  readonly originXM: number;
  readonly originYM: number;
  readonly resolutionM: number;
  readonly widthCells: number;
  readonly cells: Uint8Array;
}

/** Encodes foxglove.Grid. */
export function encodeGrid(out: ProtoWriter, grid: GridFields): number {
  out.clear();
  writeTime(out, gridTags.timestamp, grid.timeNs);
  out.string(gridTags.frame_id, grid.frameId);
  writePose(out, gridTags.pose, grid.originXM, grid.originYM, 0);
  out.fixed32(gridTags.column_count, grid.widthCells);
  writeVector2(out, gridTags.cell_size, grid.resolutionM, grid.resolutionM);
  out.fixed32(gridTags.row_stride, grid.widthCells);
  out.fixed32(gridTags.cell_stride, 1);
  const field = out.begin(gridTags.fields);
  out.string(cellTags.name, grid.cellName);
  out.fixed32(cellTags.offset, 0);
  out.uint(cellTags.type, uint8Cells);
  out.end(field);
  out.bytesField(gridTags.data, grid.cells);
  return out.length;
}
