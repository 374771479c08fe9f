/**
 * How a person walks: along their polyline, and where the robot is in the way they stop before it,
 * push on, or step aside and come back to their way behind it.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { nearestRobot } from "./company.ts";
import { personClearance, wallDistance } from "./contact.ts";
import type { Person } from "./person.ts";
import type { World } from "./world.ts";

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
const behind = { xM: 0, yM: 0 };

/** Who steps aside looks so far ahead, and leaves so much room to the robot, m. */
const lookM = 1.5;
const roomM = 0.45;
/** Their direction is that of the last bit of their way, m. */
const bitM = 0.15;
/** Nobody is further from their way than this when they go on along it, m. */
const strayM = 1.5;

/**
 * Where somebody who steps aside wants to be instead of at `next`: beside the way, on the side
 * where the robot is not. Once chosen the side stays until the robot is passed.
 */
function stepAside(world: World, person: Person): void {
  placePerson(person, person.doneM - person.direction * bitM, behind);
  const dx = next.xM - behind.xM;
  const dy = next.yM - behind.yM;
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length === 0) return;
  const ux = dx / length;
  const uy = dy / length;
  const near = nearestRobot(world, next.xM, next.yM);
  const rx = near.robot.xM - next.xM;
  const ry = near.robot.yM - next.yM;
  const ahead = rx * ux + ry * uy;
  const left = ry * ux - rx * uy;
  const room = near.circumradiusM + person.radiusM + roomM;
  if (ahead < -room || ahead > lookM + room || Math.abs(left) > room) {
    person.side = 0;
    return;
  }
  if (person.side === 0) person.side = left > 0 ? -1 : 1;
  const aside = left + person.side * room;
  next.xM -= uy * aside;
  next.yM += ux * aside;
}

/** Goes toward `next`, no faster than they walk when they hurry, and never into a wall. */
function goToward(world: World, person: Person, dtS: number): void {
  const dx = next.xM - person.xM;
  const dy = next.yM - person.yM;
  const length = Math.sqrt(dx * dx + dy * dy);
  const most = person.speedMps * 1.3 * dtS;
  if (length > most) {
    next.xM = person.xM + dx / length * most;
    next.yM = person.yM + dy / length * most;
  }
  const isWall = world.map !== null && wallDistance(world.map, next.xM, next.yM) < person.radiusM;
  if (!isWall) return;
  next.xM = person.xM;
  next.yM = person.yM;
}

/** True where somebody is so far from their way that they come back to it first. */
function strayed(person: Person): boolean {
  placePerson(person, person.doneM, behind);
  const dx = behind.xM - person.xM;
  const dy = behind.yM - person.yM;
  return dx * dx + dy * dy > strayM * strayM;
}

/** Distance of a person's disc at a point to the nearest robot. */
function awayFromRobots(world: World, x: number, y: number, radiusM: number): number {
  let least = personClearance(world, x, y, radiusM);
  for (let i = 0; i < world.others.length; i++) {
    least = Math.min(least, personClearance(at(world.others, i), x, y, radiusM));
  }
  return least;
}

/** Moves a person by one step of physics. */
export function movePerson(world: World, person: Person, dtS: number): void {
  if (world.timeS < person.startS || person.xs.length < 2) return;
  const whole = person.wayM[person.wayM.length - 1] ?? 0;
  const paceMps = person.avoids && strayed(person) ? 0 : person.speedMps;
  let done = person.doneM + person.direction * paceMps * dtS;
  let direction = person.direction;
  if (done >= whole || done <= 0) {
    done = Math.min(whole, Math.max(0, done));
    if (person.loop) direction = done >= whole ? -1 : 1;
  }
  placePerson(person, done, next);
  if (person.avoids) {
    stepAside(world, person);
    goToward(world, person, dtS);
  }
  if (!person.pushes) {
    const after = awayFromRobots(world, next.xM, next.yM, person.radiusM);
    const before = awayFromRobots(world, person.xM, person.yM, person.radiusM);
    if (after < world.peopleStopM && after <= before) return;
  }
  person.doneM = done;
  person.direction = direction;
  person.xM = next.xM;
  person.yM = next.yM;
}
