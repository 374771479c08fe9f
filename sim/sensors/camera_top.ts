/**
 * The picture of a camera that looks straight down from above the robot: a crop of the site around
 * it, the robot's front up, without perspective.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { inPolygon, isInside, type World, zoneAt } from "sim/physics/mod.ts";
import type { CameraPose, CameraSpec, Canvas } from "./camera_spec.ts";
import { boxHeightM, type Colour, colours, heights, thingColour } from "./camera_paint.ts";

/** What lies at a point: its colour and how high it stands, m. */
const found: { colour: Colour; heightM: number } = { colour: colours.floor, heightM: 0 };

function set(colour: Colour, heightM: number): void {
  found.colour = colour;
  found.heightM = heightM;
}

function isWithin(
  circle: { readonly xM: number; readonly yM: number; readonly radiusM: number },
  x: number,
  y: number,
): boolean {
  const dx = x - circle.xM;
  const dy = y - circle.yM;
  return dx * dx + dy * dy <= circle.radiusM * circle.radiusM;
}

function isWall(world: World, x: number, y: number): boolean {
  if (world.map === null) return false;
  const { grid, distanceM } = world.map;
  const column = Math.floor((x - grid.originXM) / grid.resolutionM);
  const row = Math.floor((y - grid.originYM) / grid.resolutionM);
  if (column < 0 || row < 0 || column >= grid.widthCells || row >= grid.heightCells) return false;
  return distanceM[row * grid.widthCells + column] === 0;
}

/** Half the width of the stripe by which the robot shows its front, m. */
const noseM = 0.03;

function isRobot(world: World, x: number, y: number, pose: CameraPose): boolean {
  const { robot, spec } = world;
  const ex = x - robot.xM;
  const ey = y - robot.yM;
  const ahead = pose.robotCos * ex + pose.robotSin * ey;
  const left = pose.robotCos * ey - pose.robotSin * ex;
  if (!isInside(spec.footprint, ahead, left)) return false;
  const isNose = ahead > 0 && Math.abs(left) < noseM;
  set(isNose ? colours.wall : colours.robot, heights.robot);
  return true;
}

function lookAt(world: World, x: number, y: number, pose: CameraPose): void {
  for (const person of world.people) {
    if (isWithin(person, x, y)) return set(colours.clothes, heights.person);
  }
  for (let i = 0; i < world.circles.length; i++) {
    if (isWithin(at(world.circles, i), x, y)) return set(thingColour(world, i), heights.thing);
  }
  for (let i = 0; i < world.boxes.length; i++) {
    if (!isInside(at(world.boxes, i), x, y)) continue;
    return set(thingColour(world, world.circles.length + i), boxHeightM(world, i));
  }
  for (const other of world.others) {
    if (isInside(other.hull, x, y)) return set(colours.robot, heights.robot);
  }
  if (isWall(world, x, y)) return set(colours.wall, heights.wall);
  if (isRobot(world, x, y, pose)) return;
  for (const cliff of world.cliffs) {
    // Nothing comes back from down there.
    if (inPolygon(cliff, x, y)) return set(colours.cliff, -Infinity);
  }
  set(zoneAt(world.zones, x, y) === null ? colours.floor : colours.zone, 0);
}

/** Paints what the camera sees from a pose. What stands higher than it is seen at its lens. */
export function paintTop(world: World, spec: CameraSpec, from: CameraPose, canvas: Canvas): void {
  const metresPerPx = 2 * spec.heightM * spec.halfFovTan / spec.widthPx;
  for (let row = 0; row < spec.heightPx; row++) {
    const ahead = (spec.heightPx / 2 - row - 0.5) * metresPerPx;
    for (let column = 0; column < spec.widthPx; column++) {
      const left = (spec.widthPx / 2 - column - 0.5) * metresPerPx;
      const x = from.xM + from.cos * ahead - from.sin * left;
      const y = from.yM + from.sin * ahead + from.cos * left;
      lookAt(world, x, y, from);
      const i = row * spec.widthPx + column;
      const depthM = Math.max(0.001, spec.heightM - found.heightM);
      const isSeen = depthM <= spec.maxM || found.heightM === -Infinity;
      canvas.depthM[i] = depthM <= spec.maxM ? depthM : Infinity;
      const colour: Colour = isSeen ? found.colour : colours.sky;
      for (let k = 0; k < 3; k++) canvas.rgb[3 * i + k] = colour[k] ?? 0;
    }
  }
}
