/** Encoders of sensor samples and devices (mechos.*). Units stand in the names. @module */
import { writeTime } from "./encode_parts.ts";
import { type ProtoWriter, tagsOf } from "./proto_writer.ts";

const imuTags = tagsOf("mechos.Imu");
const batteryTags = tagsOf("mechos.Battery");
const bumperTags = tagsOf("mechos.Bumper");
const rangesTags = tagsOf("mechos.Ranges");
const wheelTags = tagsOf("mechos.WheelStates");
const healthTags = tagsOf("mechos.Health");
const ackTags = tagsOf("mechos.Ack");
const frameTags = tagsOf("mechos.Frame");

/** When a sample was measured, and its number. The kernel's input records have both. */
export interface SampleFields {
  readonly measuredNs: number;
  readonly seq: number;
}

/** An inertial sample. */
export interface ImuFields extends SampleFields {
  readonly yawRateRadps: number;
  readonly accelMps2: number;
  readonly tiltRad: number;
}

/** Encodes mechos.Imu. */
export function encodeImu(out: ProtoWriter, imu: ImuFields, frameId: string): number {
  out.clear();
  writeTime(out, imuTags.timestamp, imu.measuredNs);
  out.string(imuTags.frame_id, frameId);
  out.uint(imuTags.sequence, imu.seq);
  out.double(imuTags.yaw_rate_radps, imu.yawRateRadps);
  out.double(imuTags.accel_mps2, imu.accelMps2);
  out.double(imuTags.tilt_rad, imu.tiltRad);
  return out.length;
}

/** A battery sample. */
export interface BatteryFields extends SampleFields {
  readonly voltageV: number;
  readonly currentA: number;
  readonly percent: number;
}

/** Encodes mechos.Battery. */
export function encodeBattery(out: ProtoWriter, battery: BatteryFields): number {
  out.clear();
  writeTime(out, batteryTags.timestamp, battery.measuredNs);
  out.uint(batteryTags.sequence, battery.seq);
  out.double(batteryTags.voltage_v, battery.voltageV);
  out.double(batteryTags.current_a, battery.currentA);
  out.double(batteryTags.percent, battery.percent);
  return out.length;
}

/** A contact switch; `pressed` is 0 or 1. */
export interface BumperFields extends SampleFields {
  readonly pressed: number;
}

/** Encodes mechos.Bumper. */
export function encodeBumper(out: ProtoWriter, bumper: BumperFields): number {
  out.clear();
  writeTime(out, bumperTags.timestamp, bumper.measuredNs);
  out.uint(bumperTags.sequence, bumper.seq);
  out.bool(bumperTags.pressed, bumper.pressed !== 0);
  return out.length;
}

/** A ring of range sensors: the first `count` of `rangesM`. */
export interface RangesFields extends SampleFields {
  readonly count: number;
  readonly rangesM: Float32Array | Float64Array;
}

/** Encodes mechos.Ranges. */
export function encodeRanges(out: ProtoWriter, ring: RangesFields): number {
  out.clear();
  writeTime(out, rangesTags.timestamp, ring.measuredNs);
  out.uint(rangesTags.sequence, ring.seq);
  out.doubles(rangesTags.ranges_m, ring.rangesM, ring.count);
  return out.length;
}

/** Both wheels. */
export interface WheelFields extends SampleFields {
  readonly leftRad: number;
  readonly rightRad: number;
  readonly leftRadps: number;
  readonly rightRadps: number;
}

/** Encodes mechos.WheelStates. */
export function encodeWheelStates(out: ProtoWriter, wheels: WheelFields): number {
  out.clear();
  writeTime(out, wheelTags.timestamp, wheels.measuredNs);
  out.uint(wheelTags.sequence, wheels.seq);
  out.double(wheelTags.left_rad, wheels.leftRad);
  out.double(wheelTags.right_rad, wheels.rightRad);
  out.double(wheelTags.left_radps, wheels.leftRadps);
  out.double(wheelTags.right_radps, wheels.rightRadps);
  return out.length;
}

/** What a driver says of its device. */
export interface HealthFields {
  readonly timeNs: number;
  readonly device: string;
  readonly state: string;
  readonly healthy: boolean;
  readonly detail: string;
}

/** Encodes mechos.Health. */
export function encodeHealth(out: ProtoWriter, health: HealthFields): number {
  out.clear();
  writeTime(out, healthTags.timestamp, health.timeNs);
  out.string(healthTags.device, health.device);
  out.string(healthTags.state, health.state);
  out.bool(healthTags.healthy, health.healthy);
  out.string(healthTags.detail, health.detail);
  return out.length;
}

/** What a drive confirms. */
export interface AckFields {
  readonly timeNs: number;
  readonly intentId: string;
  readonly device: string;
  readonly commandTick: number;
  readonly enabled: boolean;
  readonly healthy: boolean;
}

/** Encodes mechos.Ack. */
export function encodeAck(out: ProtoWriter, ack: AckFields): number {
  out.clear();
  writeTime(out, ackTags.timestamp, ack.timeNs);
  out.string(ackTags.intent_id, ack.intentId);
  out.string(ackTags.device, ack.device);
  out.uint(ackTags.command_tick, ack.commandTick);
  out.bool(ackTags.enabled, ack.enabled);
  out.bool(ackTags.healthy, ack.healthy);
  return out.length;
}

/** Raw bytes of a device. */
export interface DeviceFrameFields {
  readonly timeNs: number;
  readonly device: string;
  readonly outgoing: boolean;
  readonly data: Uint8Array;
}

/** Encodes mechos.Frame. */
export function encodeDeviceFrame(out: ProtoWriter, frame: DeviceFrameFields): number {
  out.clear();
  writeTime(out, frameTags.timestamp, frame.timeNs);
  out.string(frameTags.device, frame.device);
  out.bool(frameTags.outgoing, frame.outgoing);
  out.bytesField(frameTags.data, frame.data);
  return out.length;
}
