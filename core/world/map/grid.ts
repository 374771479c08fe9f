/**
 * Occupancy grids out of ROS map_server files (YAML plus PGM or PNG), and the exact distance of
 * every cell to the nearest occupied one.
 *
 * @module
 */
import { parse as parseYaml } from "yaml";
import { fail, ok, type Result } from "core/fault.ts";
import { type GrayImage, parsePgm } from "./pgm.ts";
import { parsePng } from "./png.ts";
import { turnGrid } from "./turn.ts";

/** A grid of cells, row 0 at the bottom (y up). Lengths in m. */
export interface OccupancyGrid {
  readonly widthCells: number;
  readonly heightCells: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  /** 0 free, 100 occupied, 255 unknown; in mode scale 0..100. */
  readonly cells: Uint8Array;
}

/** The YAML beside a map image. */
interface MapHead {
  readonly image: string;
  readonly mode: "trinary" | "scale" | "raw";
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  /** How far the image is turned about the origin, counter-clockwise. */
  readonly yawRad: number;
  readonly negate: boolean;
  readonly occupiedThresh: number;
  readonly freeThresh: number;
}

/** Marks a cell of which nothing is known. */
export const unknownCell = 255;

function bad(file: string, message: string): Result<never> {
  return fail({
    code: "WORLD_MAP_FORMAT",
    message: `Cannot read map "${file}": ${message}`,
    place: { file, line: 1, column: 1, excerpt: null },
    help: "a map_server YAML has image, resolution, origin, negate and two thresholds",
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function number(value: unknown, preset: number): number | null {
  if (value === undefined) return preset;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function readOrigin(value: unknown): [number, number, number] | null {
  if (!Array.isArray(value) || value.length < 2) return null;
  const [x, y, yaw = 0] = value;
  const good = [x, y, yaw].every((one) => typeof one === "number" && Number.isFinite(one));
  return good ? [Number(x), Number(y), Number(yaw)] : null;
}

/** Reads the YAML of a map. */
export function parseMapHead(text: string, file: string): Result<MapHead> {
  let data: unknown;
  try {
    data = parseYaml(text, { maxAliasCount: 0 });
  } catch (error) {
    return bad(file, error instanceof Error ? error.message.split("\n")[0] ?? "" : "not YAML");
  }
  if (!isRecord(data)) return bad(file, "not a mapping");
  const given = data["mode"] ?? "trinary";
  const mode = typeof given === "string" ? given.toLowerCase() : given;
  const origin = readOrigin(data["origin"]);
  const resolutionM = number(data["resolution"], NaN);
  const occupiedThresh = number(data["occupied_thresh"], 0.65);
  const freeThresh = number(data["free_thresh"], 0.25);
  if (typeof data["image"] !== "string") return bad(file, "image is missing");
  if (mode !== "trinary" && mode !== "scale" && mode !== "raw") return bad(file, `mode ${mode}`);
  if (origin === null) return bad(file, "origin is not [x, y, yaw]");
  if (resolutionM === null || !(resolutionM > 0 && resolutionM < 100)) {
    return bad(file, "resolution");
  }
  if (occupiedThresh === null || freeThresh === null) return bad(file, "a threshold is no number");
  return ok({
    image: data["image"],
    mode,
    resolutionM,
    originXM: origin[0],
    originYM: origin[1],
    yawRad: origin[2],
    negate: data["negate"] === 1 || data["negate"] === true,
    occupiedThresh,
    freeThresh,
  });
}

/** One pixel's cell, as map_server's map_io does it. */
function cellOf(gray: number, head: MapHead): number {
  if (head.mode === "raw") return gray <= 100 ? gray : unknownCell;
  const occupied = head.negate ? gray / 255 : (255 - gray) / 255;
  if (head.mode === "trinary") {
    if (occupied > head.occupiedThresh) return 100;
    return occupied < head.freeThresh ? 0 : unknownCell;
  }
  if (occupied > head.occupiedThresh) return 100;
  if (occupied < head.freeThresh) return 0;
  const span = head.occupiedThresh - head.freeThresh;
  return span > 0 ? Math.round(100 * (occupied - head.freeThresh) / span) : 0;
}

/**
 * A transparent image's grays as map_server's map_io reads them: in mode trinary the opacity is one
 * more channel of the mean, in mode raw it does not count (mode scale: see `buildGrid`).
 */
function graysOf(image: GrayImage, head: MapHead): Uint8Array {
  const { pixels, opacity } = image;
  if (opacity === null || head.mode !== "trinary") return pixels;
  return pixels.map((gray, at) => Math.round((3 * gray + (opacity[at] ?? 0)) / 4));
}

/**
 * Turns an image into cells: the image's last row becomes row 0. In mode scale a cell that is
 * transparent in any degree is unknown.
 */
export function buildGrid(image: GrayImage, head: MapHead): OccupancyGrid {
  const lut = new Uint8Array(256);
  for (let gray = 0; gray < 256; gray++) lut[gray] = cellOf(gray, head);
  const grays = graysOf(image, head);
  const opacity = head.mode === "scale" ? image.opacity : null;
  const cells = new Uint8Array(image.pixels.length);
  for (let row = 0; row < image.height; row++) {
    const from = (image.height - 1 - row) * image.width;
    for (let x = 0; x < image.width; x++) {
      const through = opacity !== null && opacity[from + x] !== 255;
      cells[row * image.width + x] = through
        ? unknownCell
        : lut[grays[from + x] ?? 0] ?? unknownCell;
    }
  }
  return {
    widthCells: image.width,
    heightCells: image.height,
    resolutionM: head.resolutionM,
    originXM: head.originXM,
    originYM: head.originYM,
    cells,
  };
}

type ReadBytes = (path: string) => Result<Uint8Array>;

/** Loads a map by its YAML file; the image stands beside it. A turned one is laid along the axes. */
export function loadMap(path: string, readFile: ReadBytes): Result<OccupancyGrid> {
  const yaml = readFile(path);
  if (!yaml.ok) return yaml;
  const head = parseMapHead(new TextDecoder().decode(yaml.value), path);
  if (!head.ok) return head;
  const cut = path.lastIndexOf("/");
  const folder = cut < 0 ? "." : path.slice(0, cut);
  const imagePath = head.value.image.startsWith("/")
    ? head.value.image
    : `${folder}/${head.value.image}`;
  const bytes = readFile(imagePath);
  if (!bytes.ok) return bytes;
  const image = bytes.value[0] === 137
    ? parsePng(bytes.value, imagePath)
    : parsePgm(bytes.value, imagePath);
  if (!image.ok) return image;
  const grid = buildGrid(image.value, head.value);
  const { yawRad } = head.value;
  return yawRad === 0 ? ok(grid) : turnGrid(grid, yawRad, unknownCell);
}
