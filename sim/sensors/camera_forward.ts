/**
 * The picture of a level camera: for each column a line of sight into the flat world, painted from
 * the farthest thing to the nearest, each as high as its kind is.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { inPolygon, type World, zoneAt } from "sim/physics/mod.ts";
import type { CameraPose, CameraSpec, Canvas } from "./camera_spec.ts";
import { type Colour, colours, shade } from "./camera_paint.ts";
import { type Hit, lookAlong, type SightLine } from "./camera_rays.ts";

/** One column of the picture under work. */
interface Column {
  readonly canvas: Canvas;
  readonly spec: CameraSpec;
  readonly focalPx: number;
  index: number;
  /** Length of the line of sight per metre along the axis. */
  stretch: number;
  dx: number;
  dy: number;
}

/** The row at which a height shows at a distance along the axis. */
function rowOf(c: Column, heightM: number, depthM: number): number {
  const { spec, focalPx } = c;
  return spec.heightPx / 2 - focalPx * (heightM - spec.heightM) / depthM;
}

function put(c: Column, row: number, colour: Colour, depthM: number, clear: number): void {
  const { canvas, spec } = c;
  const i = row * spec.widthPx + c.index;
  // A depth camera looks through glass, as those of light pulses do.
  if (clear === 0) canvas.depthM[i] = depthM;
  const light = shade(depthM, spec.maxM);
  for (let k = 0; k < 3; k++) {
    const own = (colour[k] ?? 0) * light;
    const behind = canvas.rgb[3 * i + k] ?? 0;
    canvas.rgb[3 * i + k] = clear === 1 ? 0.35 * own + 0.65 * behind : own;
  }
}

/** Paints the rows between two heights at a distance. */
function band(
  c: Column,
  topM: number,
  bottomM: number,
  depthM: number,
  hit: Hit,
  colour: Colour,
): void {
  const first = Math.max(0, Math.ceil(rowOf(c, topM, depthM) - 0.5));
  const last = Math.min(c.spec.heightPx - 1, Math.ceil(rowOf(c, bottomM, depthM) - 0.5) - 1);
  for (let row = first; row <= last; row++) put(c, row, colour, depthM, hit.clear);
}

/** The upper side of a thing that the camera looks down on. */
function lid(c: Column, hit: Hit): void {
  const nearM = hit.nearM / c.stretch;
  const farM = hit.farM / c.stretch;
  const downM = c.spec.heightM - hit.heightM;
  const first = Math.max(0, Math.ceil(rowOf(c, hit.heightM, farM) - 0.5));
  const last = Math.min(c.spec.heightPx - 1, Math.ceil(rowOf(c, hit.heightM, nearM) - 0.5) - 1);
  for (let row = first; row <= last; row++) {
    const below = row + 0.5 - c.spec.heightPx / 2;
    put(c, row, hit.upper, c.focalPx * downM / below, hit.clear);
  }
}

function thing(c: Column, hit: Hit): void {
  const depthM = hit.nearM / c.stretch;
  if (c.spec.heightM > hit.heightM && hit.farM > hit.nearM) lid(c, hit);
  band(c, hit.bandM, 0, depthM, hit, hit.colour);
  if (hit.bandM < hit.heightM) band(c, hit.heightM, hit.bandM, depthM, hit, hit.upper);
}

function floorColour(world: World, x: number, y: number): Colour {
  for (const cliff of world.cliffs) if (inPolygon(cliff, x, y)) return colours.cliff;
  return zoneAt(world.zones, x, y) === null ? colours.floor : colours.zone;
}

/** Sky above, floor below, as far as the camera sees. */
function background(world: World, c: Column, from: CameraPose): void {
  const { spec, canvas } = c;
  for (let row = 0; row < spec.heightPx; row++) {
    const i = row * spec.widthPx + c.index;
    const below = row + 0.5 - spec.heightPx / 2;
    const depthM = below > 0 ? c.focalPx * spec.heightM / below : Infinity;
    const wayM = depthM * c.stretch;
    if (wayM <= spec.maxM) {
      const x = from.xM + c.dx * wayM;
      const y = from.yM + c.dy * wayM;
      put(c, row, floorColour(world, x, y), depthM, 0);
      continue;
    }
    canvas.depthM[i] = Infinity;
    for (let k = 0; k < 3; k++) canvas.rgb[3 * i + k] = colours.sky[k] ?? 0;
  }
}

/** Paints what the camera sees from a pose. */
export function paintForward(
  world: World,
  spec: CameraSpec,
  from: CameraPose,
  line: SightLine,
  canvas: Canvas,
): void {
  const c: Column = {
    canvas,
    spec,
    focalPx: spec.widthPx / 2 / spec.halfFovTan,
    index: 0,
    stretch: 1,
    dx: 1,
    dy: 0,
  };
  for (let column = 0; column < spec.widthPx; column++) {
    const aside = (column + 0.5 - spec.widthPx / 2) / c.focalPx;
    c.index = column;
    c.stretch = Math.sqrt(1 + aside * aside);
    // To the right of the axis is where y falls.
    c.dx = (from.cos + aside * from.sin) / c.stretch;
    c.dy = (from.sin - aside * from.cos) / c.stretch;
    lookAlong(world, line, from, c.dx, c.dy, spec.maxM);
    background(world, c, from);
    for (let i = 0; i < line.count; i++) thing(c, at(line.hits, i));
  }
}
