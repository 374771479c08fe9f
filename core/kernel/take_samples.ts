/**
 * What the kernel believes of the samples of a tick. Each sample must be newer than the last, not
 * from the future (stream_clock.ts) and possible for this machine: no speed that its wheels
 * cannot have, no turn that its frame cannot make, no scan that no motion explains. What is not
 * believed is dropped and counted; if that goes on, the sensor ages until it is stale.
 *
 * @module
 */
import type {
  BatteryInput,
  ImuInput,
  KernelInputs,
  MotorInput,
  ScanInput,
  WheelInput,
} from "core/messages/mod.ts";
import {
  jumps,
  noteScan,
  takeImu,
  takeScan,
  takeWheels,
  watchMovers,
  watchSlip,
} from "core/world/mod.ts";
import { noteBumper } from "./crawl.ts";
import { takeEstopInput } from "./estop_input.ts";
import { noteLook, takeRingSample } from "./look.ts";
import type { Kernel } from "./state.ts";
import { measuredAt, reject, type StreamClock } from "./stream_clock.ts";

/** How much faster than its own limits a machine may seem before the sample is impossible. */
const impossibleShare = 1.6;
/** Encoder angle beyond the fastest turn that a sample may jump, rad. */
const angleSlackRad = 0.3;
/** Wheel samples in a row whose angles do not follow: a board that counts anew. */
const rebaseCount = 5;
/** A gyro that repeats itself to the last digit so often is not measuring. */
const frozenGyro = 50;
/** Headings of gyro and wheels drift apart without meaning over this time, s. */
const forgetS = 10;
/** A larger gap counts as this, rad: twice what makes a heading lost (failsafe/conditions.ts). */
const mostGapRad = 0.5235987755982988;
/** A gyro sample older than this says nothing of the present turn, ns. */
const gyroFreshNs = 60_000_000;
/** Motor current is averaged over this time, s. */
const currentMeanS = 4;
/** Each motor's own over this one, s. */
const motorMeanS = 0.1;
/** A voltage above this multiple of the sag threshold is another unit. */
const voltageShare = 10;

function isNumber(value: number): boolean {
  return value - value === 0;
}

function repeats(c: StreamClock, same: boolean): number {
  c.same = same ? c.same + 1 : 0;
  return c.same;
}

function takeGyro(kernel: Kernel, imu: ImuInput, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const clock = s.samples.imu;
  const measuredNs = measuredAt(clock, imu, nowNs, p.tickPeriodNs);
  if (!isNumber(measuredNs)) return;
  // Also of a sample whose turn is not believed: a gyro that is stuck says nothing against a tilt.
  if (isNumber(imu.tiltRad)) s.tiltRad = imu.tiltRad;
  const fastest = p.plausible.maxAngularRadps * impossibleShare;
  const frozen = repeats(clock, imu.yawRateRadps === s.odometry.gyroRadps) >= frozenGyro;
  if (!(Math.abs(imu.yawRateRadps) <= fastest) || (p.imuNoisy === 1 && frozen)) {
    return reject(clock, nowNs);
  }
  const into = kernel.work.imu;
  into.fresh = 1;
  into.seq = imu.seq;
  into.measuredNs = measuredNs;
  into.arrivedNs = imu.arrivedNs;
  into.yawRateRadps = imu.yawRateRadps;
  into.accelMps2 = imu.accelMps2;
  into.tiltRad = imu.tiltRad;
  takeImu(s.odometry, into, p.estimator);
}

/** True where both angles and rates are possible after `dtS`. */
function wheelsPossible(kernel: Kernel, wheels: WheelInput, dtS: number): boolean {
  const { params: p, state: s } = kernel;
  const watch = s.samples;
  const o = s.odometry;
  const fastest = p.drive.maxWheelRadps * impossibleShare;
  const rates = Math.abs(wheels.leftRadps) <= fastest &&
    Math.abs(wheels.rightRadps) <= fastest && Math.abs(wheels.rearLeftRadps) <= fastest &&
    Math.abs(wheels.rearRightRadps) <= fastest;
  watch.impossibleRates = rates ? 0 : watch.impossibleRates + 1;
  if (!rates) return false;
  const reach = fastest * dtS + angleSlackRad;
  const follows = o.wheelsKnown === 0 || Math.abs(wheels.leftRad - o.leftRad) <= reach &&
      Math.abs(wheels.rightRad - o.rightRad) <= reach &&
      Math.abs(wheels.rearLeftRad - o.rearLeftRad) <= reach &&
      Math.abs(wheels.rearRightRad - o.rearRightRad) <= reach;
  watch.lostAngles = follows ? 0 : watch.lostAngles + 1;
  if (follows) return true;
  const angles = wheels.leftRad + wheels.rightRad + wheels.rearLeftRad + wheels.rearRightRad;
  if (watch.lostAngles < rebaseCount || !isNumber(angles)) return false;
  // The board counts from somewhere else now: go on from there, without a step of the pose.
  o.leftRad = wheels.leftRad;
  o.rightRad = wheels.rightRad;
  o.rearLeftRad = wheels.rearLeftRad;
  o.rearRightRad = wheels.rearRightRad;
  watch.lostAngles = 0;
  return true;
}

/**
 * How far the turns by gyro and by wheels have drifted apart, slowly forgotten. What is beyond any
 * bound of a condition is not remembered: a gyro that told nonsense for a moment would else be held
 * against it for half a minute after it agrees again.
 */
function compareHeadings(kernel: Kernel, wheelTurn: number, dtS: number): void {
  const { params: p, state: s } = kernel;
  const o = s.odometry;
  const gyroFresh = p.hasImu === 1 && o.wheelsNs - o.gyroNs <= gyroFreshNs;
  if (!gyroFresh || !(dtS > 0 && dtS < 1)) return;
  const gap = s.samples.headingGapRad * (1 - dtS / forgetS) + o.gyroRadps * dtS - wheelTurn;
  s.samples.headingGapRad = Math.min(mostGapRad, Math.max(-mostGapRad, gap));
}

