/**
 * The protobuf messages of recordings: one table, encoders that allocate nothing, descriptors for
 * the file, a decoder for tools.
 *
 * ```ts
 * import { encodePose, ProtoWriter } from "core/record/foxglove/mod.ts";
 *
 * const out = new ProtoWriter();
 * const length = encodePose(out, { timeNs: 0, frameId: "map", xM: 1, yM: 2, yawRad: 0 });
 * const message = out.bytes.subarray(0, length);
 * ```
 *
 * @module
 */
export { decodeMessage, type ProtoMessage, type ProtoValue } from "./decode.ts";
export { descriptorSet } from "./descriptor.ts";
export {
  type CausedFields,
  type CommandFields,
  type CommandNames,
  type DecisionFields,
  encodeCommand,
  encodeDecision,
  encodeFault,
  encodeIntentStatus,
  encodeMode,
  encodeWhy,
  type FaultFields,
  type ModeFields,
  type StatusFields,
  type WhyFields,
} from "./encode_kernel.ts";
export {
  type AckFields,
  type BatteryFields,
  type BumperFields,
  type DeviceFrameFields,
  encodeAck,
  encodeBattery,
  encodeBumper,
  encodeDeviceFrame,
  encodeHealth,
  encodeImu,
  encodeRanges,
  encodeWheelStates,
  type HealthFields,
  type ImuFields,
  type RangesFields,
  type SampleFields,
  type WheelFields,
} from "./encode_sensors.ts";
export {
  encodeFrames,
  encodeGrid,
  encodeImage,
  encodeLaserScan,
  encodeOdometry,
  encodePose,
  type FrameFields,
  type GridFields,
  type ImageFields,
  type OdometryFields,
  type PoseFields,
  type ScanFields,
} from "./encode_world.ts";
export { ProtoWriter } from "./proto_writer.ts";
export { type MessageName, messageTable } from "./schema_table.ts";
