/**
 * What each sensor of a suite makes of the world when it is due: with its noise and its faults, into
 * its delay line.
 *
 * @module
 */
import { gauss, uniform } from "core/math/mod.ts";
import { faultValue } from "sim/faults/mod.ts";
import { pressesBumper, seesCliff, type World } from "sim/physics/mod.ts";
import { stepCamera } from "./camera.ts";
import { scanWorld } from "./lidar.ts";
import { measureRing } from "./range_ring.ts";
import { flappedAway, isDue, sendSample } from "./stream.ts";
import { readWheels } from "./wheels.ts";

import type { Suite } from "./suite.ts";

const noFaults: ReadonlyMap<string, Readonly<Record<string, number>>> = new Map();

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
  const turn = gauss(suite.beaconNoise) * beacon.noiseRad * shake;
  into.c = beacon.heading ? world.robot.yawRad + turn : 0;
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
  for (const camera of suite.cameras) stepCamera(camera, world, tick, nowNs);
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