function takeWheelSample(kernel: Kernel, wheels: WheelInput, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const o = s.odometry;
  const clock = s.samples.wheels;
  const measuredNs = measuredAt(clock, wheels, nowNs, p.tickPeriodNs);
  if (!isNumber(measuredNs)) return;
  const dtS = o.wheelsKnown === 1 ? (measuredNs - o.wheelsNs) * 1e-9 : 0;
  if (!wheelsPossible(kernel, wheels, dtS)) return reject(clock, nowNs);
  const { wheelsKnown } = o;
  const into = kernel.work.wheels;
  into.fresh = 1;
  into.seq = wheels.seq;
  into.measuredNs = measuredNs;
  into.arrivedNs = wheels.arrivedNs;
  into.leftRad = wheels.leftRad;
  into.rightRad = wheels.rightRad;
  into.leftRadps = wheels.leftRadps;
  into.rightRadps = wheels.rightRadps;
  into.rearLeftRad = wheels.rearLeftRad;
  into.rearRightRad = wheels.rearRightRad;
  into.rearLeftRadps = wheels.rearLeftRadps;
  into.rearRightRadps = wheels.rearRightRadps;
  into.steerRad = wheels.steerRad;
  takeWheels(o, into, p.drive, p.estimator);
  if (wheelsKnown === 1 && o.wheelsNs === measuredNs) {
    compareHeadings(kernel, o.step.wheelTurnRad, dtS);
  }
}

function takeScanSample(kernel: Kernel, scan: ScanInput, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const g = p.scan;
  if (g === null || scan.fresh !== 1) return;
  const clock = s.samples.scan;
  const measuredNs = measuredAt(clock, scan, nowNs, p.tickPeriodNs);
  if (!isNumber(measuredNs)) {
    s.scan.dropped += 1;
    return;
  }
  const { witness } = s.samples;
  const o = s.odometry;
  const into = kernel.work.scan;
  into.fresh = 1;
  into.seq = scan.seq;
  into.measuredNs = measuredNs;
  into.arrivedNs = scan.arrivedNs;
  into.count = scan.count;
  into.rangesM = scan.rangesM;
  if (jumps(witness, scan.rangesM, scan.count, g, o.yawRad)) {
    // Not where things are, but a covered lens shows all the same.
    if (noteScan(s.scan, into, g, p)) s.scan.dropped += 1;
    return reject(clock, nowNs);
  }
  const dropped = s.scan.dropped;
  takeScan(s.scan, into, g, o, p);
  if (s.scan.dropped !== dropped) return reject(clock, nowNs);
  if (p.guards.people.enabled === 1) {
    watchMovers(s.movers, s.scan, g, p.footprint, p.guards.people);
  }
  noteLook(kernel);
  watchSlip(witness, scan.rangesM, scan.count, g, o, s.linearMps, nowNs);
}

function takeBattery(kernel: Kernel, b: BatteryInput, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const clock = s.samples.battery;
  if (!isNumber(measuredAt(clock, b, nowNs, p.tickPeriodNs))) return;
  const highest = p.battery.sagV > 0 ? p.battery.sagV * voltageShare : Infinity;
  if (!(b.voltageV >= 0 && b.voltageV <= highest)) return reject(clock, nowNs);
  s.batteryNs = clock.newestNs;
  s.batteryV = b.voltageV;
  s.batteryPercent = b.percent;
  s.batteryA = b.currentA;
}

/** A mean that a new value moves by its share; NaN where a value is none. */
function smooth(mean: number, value: number, share: number): number {
  return isNumber(mean) ? mean + (value - mean) * share : value;
}

function takeMotors(kernel: Kernel, m: MotorInput, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const clock = s.samples.motors;
  if (!isNumber(measuredAt(clock, m, nowNs, p.tickPeriodNs))) return;
  const watch = s.drive;
  const dtS = Math.min(1, (clock.newestNs - watch.motorsNs) * 1e-9);
  watch.motorsNs = clock.newestNs;
  const share = dtS / (dtS + motorMeanS);
  watch.leftMeanA = smooth(watch.leftMeanA, m.leftA, share);
  watch.rightMeanA = smooth(watch.rightMeanA, m.rightA, share);
  watch.currentA = Math.max(Math.abs(m.leftA), Math.abs(m.rightA));
  if (isNumber(watch.currentA)) {
    watch.meanA += (watch.currentA - watch.meanA) * dtS / (dtS + currentMeanS);
  }
  watch.hottestC = Math.max(m.leftC, m.rightC);
}

/** Takes the samples of this tick that are to be believed. */
export function takeSamples(kernel: Kernel, inputs: KernelInputs, nowNs: number): void {
  const { params: p, state: s } = kernel;
  takeGyro(kernel, inputs.imu, nowNs);
  takeWheelSample(kernel, inputs.wheels, nowNs);
  takeScanSample(kernel, inputs.scan, nowNs);
  takeBattery(kernel, inputs.battery, nowNs);
  takeMotors(kernel, inputs.motors, nowNs);
  takeRingSample(kernel, inputs, nowNs);
  takeEstopInput(kernel, inputs, nowNs);
  const bumper = s.samples.bumper;
  if (!isNumber(measuredAt(bumper, inputs.bumper, nowNs, p.tickPeriodNs))) return;
  s.bumperNs = bumper.newestNs;
  s.bumperPressed = inputs.bumper.pressed === 0 ? 0 : 1;
  noteBumper(kernel);
}
