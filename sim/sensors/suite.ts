// Longer than 300 lines: each sensor samples into and delivers from the same delay lines.
/**
 * All sensors of a simulated robot: each samples at its own rate on the kernel's ticks, has its
 * own noise stream, latency and faults, and fills its section of the kernel's inputs.
 *
 * @module
 */
import { createPrng, gauss, type Prng, uniform } from "core/math/mod.ts";
import { inputLimits, type KernelInputs, type Stamp } from "core/messages/mod.ts";
import type { World } from "sim/physics/mod.ts";
import { type BatterySpec, type BatteryState, createBattery, drainBattery } from "./battery.ts";
import { createDelayLine, type DelayLine, pushSlot, takeNewest } from "./delay.ts";
import { type LidarSpec, scanWorld } from "./lidar.ts";

/** How often a sensor samples, in ticks, and how late its samples arrive. */
export interface SensorTiming {
  readonly everyTicks: number;
  readonly latencyNs: number;
}

/** The sensors of one robot; null where it has none of a kind. */
export interface SuiteSpec {
  readonly noise: boolean;
  readonly seed: number;
  readonly lidar: (LidarSpec & { readonly timing: SensorTiming }) | null;
  readonly imu: {
    readonly timing: SensorTiming;
    readonly gyroNoiseRadps: number;
    readonly gyroBiasRadps: number;
    readonly accelNoiseMps2: number;
  } | null;
  readonly encoder: { readonly timing: SensorTiming; readonly ticksPerTurn: number } | null;
  readonly battery: (BatterySpec & { readonly timing: SensorTiming }) | null;
  readonly bumper: { readonly timing: SensorTiming } | null;
  readonly beacon: {
    readonly timing: SensorTiming;
    readonly noiseM: number;
    readonly noiseRad: number;
  } | null;
}

interface ScanSample extends Stamp {
  readonly ranges: Float32Array;
}

interface Numbers extends Stamp {
  a: number;
  b: number;
  c: number;
  d: number;
}

/** The last wheel angles, from which speeds are measured. */
interface SpeedWindow {
  readonly leftRad: Float64Array;
  readonly rightRad: Float64Array;
  readonly atNs: Float64Array;
  next: number;
  count: number;
}

/** Samples over which an encoder board measures speed (30 ms at 200 Hz). */
const speedWindow = 6;

/** State of all sensors. */
export interface Suite {
  readonly spec: SuiteSpec;
  readonly battery: BatteryState;
  readonly scans: DelayLine<ScanSample>;
  readonly imus: DelayLine<Numbers>;
  readonly wheels: DelayLine<Numbers>;
  readonly batteries: DelayLine<Numbers>;
  readonly bumpers: DelayLine<Numbers>;
  readonly fixes: DelayLine<Numbers>;
  readonly lidarNoise: Prng;
  readonly imuNoise: Prng;
  readonly beaconNoise: Prng;
  readonly dropNoise: Prng;
  /** The last scan as sent, for `freeze`. */
  readonly frozen: Float32Array;
  readonly faults: Map<string, Readonly<Record<string, number>>>;
  readonly speeds: SpeedWindow;
  stuckLeftRad: number;
  stuckRightRad: number;
  seq: number;
}

/** Samples that may be under way at once: 5 s of delay of a 10 Hz sensor, and more. */
const lineCapacity = 64;

function numbers(): Numbers {
  return { fresh: 0, seq: 0, measuredNs: 0, arrivedNs: 0, a: 0, b: 0, c: 0, d: 0 };
}

/** Makes the sensors. */
export function createSuite(spec: SuiteSpec): Suite {
  const beams = spec.lidar?.beams ?? 0;
  return {
    spec,
    battery: createBattery(spec.battery),
    scans: createDelayLine(lineCapacity, () => ({
      fresh: 0,
      seq: 0,
      measuredNs: 0,
      arrivedNs: 0,
      ranges: new Float32Array(beams),
    })),
    imus: createDelayLine(lineCapacity, numbers),
    wheels: createDelayLine(lineCapacity, numbers),
    batteries: createDelayLine(lineCapacity, numbers),
    bumpers: createDelayLine(lineCapacity, numbers),
    fixes: createDelayLine(lineCapacity, numbers),
    lidarNoise: createPrng(spec.seed, "lidar"),
    imuNoise: createPrng(spec.seed, "imu"),
    beaconNoise: createPrng(spec.seed, "beacon"),
    dropNoise: createPrng(spec.seed, "lidar.drop"),
    frozen: new Float32Array(Math.min(beams, inputLimits.beams)),
    faults: new Map(),
    speeds: {
      leftRad: new Float64Array(speedWindow),
      rightRad: new Float64Array(speedWindow),
      atNs: new Float64Array(speedWindow),
      next: 0,
      count: 0,
    },
    stuckLeftRad: 0,
    stuckRightRad: 0,
    seq: 0,
  };
}

