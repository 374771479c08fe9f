import assert from "node:assert/strict";
import fc from "fast-check";
import { unwrap } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import { addScan, createScanMap, fade, type MapScan, rollTo, toGrid } from "core/perception/mod.ts";
import {
  buildGrid,
  distanceField,
  isOccupied,
  loadMap,
  parseMapHead,
  parsePgm,
  saveMap,
} from "core/world/map/mod.ts";
import { readFile } from "cli/read_file.ts";
import { rayWall } from "sim/sensors/mod.ts";

const grid = unwrap(loadMap("sim/maps/office.yaml", readFile));
const truth = { grid, distanceM: distanceField(grid, isOccupied) };
const beams = 400;
const stepRad = 2 * Math.PI / beams;

function scanFrom(
  xM: number,
  yM: number,
  thing: ((angle: number) => number) | null = null,
): MapScan {
  const rangesM = new Float32Array(beams);
  for (let i = 0; i < beams; i++) {
    const angle = i * stepRad;
    const wall = rayWall(truth, xM, yM, cos(angle), sin(angle), 12);
    rangesM[i] = Math.min(wall, thing === null ? Infinity : thing(angle));
  }
  return { rangesM, count: beams, startRad: 0, stepRad, maxM: 12, xM, yM, yawRad: 0 };
}

const whole = { widthM: 24, heightM: 14, resolutionM: 0.05, originXM: 0, originYM: 0 };

Deno.test("addScan() draws the walls that scans saw and frees what lay before them", () => {
  const map = createScanMap(whole);
  for (const [x, y] of [[2, 7], [5, 7], [9, 7], [13, 7], [3, 3], [9, 3]] as const) {
    for (let k = 0; k < 4; k++) addScan(map, scanFrom(x, y));
  }
  const drawn = toGrid(map);
  let wrong = 0;
  let known = 0;
  for (let i = 0; i < drawn.cells.length; i++) {
    if (drawn.cells[i] === 255) continue;
    known += 1;
    const away = truth.distanceM[i] ?? 0;
    if (drawn.cells[i] === 100 ? away > 0.08 : away === 0) wrong += 1;
  }
  assert.ok(known > 30_000, `${known} cells known`);
  assert.ok(wrong < known * 0.005, `${wrong} of ${known} wrong`);
});

/** Cells that a beam crosses, found by walking along it in small steps. */
function crossed(x: number, y: number, angle: number, wayM: number, side: number): Set<number> {
  const cells = new Set<number>();
  for (let s = 0; s <= wayM; s += 1e-4) {
    const column = Math.floor((x + s * cos(angle)) / 0.05);
    const row = Math.floor((y + s * sin(angle)) / 0.05);
    if (column < 0 || row < 0 || column >= side || row >= side) break;
    cells.add(row * side + column);
  }
  return cells;
}

Deno.test("addScan() frees the cells that a beam crosses, on the map and not one beyond", () => {
  const side = 60;
  const inside = fc.double({ min: 0.001, max: 2.999, noNaN: true });
  const angle = fc.double({ min: -4, max: 4, noNaN: true });
  const range = fc.double({ min: 0.2, max: 6, noNaN: true });
  fc.assert(fc.property(inside, inside, angle, range, (xM, yM, yawRad, maxM) => {
    const spec = { widthM: 3, heightM: 3, resolutionM: 0.05, originXM: 0, originYM: 0 };
    const map = createScanMap(spec);
    const rangesM = Float32Array.of(Infinity);
    addScan(map, { rangesM, count: 1, startRad: 0, stepRad: 0, maxM, xM, yM, yawRad });
    const wanted = crossed(xM, yM, yawRad, maxM, side);
    const freed = new Set<number>();
    for (const [cell, odds] of map.odds.entries()) if (odds < 0) freed.add(cell);
    // A corner that the beam cuts by less than a step is seen by one of the two only.
    const odd = [...freed].filter((cell) => !wanted.has(cell)).length +
      [...wanted].filter((cell) => !freed.has(cell)).length;
    assert.ok(odd <= 2, `${odd} of ${wanted.size} cells differ`);
  }));
});

Deno.test("a person who left does not remain", () => {
  const map = createScanMap(whole);
  const person = (angle: number): number => angle < 0.1 ? 2 : Infinity;
  for (let k = 0; k < 5; k++) addScan(map, scanFrom(5, 7.02, person));
  const cell = Math.floor(7.02 / 0.05) * map.widthCells + Math.floor(7.001 / 0.05);
  assert.equal(toGrid(map).cells[cell], 100);
  for (let k = 0; k < 20; k++) addScan(map, scanFrom(5, 7.02));
  assert.equal(toGrid(map).cells[cell], 0);
});

Deno.test("fade() lets what is not seen again become unknown", () => {
  const map = createScanMap(whole);
  for (let k = 0; k < 5; k++) addScan(map, scanFrom(5, 7));
  for (let k = 0; k < 120; k++) fade(map);
  assert.ok(toGrid(map).cells.every((cell) => cell === 255));
});

Deno.test("rollTo() keeps what stays in the window where it is", () => {
  const map = createScanMap({ ...whole, widthM: 8, heightM: 8, originXM: 1, originYM: 3 });
  addScan(map, scanFrom(5, 7));
  const before = toGrid(map);
  rollTo(map, 6.5, 7.5);
  const after = toGrid(map);
  let compared = 0;
  for (let row = 0; row < 160; row++) {
    for (let column = 0; column < 160; column++) {
      const x = Math.round((after.originXM - before.originXM) / 0.05) + column;
      const y = Math.round((after.originYM - before.originYM) / 0.05) + row;
      const inside = x >= 0 && y >= 0 && x < 160 && y < 160;
      const old = inside ? before.cells[y * 160 + x] : 255;
      assert.equal(after.cells[row * 160 + column], old);
      if (inside) compared += 1;
    }
  }
  assert.ok(compared > 10_000);
});

Deno.test("saveMap() writes what map_server reads back as the same cells", () => {
  const size = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(size, size, fc.infiniteStream(fc.constantFrom(0, 100, 255)), (w, h, dice) => {
      const cells = Uint8Array.from({ length: w * h }, () => dice.next().value);
      const grid = {
        widthCells: w,
        heightCells: h,
        resolutionM: 0.05,
        originXM: -3.25,
        originYM: 7,
        cells,
      };
      const files = saveMap(grid, "drawn");
      const head = unwrap(parseMapHead(files.yaml, "drawn.yaml"));
      const image = unwrap(parsePgm(files.pgm, "drawn.pgm"));
      assert.deepEqual(buildGrid(image, head), grid);
    }),
  );
});
