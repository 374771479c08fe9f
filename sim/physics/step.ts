/**
 * One step of physics: wheel drives (drive.ts), body, people. Differential drive along exact arcs.
 *
 * @module
 */
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import { personClearance, staticClearance, updateContact } from "./contact.ts";
import { driveWheel, gravity } from "./drive.ts";
import { leftWay, rightWay, stepFloor } from "./floor.ts";
import { frictionAt, stepDoors } from "./surroundings.ts";
import type { Person, World } from "./world.ts";

/** Moves the robot along its arc; returns true where something static is in the way. */
function moveRobot(world: World, dtS: number): boolean {
  const { robot, spec } = world;
  const rolled = spec.wheelRadiusM * world.traction;
  const left = robot.leftRadps * leftWay(world.floor);
  const right = robot.rightRadps * rightWay(world.floor);
  const linear = (left + right) * 0.5 * rolled;
  const angular = (right - left) * rolled / spec.separationM;
  robot.leftRad += robot.leftRadps * dtS;
  robot.rightRad += robot.rightRadps * dtS;
  const before = robot.linearMps;
  if (linear === 0 && angular === 0) {
    robot.linearMps = 0;
    robot.angularRadps = 0;
    robot.accelMps2 = (0 - before) / dtS;
    return false;
  }
  const turn = angular * dtS;
  const straight = Math.abs(turn) < 1e-9;
  const along = straight ? linear * dtS : linear / angular * sin(turn);
  const across = straight ? 0 : linear / angular * (1 - cos(turn));
  const c = cos(robot.yawRad);
  const s = sin(robot.yawRad);
  const x = robot.xM + c * along - s * across;
  const y = robot.yM + s * along + c * across;
  const yaw = wrapAngle(robot.yawRad + turn);
  const blocked = staticClearance(world, x, y, yaw) === 0 &&
    staticClearance(world, robot.xM, robot.yM, robot.yawRad) > 0;
  if (!blocked) {
    robot.xM = x;
    robot.yM = y;
    robot.yawRad = yaw;
  }
  robot.linearMps = blocked ? 0 : linear;
  robot.angularRadps = blocked ? 0 : angular;
  robot.accelMps2 = (robot.linearMps - before) / dtS;
  return blocked;
}

/** Puts a person at its way along the polyline. */
function placePerson(person: Person, doneM: number, into: { xM: number; yM: number }): void {
  const { xs, ys, wayM } = person;
  const last = xs.length - 1;
  let i = 0;
  while (i < last - 1 && (wayM[i + 1] ?? 0) < doneM) i += 1;
  const from = wayM[i] ?? 0;
  const length = (wayM[i + 1] ?? from) - from;
  const share = length > 0 ? Math.min(1, Math.max(0, (doneM - from) / length)) : 0;
  into.xM = (xs[i] ?? 0) + share * ((xs[i + 1] ?? xs[i] ?? 0) - (xs[i] ?? 0));
  into.yM = (ys[i] ?? 0) + share * ((ys[i + 1] ?? ys[i] ?? 0) - (ys[i] ?? 0));
}

const next = { xM: 0, yM: 0 };

function movePerson(world: World, person: Person, dtS: number): void {
  if (world.timeS < person.startS || person.xs.length < 2) return;
  const whole = person.wayM[person.wayM.length - 1] ?? 0;
  let done = person.doneM + person.direction * person.speedMps * dtS;
  let direction = person.direction;
  if (done >= whole || done <= 0) {
    done = Math.min(whole, Math.max(0, done));
    if (person.loop) direction = done >= whole ? -1 : 1;
  }
  placePerson(person, done, next);
  if (!person.pushes) {
    const after = personClearance(world, next.xM, next.yM, person.radiusM);
    const before = personClearance(world, person.xM, person.yM, person.radiusM);
    if (after < world.peopleStopM && after <= before) return;
  }
  person.doneM = done;
  person.direction = direction;
  person.xM = next.xM;
  person.yM = next.yM;
}

/** Lets people and doors alone live until `untilS`: where they are when a run begins later. */
export function advancePeople(world: World, untilS: number, dtS: number): void {
  const steps = Math.round(untilS / dtS);
  while (world.steps < steps) {
    stepDoors(world.doors, world.timeS);
    for (const person of world.people) movePerson(world, person, dtS);
    world.steps += 1;
    world.timeS = world.steps * dtS;
  }
}

/** Advances the world by one physics step. */
export function stepWorld(world: World, dtS: number): void {
  const { robot: r, spec, drives } = world;
  const { enabled, supply } = r;
  stepDoors(world.doors, world.timeS);
  const friction = frictionAt(world.zones, r.xM, r.yM, spec.friction);
  const grip = friction * gravity / spec.wheelRadiusM * dtS;
  const { left, right } = drives;
  r.leftRadps = driveWheel(left, r.leftRadps, r.leftEffort, enabled, supply, spec, grip, dtS);
  r.rightRadps = driveWheel(right, r.rightRadps, r.rightEffort, enabled, supply, spec, grip, dtS);
  stepFloor(world.floor, dtS);
  const blocked = moveRobot(world, dtS);
  for (const person of world.people) movePerson(world, person, dtS);
  updateContact(world, blocked);
  world.steps += 1;
  world.timeS = world.steps * dtS;
}
