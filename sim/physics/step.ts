/**
 * One step of physics: wheels (wheels.ts), the body along exact arcs, people. The robots of one
 * place move one after the other, then the people, then contacts are worked out.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import type { BodyMotion } from "core/world/mod.ts";
import { layHull, robotInWay } from "./company.ts";
import { staticClearance, updateContact } from "./contact.ts";
import { stepFloor } from "./floor.ts";
import { stepFall } from "./fall.ts";
import { stepDoors } from "./surroundings.ts";
import { turnWheels } from "./wheels.ts";
import { movePerson } from "./walk.ts";
import type { World } from "./world.ts";

/** Motion of the body in the step that is made. */
const motion: BodyMotion = { forward: 0, side: 0, turn: 0 };

/** Moves the robot along its arc; returns true where something static is in the way. */
function moveRobot(world: World, dtS: number): boolean {
  const { robot } = world;
  const { forward, side, turn: angular } = motion;
  const before = robot.linearMps;
  world.against = -1;
  if (forward === 0 && side === 0 && angular === 0) {
    robot.linearMps = 0;
    robot.lateralMps = 0;
    robot.angularRadps = 0;
    robot.accelMps2 = (0 - before) / dtS;
    return false;
  }
  const turn = angular * dtS;
  const straight = Math.abs(turn) < 1e-9;
  const st = sin(turn);
  const ct = 1 - cos(turn);
  const along = straight ? forward * dtS : (forward * st - side * ct) / angular;
  const across = straight ? side * dtS : (forward * ct + side * st) / angular;
  const c = cos(robot.yawRad);
  const s = sin(robot.yawRad);
  const x = robot.xM + c * along - s * across;
  const y = robot.yM + s * along + c * across;
  const yaw = wrapAngle(robot.yawRad + turn);
  const blocked = staticClearance(world, x, y, yaw) === 0 &&
    staticClearance(world, robot.xM, robot.yM, robot.yawRad) > 0;
  if (!blocked && world.others.length > 0) {
    world.against = robotInWay(world, x, y, yaw);
    world.againstMps = forward;
  }
  const stopped = blocked || world.against >= 0;
  if (!stopped) {
    robot.xM = x;
    robot.yM = y;
    robot.yawRad = yaw;
    layHull(world);
  }
  robot.linearMps = stopped ? 0 : forward;
  robot.lateralMps = stopped ? 0 : side;
  robot.angularRadps = stopped ? 0 : angular;
  robot.accelMps2 = (robot.linearMps - before) / dtS;
  return blocked;
}

/** A robot that falls goes on as it was; nothing turns it and nothing holds it. */
function fly(world: World): void {
  const { robot } = world;
  motion.forward = robot.linearMps;
  motion.side = robot.lateralMps;
  motion.turn = robot.angularRadps;
}

/** Lets people and doors alone live for some steps: where the robot is moved by somebody else. */
export function livePeople(world: World, steps: number, dtS: number): void {
  for (let i = 0; i < steps; i++) {
    stepDoors(world.doors, world.timeS);
    for (const person of world.people) movePerson(world, person, dtS);
    world.steps += 1;
    world.timeS = world.steps * dtS;
  }
}

/** Where people and doors are at `untilS`, when a run begins later than they did. */
export function advancePeople(world: World, untilS: number, dtS: number): void {
  livePeople(world, Math.max(0, Math.round(untilS / dtS) - world.steps), dtS);
}

/** Moves the robot of a world for one step. */
function moveBody(world: World, dtS: number): void {
  if (stepFall(world, dtS)) fly(world);
  else turnWheels(world, dtS, motion);
  stepFloor(world.floor, dtS);
  world.blocked = moveRobot(world, dtS) ? 1 : 0;
}

/** What came of the step: contacts, and the time. */
function endStep(world: World, dtS: number): void {
  updateContact(world, world.blocked === 1);
  world.steps += 1;
  world.timeS = world.steps * dtS;
}

/** Advances the worlds of all robots of a place, and its people, by one physics step. */
export function stepPlace(worlds: readonly World[], dtS: number): void {
  const first = at(worlds, 0);
  stepDoors(first.doors, first.timeS);
  for (const world of worlds) moveBody(world, dtS);
  for (const person of first.people) movePerson(first, person, dtS);
  for (const world of worlds) endStep(world, dtS);
}
