// Longer than 300 lines: each sensor samples into and delivers from the same delay lines.
/**
 * All sensors of a simulated robot: each samples at its own rate on the kernel's ticks, has its
 * own noise, latency and faults, and fills its section of the kernel's inputs.
 *
 * @module
 */
import { createPrng, gauss, type Prng, uniform } from "core/math/mod.ts";
import type { KernelInputs, Stamp } from "core/messages/mod.ts";
import { faultValue } from "sim/faults/mod.ts";
import { chargeW, pressesBumper, seesCliff, type World } from "sim/physics/mod.ts";
import { type BatterySpec, type BatteryState, createBattery, drainBattery } from "./battery.ts";
import { takeNewest } from "./delay.ts";
import { type LidarSpec, scanWorld } from "./lidar.ts";
import { measureRing, type RangeSpec } from "./range_ring.ts";
import {
  createStream,
  flappedAway,
  isDue,
  sendSample,
  type SensorTiming,
  type Stream,
} from "./stream.ts";
import {
  createReading,
  createWheelBoard,
  readWheels,
  type WheelBoard,
  type WheelReading,
} from "./wheels.ts";

/** The sensors of one robot; null where it has none of a kind. */
export interface SuiteSpec {
  readonly noise: boolean;
  readonly seed: number;
  readonly tickNs: number;
  readonly lidar: (LidarSpec & { readonly timing: SensorTiming }) | null;
  readonly imu: {
    readonly timing: SensorTiming;
    readonly gyroNoiseRadps: number;
    readonly gyroBiasRadps: number;
    /** Random walk of the bias, rad/s per root second. */
    readonly gyroWalk: number;
    readonly accelNoiseMps2: number;
  } | null;
  readonly encoder: {
    readonly timing: SensorTiming;
    readonly ticksPerTurn: number;
    /** Two, or four on an omni drive. */
    readonly wheels: number;
  } | null;
  readonly battery: (BatterySpec & { readonly timing: SensorTiming }) | null;
  readonly bumper: {
    readonly timing: SensorTiming;
    /** Also pressed where the floor is missing so far before the outline, m; 0 = it looks not. */
    readonly cliffM: number;
  } | null;
  readonly range?: (RangeSpec & { readonly timing: SensorTiming }) | null;
  readonly estop?: { readonly timing: SensorTiming } | null;
  readonly motor: { readonly timing: SensorTiming; readonly noiseA: number } | null;
  readonly beacon: {
    readonly timing: SensorTiming;
    readonly noiseM: number;
    readonly noiseRad: number;
  } | null;
}

