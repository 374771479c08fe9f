/**
 * What the robot's outline touches, and how far it is from the nearest thing. Grid contact is
 * tested at points along the outline half a cell apart, so a wall can enter by at most half a
 * cell.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import { robotDistance } from "./company.ts";
import { layOutline } from "./outline.ts";
import { pointDistance, polygonDistance } from "./shapes.ts";
import type { StaticMap, World } from "./world.ts";

/** Metres to the nearest wall cell at a point; Infinity off the map. */
export function wallDistance(map: StaticMap, x: number, y: number): number {
  const g = map.grid;
  const column = Math.floor((x - g.originXM) / g.resolutionM);
  const row = Math.floor((y - g.originYM) / g.resolutionM);
  if (column < 0 || row < 0 || column >= g.widthCells || row >= g.heightCells) return Infinity;
  return map.distanceM[row * g.widthCells + column] ?? Infinity;
}

/** Least distance of the outline's points to a wall cell's centre, and so 0 inside one. */
function rimWallDistance(world: World, map: StaticMap, x: number, y: number, c: number, s: number) {
  let least = Infinity;
  const { rim } = world;
  for (let i = 0; i < rim.length; i += 2) {
    const px = rim[i] ?? 0;
    const py = rim[i + 1] ?? 0;
    const d = wallDistance(map, x + c * px - s * py, y + s * px + c * py);
    if (d < least) least = d;
    if (least === 0) return 0;
  }
  return least;
}

/** Beyond this the clearance to walls is a lower bound from the robot's centre, m. */
const nearM = 1;

function wallClearance(world: World, x: number, y: number, c: number, s: number): number {
  const map = world.map;
  if (map === null) return Infinity;
  const half = map.grid.resolutionM * 0.5;
  const centre = wallDistance(map, x, y);
  if (centre === 0) return 0;
  if (centre > world.circumradiusM + nearM) return centre - world.circumradiusM - half;
  const least = rimWallDistance(world, map, x, y, c, s);
  return least === 0 ? 0 : Math.max(1e-6, least - half);
}

/** Clearance to walls, circles and boxes at a pose; 0 on touch. */
export function staticClearance(world: World, x: number, y: number, yawRad: number): number {
  const c = cos(yawRad);
  const s = sin(yawRad);
  let best = wallClearance(world, x, y, c, s);
  if (best === 0 || (world.circles.length === 0 && world.boxes.length === 0)) return best;
  layOutline(world, world.outline, x, y, c, s);
  for (const circle of world.circles) {
    const d = pointDistance(world.outline, circle.xM, circle.yM) - circle.radiusM;
    best = Math.min(best, Math.max(0, d));
  }
  for (const box of world.boxes) best = Math.min(best, polygonDistance(world.outline, box));
  return best;
}

/** Distance of a person's disc at a point to the robot's outline at its present pose. */
export function personClearance(world: World, x: number, y: number, radiusM: number): number {
  const { robot } = world;
  layOutline(world, world.outline, robot.xM, robot.yM, cos(robot.yawRad), sin(robot.yawRad));
  return Math.max(0, pointDistance(world.outline, x, y) - radiusM);
}

/** Whoever moves counts as run into above this speed at first contact, m/s (INTERFACES.md 6). */
const runsIntoMps = 0.05;

/** How somebody touches the robot: judged for each at the first contact, kept until it ends. */
const touches = { none: 0, met: 1, ranInto: 2 } as const;

/** The touch of one at `index` after this step, where the robot moved with `speedMps`. */
function nextTouch(was: number, touching: boolean, speedMps: number): number {
  if (!touching) return touches.none;
  if (was !== touches.none) return was;
  return Math.abs(speedMps) > runsIntoMps ? touches.ranInto : touches.met;
}

/** Works out contact, collision and clearance. `blocked`: the last motion met something static. */
export function updateContact(world: World, blocked: boolean): void {
  const { robot, contact, touches: kept } = world;
  let clearance = blocked ? 0 : staticClearance(world, robot.xM, robot.yM, robot.yawRad);
  const touchesStatic = clearance === 0;
  let touched = false;
  let ranInto = false;
  for (let i = 0; i < world.people.length; i++) {
    const person = at(world.people, i);
    const d = personClearance(world, person.xM, person.yM, person.radiusM);
    if (d < clearance) clearance = d;
    const touch = nextTouch(at(kept.people, i), d <= 0, robot.linearMps);
    kept.people[i] = touch;
    if (touch !== touches.none) touched = true;
    if (touch === touches.ranInto) ranInto = true;
  }
  for (let i = 0; i < world.others.length; i++) {
    const d = robotDistance(world, i);
    if (d < clearance) clearance = d;
    const mps = world.against === i ? world.againstMps : robot.linearMps;
    const touch = nextTouch(at(kept.robots, i), d <= 0, mps);
    kept.robots[i] = touch;
    if (touch !== touches.none) touched = true;
    if (touch === touches.ranInto) ranInto = true;
  }
  contact.contact = touchesStatic || touched ? 1 : 0;
  contact.collision = touchesStatic || ranInto ? 1 : 0;
  contact.clearanceM = clearance;
}