function stampSlot(slot: Stamp, suite: Suite, nowNs: number): void {
  suite.seq += 1;
  slot.seq = suite.seq;
  slot.measuredNs = nowNs;
}

function due(timing: SensorTiming, tick: number): boolean {
  return tick % timing.everyTicks === 0;
}

function sampleLidar(suite: Suite, world: World, tick: number, nowNs: number): void {
  const { lidar, noise } = suite.spec;
  if (lidar === null || !due(lidar.timing, tick) || suite.faults.has("lidar.off")) return;
  const drop = suite.faults.get("lidar.drop");
  if (drop !== undefined && uniform(suite.dropNoise) < (drop["p"] ?? 0.5)) return;
  const delayNs = (suite.faults.get("lidar.delay")?.["ms"] ?? 0) * 1e6;
  const slot = pushSlot(suite.scans, nowNs + lidar.timing.latencyNs + delayNs);
  stampSlot(slot, suite, nowNs);
  const { ranges } = slot;
  if (suite.faults.has("lidar.freeze")) ranges.set(suite.frozen);
  else if (suite.faults.has("lidar.nan")) ranges.fill(NaN);
  else if (suite.faults.has("lidar.blocked")) ranges.fill(lidar.minM);
  else if (suite.faults.has("lidar.max")) ranges.fill(Infinity);
  else scanWorld(world, lidar, noise ? suite.lidarNoise : null, ranges);
  suite.frozen.set(ranges);
}

function sampleImu(suite: Suite, world: World, tick: number, nowNs: number): void {
  const { imu, noise } = suite.spec;
  if (imu === null || !due(imu.timing, tick) || suite.faults.has("imu.off")) return;
  const slot = pushSlot(suite.imus, nowNs + imu.timing.latencyNs);
  stampSlot(slot, suite, nowNs);
  const shake = noise ? 1 : 0;
  const yaw = world.robot.angularRadps + imu.gyroBiasRadps * shake +
    gauss(suite.imuNoise) * imu.gyroNoiseRadps * shake;
  slot.a = suite.faults.has("imu.nan") ? NaN : yaw;
  slot.b = world.robot.accelMps2 + gauss(suite.imuNoise) * imu.accelNoiseMps2 * shake;
  slot.c = 0;
}

function quantise(angleRad: number, ticksPerTurn: number): number {
  const tickRad = 6.283185307179586 / ticksPerTurn;
  return Math.floor(angleRad / tickRad) * tickRad;
}

function sampleWheels(suite: Suite, world: World, tick: number, nowNs: number): void {
  const { encoder } = suite.spec;
  if (encoder === null || !due(encoder.timing, tick)) return;
  const slot = pushSlot(suite.wheels, nowNs + encoder.timing.latencyNs);
  stampSlot(slot, suite, nowNs);
  let left = quantise(world.robot.leftRad, encoder.ticksPerTurn);
  let right = quantise(world.robot.rightRad, encoder.ticksPerTurn);
  if (suite.faults.has("encoder.left.stuck")) left = suite.stuckLeftRad;
  else suite.stuckLeftRad = left;
  if (suite.faults.has("encoder.right.stuck")) right = suite.stuckRightRad;
  else suite.stuckRightRad = right;
  slot.a = left;
  slot.b = right;
  measureSpeed(suite.speeds, left, right, nowNs, slot);
}

/**
 * Speeds as an encoder board gives them: the way over the last samples, so that one tick of the
 * disc more or less is not a jump.
 */
function measureSpeed(w: SpeedWindow, left: number, right: number, nowNs: number, slot: Numbers) {
  const oldest = w.count < speedWindow ? 0 : w.next;
  const dtS = w.count === 0 ? 0 : (nowNs - (w.atNs[oldest] ?? 0)) * 1e-9;
  slot.c = dtS > 0 ? (left - (w.leftRad[oldest] ?? 0)) / dtS : 0;
  slot.d = dtS > 0 ? (right - (w.rightRad[oldest] ?? 0)) / dtS : 0;
  w.leftRad[w.next] = left;
  w.rightRad[w.next] = right;
  w.atNs[w.next] = nowNs;
  w.next = (w.next + 1) % speedWindow;
  w.count = Math.min(speedWindow, w.count + 1);
}

