/**
 * The wheels of a robot over one step: motors turn them, the floor holds them, and what they roll
 * is the motion of the body (core/world drive_geometry.ts).
 *
 * A steered drive has one motor for its rear axle (faults of `motor.left`), whose differential lets
 * both wheels roll as the curve wants it, and one for the steering (`motor.right`). In a curve its
 * tyres hold no more than friction gives: beyond it the robot runs wide.
 *
 * @module
 */
import { cos, sin } from "core/math/mod.ts";
import {
  type BodyMotion,
  curvatureOf,
  driveKinds,
  motionOfWheels,
  type WheelSet,
  wheelsOfMotion,
} from "core/world/mod.ts";
import { driveWheel, gravity, turnSteering, type WheelLoad } from "./drive.ts";
import { leftWay, rightWay } from "./floor.ts";
import { type FloorZone, zoneAt } from "./surroundings.ts";
import type { World } from "./world.ts";

/** Scratch of one step: what a wheel meets, and the ways of the wheels. */
const meets: WheelLoad = { grip: 0, load: 0, pull: 0 };
const down: BodyMotion = { forward: 0, side: 0, turn: 0 };
const pulls: WheelSet = { left: 0, right: 0, rearLeft: 0, rearRight: 0 };
const rolled: WheelSet = { left: 0, right: 0, rearLeft: 0, rearRight: 0 };
/** Share of stall that scrubbing takes at a turn of 1 rad/s. */
const scrubPerRadps = 0.15;

function turnPair(world: World, dtS: number): void {
  const { robot: r, spec, drives } = world;
  const { enabled, supply } = r;
  const { left, right } = drives;
  meets.pull = pulls.left;
  r.leftRadps = driveWheel(left, r.leftRadps, r.leftEffort, enabled, supply, spec, meets, dtS);
  meets.pull = pulls.right;
  r.rightRadps = driveWheel(right, r.rightRadps, r.rightEffort, enabled, supply, spec, meets, dtS);
}

function turnRear(world: World, dtS: number): void {
  const { robot: r, spec, drives } = world;
  const { enabled, supply } = r;
  const left = drives.rearLeft;
  const right = drives.rearRight;
  const { rearLeftRadps, rearRightRadps, rearLeftEffort, rearRightEffort } = r;
  meets.pull = pulls.rearLeft;
  r.rearLeftRadps = driveWheel(
    left,
    rearLeftRadps,
    rearLeftEffort,
    enabled,
    supply,
    spec,
    meets,
    dtS,
  );
  meets.pull = pulls.rearRight;
  r.rearRightRadps = driveWheel(
    right,
    rearRightRadps,
    rearRightEffort,
    enabled,
    supply,
    spec,
    meets,
    dtS,
  );
}

/** One motor turns the axle; the differential gives each wheel what the curve wants. */
function turnAxle(world: World, dtS: number): void {
  const { robot: r, spec, drives } = world;
  const axle = (r.leftRadps + r.rightRadps) * 0.5;
  meets.pull = pulls.left;
  const turned = driveWheel(
    drives.left,
    axle,
    r.leftEffort,
    r.enabled,
    r.supply,
    spec,
    meets,
    dtS,
  );
  r.steerRad = turnSteering(drives.right, r.steerRad, r.steerSetRad, r.enabled, spec, dtS);
  const half = curvatureOf(spec.drive, r.steerRad) * spec.drive.separationM * 0.5;
  r.leftRadps = turned * (1 - half);
  r.rightRadps = turned * (1 + half);
}

/** What the slope under the robot does to each wheel, and how steep it is. */
function feelSlope(world: World, zone: FloorZone | null): void {
  const { robot, spec } = world;
  const slopeRad = zone?.slopeRad ?? 0;
  robot.tiltRad = slopeRad;
  const uphill = (zone?.uphillRad ?? 0) - robot.yawRad;
  const fallMps2 = slopeRad === 0 ? 0 : -gravity * sin(slopeRad);
  down.forward = slopeRad === 0 ? 0 : fallMps2 * cos(uphill);
  down.side = slopeRad === 0 ? 0 : fallMps2 * sin(uphill);
  wheelsOfMotion(spec.drive, down, pulls);
}

/** Turns the wheels by one step and writes the motion of the body that follows into `into`. */
export function turnWheels(
  world: World,
  dtS: number,
  into: BodyMotion,
): void {
  const { robot: r, spec, floor } = world;
  const { drive } = spec;
  const zone = zoneAt(world.zones, r.xM, r.yM);
  const friction = zone?.friction ?? spec.friction;
  feelSlope(world, zone);
  meets.grip = friction * gravity * cos(r.tiltRad) / drive.wheelRadiusM * dtS;
  meets.load = spec.scrubs === 1 ? Math.abs(r.angularRadps) * scrubPerRadps : 0;
  if (drive.kind === driveKinds.ackermann) turnAxle(world, dtS);
  else turnPair(world, dtS);
  if (drive.kind === driveKinds.omni) turnRear(world, dtS);
  const left = leftWay(floor) * world.traction;
  const right = rightWay(floor) * world.traction;
  rolled.left = r.leftRadps * left;
  rolled.right = r.rightRadps * right;
  rolled.rearLeft = r.rearLeftRadps * left;
  rolled.rearRight = r.rearRightRadps * right;
  motionOfWheels(drive, rolled, into);
  r.leftRad += r.leftRadps * dtS;
  r.rightRad += r.rightRadps * dtS;
  r.rearLeftRad += r.rearLeftRadps * dtS;
  r.rearRightRad += r.rearRightRadps * dtS;
  if (drive.kind !== driveKinds.ackermann) return;
  const speed = Math.abs(into.forward);
  const most = speed > 0 ? friction * gravity / speed : 0;
  if (Math.abs(into.turn) > most) into.turn = into.turn > 0 ? most : -most;
}
