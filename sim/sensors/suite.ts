/**
 * All sensors of a simulated robot: what they are made from and what they remember. measure.ts
 * samples each at its own rate on the kernel's ticks, deliver.ts fills the kernel's inputs.
 *
 * @module
 */
import { createPrng, type Prng } from "core/math/mod.ts";
import type { Stamp } from "core/messages/mod.ts";
import { chargeW, type World } from "sim/physics/mod.ts";
import { type BatterySpec, type BatteryState, createBattery, drainBattery } from "./battery.ts";
import { type Camera, createCamera } from "./camera.ts";
import type { CameraSpec } from "./camera_spec.ts";
import { type LidarSpec } from "./lidar.ts";
import { type RangeSpec } from "./range_ring.ts";
import { createStream, type SensorTiming, type Stream } from "./stream.ts";
import { createReading, createWheelBoard, type WheelBoard, type WheelReading } from "./wheels.ts";

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
    readonly heading: boolean;
  } | null;
  /** Cameras are no part of the kernel's inputs: who wants an image asks the camera for it. */
  readonly cameras?: readonly CameraSpec[];
}

/** The wheels at one instant: angles and rates of each, and the steering angle. */
export interface WheelSample extends Stamp {
  readonly reading: WheelReading;
  steerRad: number;
}

/** A scan, or one look of a ring. */
export interface ScanSample extends Stamp {
  readonly ranges: Float32Array;
}

/** Up to four numbers of a small sensor. */
export interface Numbers extends Stamp {
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
  readonly cameras: readonly Camera[];
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
    cameras: (spec.cameras ?? []).map((camera) => createCamera(camera, spec)),
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
