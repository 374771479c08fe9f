/**
 * Draws the floor plan of the demo: an office floor of 24 x 14 m with rooms, doors, shelves and a
 * dock bay, as map_server files. The same call gives the same bytes; a test compares them with
 * the files beside this one.
 *
 * Run: deno run -A sim/maps/draw.ts
 *
 * @module
 */
import { writePgm } from "core/world/map/mod.ts";

/** Cell size of the plan, m. */
const cellM = 0.05;
const widthM = 24;
const heightM = 14;
const widthCells = Math.round(widthM / cellM);
const heightCells = Math.round(heightM / cellM);

const wall = 0;
const free = 254;

/** A filled rectangle by its corners in m, y up. */
type Box = readonly [number, number, number, number];

/** Outer walls, then the walls of the rooms north and south of the corridor, with their doors. */
const walls: readonly Box[] = [
  [0, 0, widthM, 0.2],
  [0, heightM - 0.2, widthM, heightM],
  [0, 0, 0.2, heightM],
  [widthM - 0.2, 0, widthM, heightM],
  // corridor, south side: doors at x = 3, 10, 17 (1.2 m wide)
  [0, 5.4, 2.4, 5.5],
  [3.6, 5.4, 9.4, 5.5],
  [10.6, 5.4, 16.4, 5.5],
  [17.6, 5.4, widthM, 5.5],
  // corridor, north side: doors at x = 5, 12, 20
  [0, 8.5, 4.4, 8.6],
  [5.6, 8.5, 11.4, 8.6],
  [12.6, 8.5, 19.4, 8.6],
  [20.6, 8.5, widthM, 8.6],
  // between rooms
  [7, 0, 7.1, 5.4],
  [14, 0, 14.1, 5.4],
  [8.5, 8.6, 8.6, heightM],
  [16, 8.6, 16.1, heightM],
];

/** Shelves, desks, pillars. */
const furniture: readonly Box[] = [
  [8, 1, 8.5, 4],
  [12.5, 1, 13, 4],
  [10, 1.2, 11.4, 1.8],
  [15.5, 0.8, 22, 1.3],
  [15.5, 2.8, 19, 3.3],
  [1, 1, 1.6, 4],
  [4.5, 0.8, 6, 1.4],
  [1, 12, 5, 12.6],
  [10, 11, 10.5, 13],
  [13.5, 10.5, 15, 11.2],
  [18, 11.5, 22, 12],
  [22.6, 9, 23.2, 10.5],
  [11.9, 6.9, 12.1, 7.1],
];

/** The area that the robot must not enter: the room in the north-west. */
const keepout: readonly Box[] = [[0.2, 8.6, 8.5, heightM - 0.2]];

/** The crossing in the corridor, where the robot goes at 40 % of its top speed. */
const slow: readonly Box[] = [[8, 5.5, 12, 8.5]];
const slowGray = 102;

function paint(pixels: Uint8Array, boxes: readonly Box[], gray = wall): void {
  for (const [left, bottom, right, top] of boxes) {
    const firstRow = Math.round(heightCells - top / cellM);
    const lastRow = Math.round(heightCells - bottom / cellM);
    for (let row = firstRow; row < lastRow; row++) {
      const from = row * widthCells + Math.round(left / cellM);
      pixels.fill(gray, from, row * widthCells + Math.round(right / cellM));
    }
  }
}

function image(boxes: readonly Box[], background = free, gray = wall): Uint8Array {
  const pixels = new Uint8Array(widthCells * heightCells).fill(background);
  paint(pixels, boxes, gray);
  return writePgm({ width: widthCells, height: heightCells, pixels });
}

function head(name: string, mode = "trinary", thresholds = ["0.65", "0.25"]): string {
  return [
    `image: ${name}.pgm`,
    `mode: ${mode}`,
    `resolution: ${cellM}`,
    "origin: [0.0, 0.0, 0.0]",
    "negate: 0",
    `occupied_thresh: ${thresholds[0]}`,
    `free_thresh: ${thresholds[1]}`,
    "",
  ].join("\n");
}

/** The files of the plan by name. */
export function drawOffice(): ReadonlyMap<string, Uint8Array> {
  const utf8 = new TextEncoder();
  return new Map([
    ["office.pgm", image([...walls, ...furniture])],
    ["office.yaml", utf8.encode(head("office"))],
    ["office_keepout.pgm", image(keepout)],
    ["office_keepout.yaml", utf8.encode(head("office_keepout"))],
    ["office_speed.pgm", image(slow, 255, slowGray)],
    ["office_speed.yaml", utf8.encode(head("office_speed", "scale", ["1.0", "0.0"]))],
  ]);
}

if (import.meta.main) {
  const folder = new URL(".", import.meta.url).pathname;
  for (const [name, bytes] of drawOffice()) await Deno.writeFile(`${folder}${name}`, bytes);
}
