/**
 * What lies along a line of sight, all of it, the farthest first: things are of different heights, so
 * that one is seen over another.
 *
 * @module
 */
import { at } from "core/fault.ts";
import type { World } from "sim/physics/mod.ts";
import { boxHeightM, type Colour, colours, heights, thingColour } from "./camera_paint.ts";
import { rayWall } from "./rays.ts";

/** One thing on a line of sight. */
export interface Hit {
  /** Where the line enters and leaves it, m. */
  nearM: number;
  farM: number;
  heightM: number;
  /** Of a person: where the clothes end; else the height. */
  bandM: number;
  colour: Colour;
  /** Colour above the band. */
  upper: Colour;
  /** 1 = seen through. */
  clear: number;
}

/** The things on one line; the first `count` of `hits`. */
export interface SightLine {
  readonly hits: Hit[];
  count: number;
}

const span = { nearM: 0, farM: 0 };
/** Nearer than this is in the lens, m. */
const lensM = 0.02;

/** Makes a line for a world: it never holds more things than the world has. */
export function createSightLine(world: World): SightLine {
  const most = 1 + world.circles.length + world.boxes.length + world.people.length +
    world.others.length;
  const make = (): Hit => ({
    nearM: 0,
    farM: 0,
    heightM: 0,
    bandM: 0,
    colour: colours.wall,
    upper: colours.wall,
    clear: 0,
  });
  return { hits: Array.from({ length: most }, make), count: 0 };
}

function spanCircle(
  ox: number,
  oy: number,
  dx: number,
  dy: number,
  circle: { readonly xM: number; readonly yM: number; readonly radiusM: number },
): boolean {
  const ex = circle.xM - ox;
  const ey = circle.yM - oy;
  const along = ex * dx + ey * dy;
  const left2 = circle.radiusM * circle.radiusM - (ex * ex + ey * ey - along * along);
  if (left2 < 0) return false;
  const half = Math.sqrt(left2);
  span.nearM = along - half;
  span.farM = along + half;
  return span.farM > 0;
}

function spanPolygon(
  ox: number,
  oy: number,
  dx: number,
  dy: number,
  polygon: Float64Array,
): boolean {
  span.nearM = Infinity;
  span.farM = -Infinity;
  for (let i = 0; i < polygon.length; i += 2) {
    const j = i + 2 < polygon.length ? i + 2 : 0;
    const ax = (polygon[i] ?? 0) - ox;
    const ay = (polygon[i + 1] ?? 0) - oy;
    const ex = (polygon[j] ?? 0) - ox - ax;
    const ey = (polygon[j + 1] ?? 0) - oy - ay;
    const cross = dx * ey - dy * ex;
    if (cross === 0) continue;
    const t = (ax * ey - ay * ex) / cross;
    const u = (ax * dy - ay * dx) / cross;
    if (u < 0 || u > 1) continue;
    span.nearM = Math.min(span.nearM, t);
    span.farM = Math.max(span.farM, t);
  }
  return span.farM > 0;
}

/** Adds what `span` holds, in its place by distance: the farthest first. */
function add(line: SightLine, heightM: number, colour: Colour, maxM: number): Hit | null {
  const nearM = Math.max(lensM, span.nearM);
  if (nearM > maxM) return null;
  let place = line.count;
  const hit = at(line.hits, place);
  while (place > 0 && at(line.hits, place - 1).nearM < nearM) {
    line.hits[place] = at(line.hits, place - 1);
    place -= 1;
  }
  line.hits[place] = hit;
  line.count += 1;
  hit.nearM = nearM;
  hit.farM = Math.min(maxM, span.farM);
  hit.heightM = heightM;
  hit.bandM = heightM;
  hit.colour = colour;
  hit.upper = colour;
  hit.clear = colour === colours.glass ? 1 : 0;
  return hit;
}

/** Looks along a line from a point in a direction of length 1, as far as `maxM`. */
export function lookAlong(
  world: World,
  line: SightLine,
  from: { readonly xM: number; readonly yM: number },
  dx: number,
  dy: number,
  maxM: number,
): void {
  line.count = 0;
  const ox = from.xM;
  const oy = from.yM;
  span.nearM = world.map === null ? Infinity : rayWall(world.map, ox, oy, dx, dy, maxM);
  span.farM = span.nearM;
  add(line, heights.wall, colours.wall, maxM);
  for (let i = 0; i < world.circles.length; i++) {
    if (!spanCircle(ox, oy, dx, dy, at(world.circles, i))) continue;
    add(line, heights.thing, thingColour(world, i), maxM);
  }
  for (let i = 0; i < world.boxes.length; i++) {
    if (!spanPolygon(ox, oy, dx, dy, at(world.boxes, i))) continue;
    add(line, boxHeightM(world, i), thingColour(world, world.circles.length + i), maxM);
  }
  for (const other of world.others) {
    if (!spanPolygon(ox, oy, dx, dy, other.hull)) continue;
    add(line, heights.robot, colours.robot, maxM);
  }
  for (const person of world.people) {
    if (!spanCircle(ox, oy, dx, dy, person)) continue;
    const hit = add(line, heights.person, colours.clothes, maxM);
    if (hit === null) continue;
    hit.bandM = heights.shoulder;
    hit.upper = colours.skin;
  }
}
