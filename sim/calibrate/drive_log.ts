/**
 * What calibration reads out of recordings: wheels with the efforts that moved them, pose fixes,
 * gyro, scans at rest, battery and motor currents. Times in s from the beginning of each recording.
 *
 * @module
 */
import type { Config } from "core/config/mod.ts";
import { ok, type Result } from "core/fault.ts";
import {
  clearInputs,
  createInputs,
  createOutputs,
  decodeInputs,
  type KernelInputs,
  outputsBytes,
  ReadCursor,
  visitOutputs,
} from "core/messages/mod.ts";
import { readMessages, type RecordingInput } from "core/record/mod.ts";
import { readSite } from "core/replay/mod.ts";

/** One sample of both wheels, and what the drives were told just before. */
export interface WheelRow {
  readonly tS: number;
  readonly leftRad: number;
  readonly rightRad: number;
  readonly leftEffort: number;
  readonly rightEffort: number;
  readonly enabled: boolean;
}

/** A pose that did not come from the wheels. */
export interface FixRow {
  readonly tS: number;
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** One sample of the IMU. */
export interface ImuRow {
  readonly tS: number;
  readonly yawRateRadps: number;
  readonly accelMps2: number;
}

/** One recording as calibration sees it. */
export interface DriveLog {
  readonly config: Config;
  readonly wheels: WheelRow[];
  readonly fixes: FixRow[];
  readonly imu: ImuRow[];
  readonly battery: { readonly voltageV: number; readonly currentA: number }[];
  /** Differences of one beam between two scans of a robot that stands, m. */
  readonly scanSteps: number[];
  /** Currents of motors that stand, A. */
  readonly restA: number[];
}

/** A fix of a scan that fits the map worse says little. */
const leastQuality = 0.7;
/** Wheels that turned less than this between two scans stand, rad. */
const standsRad = 1e-3;
/** Samples that are kept of each noisy kind: more tell nothing new. */
const mostNoise = 200_000;
/** A beam that changed by more saw something else, m. */
const otherThingM = 0.1;

interface Reading {
  readonly log: DriveLog;
  readonly inputs: KernelInputs;
  readonly outputs: ReturnType<typeof createOutputs>;
  lastRanges: Float32Array | null;
  lastScanRad: number;
}

function takeWheels(r: Reading): void {
  const { wheels } = r.inputs;
  const angles = wheels.leftRad + wheels.rightRad;
  const last = r.log.wheels[r.log.wheels.length - 1];
  const tS = wheels.measuredNs * 1e-9;
  if (wheels.fresh !== 1 || angles - angles !== 0 || (last !== undefined && tS <= last.tS)) return;
  r.log.wheels.push({
    tS,
    leftRad: wheels.leftRad,
    rightRad: wheels.rightRad,
    leftEffort: r.outputs.leftEffort,
    rightEffort: r.outputs.rightEffort,
    enabled: r.outputs.enable === 1,
  });
}

function takeFixes(r: Reading): void {
  const { match, poseFix } = r.inputs;
  const { fixes } = r.log;
  if (match.fresh === 1 && match.quality >= leastQuality) {
    const { xM, yM, yawRad } = match;
    fixes.push({ tS: match.measuredNs * 1e-9, xM, yM, yawRad });
  }
  // An absolute fix is where somebody put the robot, not where it was measured to be.
  if (poseFix.fresh === 1 && poseFix.absolute === 0 && poseFix.headless === 0) {
    const { xM, yM, yawRad } = poseFix;
    fixes.push({ tS: poseFix.measuredNs * 1e-9, xM, yM, yawRad });
  }
}

function takeScan(r: Reading): void {
  const { scan } = r.inputs;
  const last = r.log.wheels[r.log.wheels.length - 1];
  if (scan.fresh !== 1 || last === undefined) return;
  const rad = last.leftRad + last.rightRad;
  const rests = Math.abs(rad - r.lastScanRad) < standsRad;
  r.lastScanRad = rad;
  const { lastRanges, log } = r;
  if (rests && lastRanges !== null && log.scanSteps.length < mostNoise) {
    for (let i = 0; i < scan.count; i++) {
      const step = (scan.rangesM[i] ?? NaN) - (lastRanges[i] ?? NaN);
      if (Math.abs(step) < otherThingM) log.scanSteps.push(step);
    }
  }
  r.lastRanges = scan.rangesM.slice(0, scan.count);
}

function takeRest(r: Reading): void {
  const { imu, battery, motors } = r.inputs;
  const { log, outputs } = r;
  if (imu.fresh === 1 && imu.yawRateRadps - imu.yawRateRadps === 0) {
    const { yawRateRadps, accelMps2 } = imu;
    log.imu.push({ tS: imu.measuredNs * 1e-9, yawRateRadps, accelMps2 });
  }
  const { voltageV, currentA } = battery;
  const known = voltageV + currentA - (voltageV + currentA) === 0;
  if (battery.fresh === 1 && known) log.battery.push({ voltageV, currentA });
  const off = outputs.enable === 0 && log.restA.length < mostNoise;
  if (motors.fresh === 1 && off) log.restA.push(motors.leftA, motors.rightA);
}

/** Reads a recording of `run` or `sim`. Fails where it holds no config. */
export function readDriveLog(input: RecordingInput): Result<DriveLog> {
  const site = readSite(input, []);
  if (!site.ok) return site;
  const r: Reading = {
    log: {
      config: site.value.config,
      wheels: [],
      fixes: [],
      imu: [],
      battery: [],
      scanSteps: [],
      restA: [],
    },
    inputs: createInputs(),
    outputs: createOutputs(),
    lastRanges: null,
    lastScanRad: NaN,
  };
  const topics = ["/kernel/inputs", "/kernel/outputs"];
  for (const { channel, data, damaged } of readMessages(input, { topics })) {
    if (damaged) continue;
    if (channel.topic === "/kernel/outputs") {
      if (data.length !== outputsBytes) continue;
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      visitOutputs(new ReadCursor(view), r.outputs);
      continue;
    }
    clearInputs(r.inputs);
    if (!decodeInputs(data, r.inputs).ok) continue;
    takeWheels(r);
    takeFixes(r);
    takeScan(r);
    takeRest(r);
  }
  return ok(r.log);
}
