/**
 * What things look like to a camera: one colour for each kind, so that a model can name what it
 * sees, and a height for each, since the world itself is flat.
 *
 * @module
 */
import type { Look, World } from "sim/physics/mod.ts";

/** A colour: red, green, blue, 0..255. */
export type Colour = readonly [number, number, number];

/** Colours of what is not a thing. */
export const colours = {
  sky: [176, 200, 222],
  floor: [150, 146, 138],
  /** A stretch of floor with another grip or a slope. */
  zone: [128, 120, 160],
  /** Floor that is not there. */
  cliff: [16, 16, 24],
  wall: [214, 206, 190],
  door: [134, 84, 44],
  clothes: [204, 40, 44],
  skin: [232, 184, 150],
  black: [26, 26, 28],
  glass: [170, 214, 230],
  robot: [40, 90, 200],
} as const satisfies Record<string, Colour>;

/** Round and boxed things take these in turn: orange, green, violet, yellow, teal, pink. */
const thingColours: readonly Colour[] = [
  [236, 130, 28],
  [52, 160, 70],
  [134, 70, 190],
  [240, 210, 50],
  [20, 150, 160],
  [236, 110, 170],
];

/** Heights, m. */
export const heights = {
  wall: 2.5,
  door: 2,
  thing: 1,
  person: 1.7,
  shoulder: 1.45,
  robot: 0.4,
} as const;

/** The colour of a round or boxed thing, counted over both: circles first, then boxes. */
export function thingColour(world: World, index: number): Colour {
  const box = index - world.circles.length;
  const look: Look = box < 0
    ? world.circles[index]?.look ?? "solid"
    : world.boxLooks[box] ?? "solid";
  if (look === "glass") return colours.glass;
  if (look === "black") return colours.black;
  if (box >= world.boxes.length - world.doors.length) return colours.door;
  return thingColours[index % thingColours.length] ?? colours.wall;
}

/** The height of a boxed thing; doors are the last boxes. */
export function boxHeightM(world: World, box: number): number {
  return box >= world.boxes.length - world.doors.length ? heights.door : heights.thing;
}

/** How bright a thing is at a distance: near things are bright. */
export function shade(distanceM: number, maxM: number): number {
  const share = Math.min(1, distanceM / maxM);
  return 1 - 0.65 * share;
}
