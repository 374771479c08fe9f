/**
 * Robots of one place: each has its own world, and these know each other here. To each other robots
 * are solid: a motion that would bring two outlines together is not made, and both are touched.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import { layOutline } from "./outline.ts";
import { polygonDistance } from "./shapes.ts";
import type { World } from "./world.ts";

/** Beyond this the distance to a robot is a lower bound from the circles about both, m. */
const nearM = 1;

/** Keeps the outline where the robot stands; where it is alone nobody asks. */
export function layHull(world: World): void {
  if (world.others.length === 0) return;
  const { xM, yM, yawRad } = world.robot;
  layOutline(world, world.hull, xM, yM, cos(yawRad), sin(yawRad));
}

/** Lets the robots of one place know each other. The worlds share their things and people. */
export function introduce(worlds: readonly World[]): void {
  for (const world of worlds) {
    for (const other of worlds) if (other !== world) world.others.push(other);
  }
  for (const world of worlds) layHull(world);
}

/** What lies between the circles about two robots, the first of them at x, y, m. */
function gapM(world: World, other: World, x: number, y: number): number {
  const dx = other.robot.xM - x;
  const dy = other.robot.yM - y;
  return Math.sqrt(dx * dx + dy * dy) - world.circumradiusM - other.circumradiusM;
}

/** True where two robots touch: one has run into the other, or they stand in each other. */
function touch(world: World, index: number, other: World): boolean {
  if (world.against === index) return true;
  return other.against >= 0 && other.others[other.against] === world;
}

/** Distance of the robot where it stands to another one, m; 0 where they touch. */
export function robotDistance(world: World, index: number): number {
  const other = at(world.others, index);
  if (touch(world, index, other)) return 0;
  const gap = gapM(world, other, world.robot.xM, world.robot.yM);
  return gap > nearM ? gap : polygonDistance(world.hull, other.hull);
}

/**
 * Index of the other robot that a motion to a pose would bring this one into; -1 = none. Robots that
 * stand in each other already may part.
 */
export function robotInWay(world: World, x: number, y: number, yawRad: number): number {
  for (let i = 0; i < world.others.length; i++) {
    const other = at(world.others, i);
    if (gapM(world, other, x, y) > 0) continue;
    layOutline(world, world.outline, x, y, cos(yawRad), sin(yawRad));
    if (polygonDistance(world.outline, other.hull) > 0) continue;
    if (polygonDistance(world.hull, other.hull) > 0) return i;
  }
  return -1;
}

/** The robot of a place that is nearest to a point, as its world. */
export function nearestRobot(world: World, x: number, y: number): World {
  let nearest = world;
  let best = Infinity;
  for (let i = -1; i < world.others.length; i++) {
    const one = i < 0 ? world : at(world.others, i);
    const dx = one.robot.xM - x;
    const dy = one.robot.yM - y;
    const d2 = dx * dx + dy * dy;
    if (d2 >= best) continue;
    best = d2;
    nearest = one;
  }
  return nearest;
}