/** The wheels at one instant: angles and rates of each, and the steering angle. */
interface WheelSample extends Stamp {
  readonly reading: WheelReading;
  steerRad: number;
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

/** State of all sensors. */
export interface Suite {
  readonly spec: SuiteSpec;
  readonly battery: BatteryState;
  readonly scans: Stream<ScanSample>;
  readonly imus: Stream<Numbers>;
  readonly wheels: Stream<WheelSample>;
  readonly batteries: Stream<Numbers>;
  readonly bumpers: Stream<Numbers>;
  readonly motors: Stream<Numbers>;
  readonly fixes: Stream<Numbers>;
  readonly rings: Stream<ScanSample>;
  readonly estops: Stream<Numbers>;
  readonly board: WheelBoard;
  /** True angles of the wheels, rad. */
  readonly turnedRad: Float64Array;
  /** How far the gyro's bias has walked, rad/s. */
  readonly gyro: { walkedRadps: number };
  readonly lidarNoise: Prng;
  readonly imuNoise: Prng;
  readonly motorNoise: Prng;
  readonly beaconNoise: Prng;
  readonly rangeNoise: Prng;
  /** What decides about single samples (jumps). */
  readonly chance: Prng;
  readonly faults: Map<string, Readonly<Record<string, number>>>;
}

function numbers(): Numbers {
  return { fresh: 0, seq: 0, measuredNs: 0, arrivedNs: 0, a: 0, b: 0, c: 0, d: 0 };
}

function copyNumbers(from: Numbers, into: Numbers): void {
  into.a = from.a;
  into.b = from.b;
  into.c = from.c;
  into.d = from.d;
}

const never: SensorTiming = { everyTicks: 1, latencyNs: 0 };

/** A maker of samples of so many ranges. */
function looks(count: number): () => ScanSample {
  return () => ({
    fresh: 0,
    seq: 0,
    measuredNs: 0,
    arrivedNs: 0,
    ranges: new Float32Array(count),
  });
}

function createRings(spec: SuiteSpec): Stream<ScanSample> {
  const timing = spec.range?.timing ?? never;
  const chance = createPrng(spec.seed, "range.stream");
  const make = looks(spec.range?.yawsRad.length ?? 0);
  return createStream("range", timing, chance, make, (from, into) => into.ranges.set(from.ranges));
}

/** Makes the sensors. */
export function createSuite(spec: SuiteSpec): Suite {
  const beams = spec.lidar?.beams ?? 0;
  const wheels = spec.encoder?.wheels ?? 0;
  const wheel = (): WheelSample => ({
    fresh: 0,
    seq: 0,
    measuredNs: 0,
    arrivedNs: 0,
    reading: createReading(wheels),
    steerRad: 0,
  });
  const line = (name: string, timing: SensorTiming | undefined): Stream<Numbers> =>
    createStream(
      name,
      timing ?? never,
      createPrng(spec.seed, `${name}.stream`),
      numbers,
      copyNumbers,
    );
  return {
    spec,
    battery: createBattery(spec.battery),
    scans: createStream(
      "lidar",
      spec.lidar?.timing ?? never,
      createPrng(spec.seed, "lidar.drop"),
      looks(beams),
      (from, into) => into.ranges.set(from.ranges),
    ),
    rings: createRings(spec),
    estops: line("estop", spec.estop?.timing),
    imus: line("imu", spec.imu?.timing),
    wheels: createStream(
      "odom",
      spec.encoder?.timing ?? never,
      createPrng(spec.seed, "odom.stream"),
      wheel,
      (from, into) => {
        into.reading.rad.set(from.reading.rad);
        into.reading.radps.set(from.reading.radps);
        into.steerRad = from.steerRad;
      },
    ),
    batteries: line("battery", spec.battery?.timing),
    bumpers: line("bumper", spec.bumper?.timing),
    motors: line("motor", spec.motor?.timing),
    fixes: line("beacon", spec.beacon?.timing),
    board: createWheelBoard(createPrng(spec.seed, "encoder.jump"), wheels),
    turnedRad: new Float64Array(wheels),
    gyro: { walkedRadps: 0 },
    lidarNoise: createPrng(spec.seed, "lidar"),
    imuNoise: createPrng(spec.seed, "imu"),
    motorNoise: createPrng(spec.seed, "motor"),
    beaconNoise: createPrng(spec.seed, "beacon"),
    rangeNoise: createPrng(spec.seed, "range"),
    chance: createPrng(spec.seed, "sample.jump"),
    faults: new Map(),
  };
}

function jumps(suite: Suite, kind: string): boolean {
  const p = faultValue(suite.faults, kind, "p", 0);
  return p > 0 && uniform(suite.chance) < p;
}

function measureLidar(suite: Suite, world: World): void {
  const { lidar, noise } = suite.spec;
  if (lidar === null) return;
  const { faults } = suite;
  const { ranges } = suite.scans.measured;
  if (faults.has("lidar.nan")) ranges.fill(NaN);
  else if (faults.has("lidar.blocked") || faults.has("lidar.min")) ranges.fill(lidar.minM);
  else if (faults.has("lidar.max")) ranges.fill(Infinity);
  else scanWorld(world, lidar, noise ? suite.lidarNoise : null, ranges);
  if (faults.size === 0) return;
  const offM = jumps(suite, "lidar.jump") ? faultValue(faults, "lidar.jump", "m", 0) : 0;
  const unit = faultValue(faults, "lidar.frame", "scale", 1);
  if (offM === 0 && unit === 1) return;
  for (let i = 0; i < ranges.length; i++) ranges[i] = ((ranges[i] ?? NaN) + offM) * unit;
}

const radPerDeg = 0.017453292519943295;

function measureImu(suite: Suite, world: World): void {
  const { imu, noise } = suite.spec;
  if (imu === null) return;
  const { faults } = suite;
  const into = suite.imus.measured;
  const shake = noise ? 1 : 0;
  const walk = imu.gyroWalk * Math.sqrt(suite.spec.tickNs * imu.timing.everyTicks * 1e-9);
  if (walk > 0) suite.gyro.walkedRadps += gauss(suite.imuNoise) * walk * shake;
  const yaw = world.robot.angularRadps + imu.gyroBiasRadps * shake + suite.gyro.walkedRadps +
    gauss(suite.imuNoise) * imu.gyroNoiseRadps * shake;
  into.a = yaw;
  into.b = world.robot.accelMps2 + gauss(suite.imuNoise) * imu.accelNoiseMps2 * shake;
  into.c = world.robot.tiltRad;
  if (faults.size === 0) return;
  const off = jumps(suite, "imu.jump") ? faultValue(faults, "imu.jump", "radps", 0) : 0;
  const factor = faultValue(faults, "imu.scale", "factor", 1) *
    faultValue(faults, "imu.frame", "scale", 1);
  const bias = faultValue(faults, "imu.bias", "radps", 0);
  into.a = faults.has("imu.nan") ? NaN : yaw * factor + bias + off;
  const fallen = faultValue(faults, "imu.max", "tiltDeg", 0) * radPerDeg;
  into.c = fallen === 0 ? into.c : fallen;
}

function measureWheels(suite: Suite, world: World, nowNs: number): void {
  const { encoder } = suite.spec;
  if (encoder === null) return;
  const { robot } = world;
  const { turnedRad, faults, board } = suite;
  const into = suite.wheels.measured;
  turnedRad[0] = robot.leftRad;
  turnedRad[1] = robot.rightRad;
  if (encoder.wheels === 4) {
    turnedRad[2] = robot.rearLeftRad;
    turnedRad[3] = robot.rearRightRad;
  }
  readWheels(board, turnedRad, encoder.ticksPerTurn, faults, nowNs, into.reading);
  into.steerRad = robot.steerRad;
}

function measureBattery(suite: Suite): void {
  const { battery, faults } = suite;
  const into = suite.batteries.measured;
  const sagV = faultValue(faults, "battery.sag", "volts", 0);
  const unit = faultValue(faults, "battery.frame", "scale", 1);
  const broken = faults.has("battery.nan");
  into.a = broken ? NaN : (battery.voltageV - sagV) * unit;
  into.b = battery.currentA;
  into.c = broken ? NaN : faultValue(faults, "battery.min", "percent", battery.percent);
}

function measureBumper(suite: Suite, world: World, nowNs: number): void {
  const { faults } = suite;
  const bounceMs = faultValue(faults, "bumper.flap", "periodMs", 0);
  const pressed = faults.has("bumper.stuck") || flappedAway(bounceMs, nowNs);
  const barred = pressesBumper(world.charger, world.robot);
  const cliffM = suite.spec.bumper?.cliffM ?? 0;
  const edge = cliffM > 0 && seesCliff(world, cliffM);
  suite.bumpers.measured.a = pressed || barred || edge ? 1 : world.contact.contact;
}

function measureRange(suite: Suite, world: World): void {
  const { range, noise } = suite.spec;
  if (range === null || range === undefined) return;
  const { ranges } = suite.rings.measured;
  if (suite.faults.has("range.nan")) ranges.fill(NaN);
  else measureRing(world, range, noise ? suite.rangeNoise : null, ranges);
}

/** The contact opens when the button is pressed; a bouncing one opens for half of each period. */
function measureEstop(suite: Suite, nowNs: number): void {
  const { faults } = suite;
  const bounceMs = faultValue(faults, "estop.flap", "periodMs", 0);
  const open = faults.has("estop.stuck") || flappedAway(bounceMs, nowNs);
  suite.estops.measured.a = open ? 0 : 1;
}

function measureMotors(suite: Suite, world: World): void {
  const { motor, noise } = suite.spec;
  if (motor === null) return;
  const { left, right } = world.drives;
  const into = suite.motors.measured;
  const shake = noise ? motor.noiseA : 0;
  into.a = left.currentA + gauss(suite.motorNoise) * shake;
  into.b = right.currentA + gauss(suite.motorNoise) * shake;
  into.c = left.tempC;
  into.d = right.tempC;
}

function measureBeacon(suite: Suite, world: World): void {
  const { beacon, noise } = suite.spec;
  if (beacon === null) return;
  const into = suite.fixes.measured;
  const shake = noise ? 1 : 0;
  into.a = world.robot.xM + gauss(suite.beaconNoise) * beacon.noiseM * shake;
  into.b = world.robot.yM + gauss(suite.beaconNoise) * beacon.noiseM * shake;
  into.c = world.robot.yawRad + gauss(suite.beaconNoise) * beacon.noiseRad * shake;
}

/** Samples every sensor that is due at a tick. */
export function sampleSuite(suite: Suite, world: World, tick: number, nowNs: number): void {
  const { spec, faults } = suite;
  const { tickNs } = spec;
  if (spec.lidar !== null && isDue(spec.lidar.timing, tick)) {
    measureLidar(suite, world);
    sendSample(suite.scans, faults, nowNs, tickNs);
  }
  if (spec.imu !== null && isDue(spec.imu.timing, tick)) {
    measureImu(suite, world);
    sendSample(suite.imus, faults, nowNs, tickNs);
  }
  if (spec.encoder !== null && isDue(spec.encoder.timing, tick)) {
    measureWheels(suite, world, nowNs);
    sendSample(suite.wheels, faults, nowNs, tickNs);
  }
  if (spec.battery !== null && isDue(spec.battery.timing, tick)) {
    measureBattery(suite);
    sendSample(suite.batteries, faults, nowNs, tickNs);
  }
  if (spec.bumper !== null && isDue(spec.bumper.timing, tick)) {
    measureBumper(suite, world, nowNs);
    sendSample(suite.bumpers, faults, nowNs, tickNs);
  }
  if (spec.motor !== null && isDue(spec.motor.timing, tick)) {
    measureMotors(suite, world);
    sendSample(suite.motors, faults, nowNs, tickNs);
  }
  if (spec.beacon !== null && isDue(spec.beacon.timing, tick)) {
    measureBeacon(suite, world);
    sendSample(suite.fixes, faults, nowNs, tickNs);
  }
  sampleSafety(suite, world, tick, nowNs);
}

function sampleSafety(suite: Suite, world: World, tick: number, nowNs: number): void {
  const { spec, faults } = suite;
  if (spec.range && isDue(spec.range.timing, tick)) {
    measureRange(suite, world);
    sendSample(suite.rings, faults, nowNs, spec.tickNs);
  }
  if (!spec.estop || !isDue(spec.estop.timing, tick)) return;
  measureEstop(suite, nowNs);
  // A contact that bounces still answers: its samples are not lost.
  const lost = faults.has("estop.off");
  if (!lost) sendSample(suite.estops, noFaults, nowNs, spec.tickNs);
}

const noFaults: ReadonlyMap<string, Readonly<Record<string, number>>> = new Map();

function deliverSafety(suite: Suite, nowNs: number, into: KernelInputs): void {
  const ring = takeNewest(suite.rings.line, nowNs);
  if (ring !== null) {
    stampInput(into.range, ring, nowNs);
    into.range.count = ring.ranges.length;
    into.range.rangesM.set(ring.ranges);
  }
  const estop = takeNewest(suite.estops.line, nowNs);
  if (estop === null) return;
  stampInput(into.estopInput, estop, nowNs);
  into.estopInput.closed = estop.a;
}

function stampInput(into: Stamp, from: Stamp, nowNs: number): void {
  into.fresh = 1;
  into.seq = from.seq;
  into.measuredNs = from.measuredNs;
  into.arrivedNs = nowNs;
}

function deliverScan(suite: Suite, nowNs: number, into: KernelInputs): void {
  const scan = takeNewest(suite.scans.line, nowNs);
  if (scan === null) return;
  stampInput(into.scan, scan, nowNs);
  into.scan.count = scan.ranges.length;
  into.scan.rangesM.set(scan.ranges);
}

function deliverMotion(suite: Suite, nowNs: number, into: KernelInputs): void {
  const imu = takeNewest(suite.imus.line, nowNs);
  if (imu !== null) {
    stampInput(into.imu, imu, nowNs);
    into.imu.yawRateRadps = imu.a;
    into.imu.accelMps2 = imu.b;
    into.imu.tiltRad = imu.c;
  }
  const wheels = takeNewest(suite.wheels.line, nowNs);
  if (wheels !== null) {
    stampInput(into.wheels, wheels, nowNs);
    const { rad, radps } = wheels.reading;
    into.wheels.leftRad = rad[0] ?? 0;
    into.wheels.rightRad = rad[1] ?? 0;
    into.wheels.leftRadps = radps[0] ?? 0;
    into.wheels.rightRadps = radps[1] ?? 0;
    into.wheels.rearLeftRad = rad[2] ?? 0;
    into.wheels.rearRightRad = rad[3] ?? 0;
    into.wheels.rearLeftRadps = radps[2] ?? 0;
    into.wheels.rearRightRadps = radps[3] ?? 0;
    into.wheels.steerRad = wheels.steerRad;
  }
  const motors = takeNewest(suite.motors.line, nowNs);
  if (motors === null) return;
  stampInput(into.motors, motors, nowNs);
  into.motors.leftA = motors.a;
  into.motors.rightA = motors.b;
  into.motors.leftC = motors.c;
  into.motors.rightC = motors.d;
}

/** Puts the samples that have arrived into the kernel's inputs. */
export function deliverSuite(suite: Suite, nowNs: number, into: KernelInputs): void {
  deliverScan(suite, nowNs, into);
  deliverMotion(suite, nowNs, into);
  deliverSafety(suite, nowNs, into);
  const battery = takeNewest(suite.batteries.line, nowNs);
  if (battery !== null) {
    stampInput(into.battery, battery, nowNs);
    into.battery.voltageV = battery.a;
    into.battery.currentA = battery.b;
    into.battery.percent = battery.c;
  }
  const bumper = takeNewest(suite.bumpers.line, nowNs);
  if (bumper !== null) {
    stampInput(into.bumper, bumper, nowNs);
    into.bumper.pressed = bumper.a;
  }
  const fix = takeNewest(suite.fixes.line, nowNs);
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
  const front = Math.abs(robot.leftEffort) + Math.abs(robot.rightEffort);
  const rear = Math.abs(robot.rearLeftEffort) + Math.abs(robot.rearRightEffort);
  const load = robot.enabled === 1 ? front + rear : 0;
  const charge = chargeW(world.charger, robot, world.timeS);
  drainBattery(suite.battery, suite.spec.battery, load, charge, dtS);
  robot.supply = suite.battery.supply;
}
