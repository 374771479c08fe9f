import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addScan,
  createLiveMap,
  knownPart,
  openLiveMap,
  squareAbout,
  toGrid,
} from "core/perception/mod.ts";

const ring = {
  rangesM: new Float32Array(90).fill(2),
  count: 90,
  startRad: 0,
  stepRad: Math.PI / 45,
  maxM: 6,
  yawRad: 0,
};

Deno.test("openLiveMap() shows each thread what another one laid down", () => {
  const job = createLiveMap(squareAbout(1, -2, 20, 0.05));
  const [writer, reader] = [openLiveMap(job), openLiveMap(job)];
  assert.equal(knownPart(reader.map), null);
  addScan(writer.map, { ...ring, xM: 1, yM: -2 });
  Atomics.add(writer.counts, 0, 1);
  assert.deepEqual(toGrid(reader.map), toGrid(writer.map));
  assert.deepEqual([...reader.counts], [1, 0]);
  assert.notEqual(knownPart(reader.map), null);
});

Deno.test("squareAbout() holds the point in its middle, its corner on the grid's lines", () => {
  const coordinate = fc.double({ min: -500, max: 500, noNaN: true });
  const resolution = fc.constantFrom(0.01, 0.025, 0.05, 0.1, 1);
  fc.assert(fc.property(coordinate, coordinate, resolution, (x, y, resolutionM) => {
    const spec = squareAbout(x, y, 12, resolutionM);
    assert.ok(Math.abs(spec.originXM + 6 - x) <= resolutionM + 1e-6);
    assert.ok(Math.abs(spec.originYM + 6 - y) <= resolutionM + 1e-6);
    const lines = spec.originXM / resolutionM;
    assert.ok(Math.abs(lines - Math.round(lines)) < 1e-3, `${lines}`);
  }));
});

Deno.test("knownPart() cuts out what is known, every cell where it was", () => {
  const { map } = openLiveMap(createLiveMap(squareAbout(0, 0, 40, 0.05)));
  addScan(map, { ...ring, xM: 7, yM: 3 });
  addScan(map, { ...ring, xM: 8, yM: 3 });
  addScan(map, { ...ring, xM: 8, yM: 3 });
  const whole = toGrid(map);
  const part = knownPart(map);
  if (part === null) throw new Error("nothing is known");
  assert.ok(part.widthCells < 140 && part.heightCells < 120, `${part.widthCells}`);
  const offX = Math.round((part.originXM - whole.originXM) / 0.05);
  const offY = Math.round((part.originYM - whole.originYM) / 0.05);
  let known = 0;
  for (let i = 0; i < whole.cells.length; i++) {
    const column = i % whole.widthCells - offX;
    const row = Math.floor(i / whole.widthCells) - offY;
    const inside: boolean = column >= 0 && row >= 0 && column < part.widthCells &&
      row < part.heightCells;
    const cell: number | undefined = inside ? part.cells[row * part.widthCells + column] : 255;
    assert.equal(whole.cells[i], cell);
    if (whole.cells[i] !== 255) known += 1;
  }
  assert.ok(known > 4000, `${known} cells known`);
});