function sampleBattery(suite: Suite, tick: number, nowNs: number): void {
  const { battery } = suite.spec;
  if (battery === null || !due(battery.timing, tick) || suite.faults.has("battery.off")) return;
  const slot = pushSlot(suite.batteries, nowNs + battery.timing.latencyNs);
  stampSlot(slot, suite, nowNs);
  slot.a = suite.battery.voltageV - (suite.faults.get("battery.sag")?.["volts"] ?? 0);
  slot.b = suite.battery.currentA;
  slot.c = suite.battery.percent;
}

function sampleBumper(suite: Suite, world: World, tick: number, nowNs: number): void {
  const { bumper } = suite.spec;
  if (bumper === null || !due(bumper.timing, tick)) return;
  const slot = pushSlot(suite.bumpers, nowNs + bumper.timing.latencyNs);
  stampSlot(slot, suite, nowNs);
  slot.a = suite.faults.has("bumper.stuck") ? 1 : world.contact.contact;
}

function sampleBeacon(suite: Suite, world: World, tick: number, nowNs: number): void {
  const { beacon, noise } = suite.spec;
  if (beacon === null || !due(beacon.timing, tick)) return;
  const slot = pushSlot(suite.fixes, nowNs + beacon.timing.latencyNs);
  stampSlot(slot, suite, nowNs);
  const shake = noise ? 1 : 0;
  slot.a = world.robot.xM + gauss(suite.beaconNoise) * beacon.noiseM * shake;
  slot.b = world.robot.yM + gauss(suite.beaconNoise) * beacon.noiseM * shake;
  slot.c = world.robot.yawRad + gauss(suite.beaconNoise) * beacon.noiseRad * shake;
}

/** Samples every sensor that is due at a tick. */
export function sampleSuite(suite: Suite, world: World, tick: number, nowNs: number): void {
  sampleLidar(suite, world, tick, nowNs);
  sampleImu(suite, world, tick, nowNs);
  sampleWheels(suite, world, tick, nowNs);
  sampleBattery(suite, tick, nowNs);
  sampleBumper(suite, world, tick, nowNs);
  sampleBeacon(suite, world, tick, nowNs);
}

function stampInput(into: Stamp, from: Stamp, nowNs: number): void {
  into.fresh = 1;
  into.seq = from.seq;
  into.measuredNs = from.measuredNs;
  into.arrivedNs = nowNs;
}

function deliverScan(suite: Suite, nowNs: number, into: KernelInputs): void {
  const scan = takeNewest(suite.scans, nowNs);
  if (scan === null) return;
  stampInput(into.scan, scan, nowNs);
  into.scan.count = scan.ranges.length;
  into.scan.rangesM.set(scan.ranges);
}

/** Puts the samples that have arrived into the kernel's inputs. */
export function deliverSuite(suite: Suite, nowNs: number, into: KernelInputs): void {
  deliverScan(suite, nowNs, into);
  const imu = takeNewest(suite.imus, nowNs);
  if (imu !== null) {
    stampInput(into.imu, imu, nowNs);
    into.imu.yawRateRadps = imu.a;
    into.imu.accelMps2 = imu.b;
    into.imu.tiltRad = imu.c;
  }
  const wheels = takeNewest(suite.wheels, nowNs);
  if (wheels !== null) {
    stampInput(into.wheels, wheels, nowNs);
    into.wheels.leftRad = wheels.a;
    into.wheels.rightRad = wheels.b;
    into.wheels.leftRadps = wheels.c;
    into.wheels.rightRadps = wheels.d;
  }
  const battery = takeNewest(suite.batteries, nowNs);
  if (battery !== null) {
    stampInput(into.battery, battery, nowNs);
    into.battery.voltageV = battery.a;
    into.battery.currentA = battery.b;
    into.battery.percent = battery.c;
  }
  const bumper = takeNewest(suite.bumpers, nowNs);
  if (bumper !== null) {
    stampInput(into.bumper, bumper, nowNs);
    into.bumper.pressed = bumper.a;
  }
  const fix = takeNewest(suite.fixes, nowNs);
  if (fix !== null && suite.spec.beacon !== null) {
    stampInput(into.poseFix, fix, nowNs);
    into.poseFix.xM = fix.a;
    into.poseFix.yM = fix.b;
    into.poseFix.yawRad = fix.c;
    into.poseFix.sigmaM = suite.spec.beacon.noiseM;
    into.poseFix.absolute = 0;
  }
}

/** Drains the battery by what the drives took over a tick; the supply share follows. */
export function drainSuite(suite: Suite, world: World, dtS: number): void {
  const { robot } = world;
  const load = robot.enabled === 1 ? Math.abs(robot.leftEffort) + Math.abs(robot.rightEffort) : 0;
  drainBattery(suite.battery, suite.spec.battery, load, dtS);
  robot.supply = suite.battery.supply;
}
