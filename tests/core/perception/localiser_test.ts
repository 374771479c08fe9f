import assert from "node:assert/strict";
import fc from "fast-check";
import { unwrap } from "core/fault.ts";
import { cos, createPrng, gauss, sin, uniform, wrapAngle } from "core/math/mod.ts";
import { createField, createLocaliser, localise, type LocaliserScan } from "core/perception/mod.ts";
import { distanceField, isOccupied, loadMap } from "core/world/map/mod.ts";
import { readFile } from "cli/read_file.ts";
import { rayWall } from "sim/sensors/mod.ts";

const grid = unwrap(loadMap("sim/maps/office.yaml", readFile));
const truth = { grid, distanceM: distanceField(grid, isOccupied) };
const field = createField(grid);
const options = { beams: 90, leastQuality: 0.4, searchM: 1.5, searchMaxM: 12 };
const beams = 360;
const stepRad = 2 * Math.PI / beams;

interface Pose {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

function scanAt(at: Pose, seed: number, believed: Pose, lost = 0): LocaliserScan {
  const dice = createPrng(seed, "scan");
  const rangesM = new Float32Array(beams);
  for (let i = 0; i < beams; i++) {
    const angle = at.yawRad + i * stepRad;
    const range = rayWall(truth, at.xM, at.yM, cos(angle), sin(angle), 12);
    rangesM[i] = range + gauss(dice) * 0.01;
  }
  return {
    rangesM,
    count: beams,
    startRad: 0,
    stepRad,
    minM: 0.1,
    maxM: 12,
    mountXM: 0,
    mountYM: 0,
    mountYawRad: 0,
    ...believed,
    linearMps: 0,
    angularRadps: 0,
    lost,
    sigmaM: 0.05,
  };
}

/** A place where a robot may stand, by dice. */
function freePlace(seed: number): Pose {
  const dice = createPrng(seed, "place");
  for (;;) {
    const xM = 0.5 + uniform(dice) * 23;
    const yM = 0.5 + uniform(dice) * 13;
    const cell = Math.floor(yM / 0.05) * grid.widthCells + Math.floor(xM / 0.05);
    if ((truth.distanceM[cell] ?? 0) > 0.3) return { xM, yM, yawRad: uniform(dice) * 6.28 - 3.14 };
  }
}

Deno.test("localise() corrects a pose that is off, within 3 cm and 1 degree", () => {
  const off = fc.double({ min: -0.25, max: 0.25, noNaN: true });
  const turn = fc.double({ min: -0.15, max: 0.15, noNaN: true });
  let far = 0;
  let runs = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), off, off, turn, (seed, dx, dy, dt) => {
      const at = freePlace(seed);
      const believed = { xM: at.xM + dx, yM: at.yM + dy, yawRad: wrapAngle(at.yawRad + dt) };
      const l = createLocaliser(field, options);
      assert.ok(localise(l, scanAt(at, seed, believed)));
      const error = Math.hypot(l.match.xM - at.xM, l.match.yM - at.yM);
      runs += 1;
      if (error > 0.03 || Math.abs(wrapAngle(l.match.yawRad - at.yawRad)) > 0.0175) far += 1;
    }),
    { numRuns: 150, seed: 11 },
  );
  assert.ok(far <= runs * 0.03, `${far} of ${runs} are off`);
});

Deno.test("localise() says that a scan fits nowhere near, and finds a lost robot again", () => {
  const at = { xM: 11, yM: 3, yawRad: 1 };
  const believed = { xM: 12.2, yM: 4.1, yawRad: -1.9 };
  const l = createLocaliser(field, options);
  assert.ok(localise(l, scanAt(at, 1, believed)));
  assert.ok(l.match.quality < 0.4, `${l.match.quality}`);
  let found = -1;
  for (let k = 0; k < 20 && found < 0; k++) {
    localise(l, scanAt(at, 2 + k, believed, 1));
    if (l.match.quality > 0.7) found = k;
  }
  assert.ok(found >= 0, "not found");
  assert.ok(Math.hypot(l.match.xM - at.xM, l.match.yM - at.yM) < 0.05);
  assert.ok(Math.abs(wrapAngle(l.match.yawRad - at.yawRad)) < 0.03);
});

Deno.test("localise() gives the same fixes for the same scans", () => {
  const at = freePlace(5);
  const believed = { ...at, xM: at.xM + 0.2 };
  const fixes = [0, 1].map(() => {
    const l = createLocaliser(field, options);
    localise(l, scanAt(at, 9, believed));
    return { ...l.match };
  });
  assert.deepEqual(fixes[0], fixes[1]);
});

Deno.test("localise() says nothing where hardly a beam meets anything", () => {
  const l = createLocaliser(field, options);
  const scan = scanAt(freePlace(1), 1, freePlace(1));
  scan.rangesM.fill(Infinity);
  assert.equal(localise(l, scan), false);
});

Deno.test("localise() leaves a direction uncertain that the scan says nothing of", () => {
  const at = { xM: 9, yM: 7, yawRad: 0 };
  const scan = scanAt(at, 3, at);
  for (let i = 0; i < beams; i++) {
    const side = Math.abs(sin(i * stepRad)) > 0.9;
    if (!side) scan.rangesM[i] = Infinity;
  }
  const l = createLocaliser(field, options);
  assert.ok(localise(l, scan));
  assert.ok(l.match.varXM2 > 4 * l.match.varYM2, `${l.match.varXM2} ${l.match.varYM2}`);
});

Deno.test("localise() says nothing by a match that slid away from a pose the scan fits", () => {
  // Before the door of a room, shut now: the door fits the wall beside its opening.
  const at = { xM: 9.74, yM: 5.89, yawRad: -0.55 };
  const scan = scanAt(at, 1, at);
  for (let i = 0; i < beams; i++) {
    const angle = at.yawRad + i * stepRad;
    const range = sin(angle) < -0.05 ? (at.yM - 5.575) / -sin(angle) : Infinity;
    const x = at.xM + range * cos(angle);
    if (x > 9.3 && x < 10.7) scan.rangesM[i] = Math.min(range, scan.rangesM[i] ?? range);
  }
  const l = createLocaliser(field, options);
  let said = 0;
  for (let k = 0; k < 20; k++) {
    const believed = { ...scan, xM: at.xM + 0.01 * (k % 5 - 2) };
    if (!localise(l, believed)) continue;
    said += 1;
    assert.ok(Math.hypot(l.match.xM - at.xM, l.match.yM - at.yM) < 0.25, `${l.match.xM}`);
    assert.ok(l.match.quality > options.leastQuality);
  }
  assert.ok(said < 20, "the door moves no match at all: this test shows nothing");
});
