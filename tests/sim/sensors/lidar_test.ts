/** Rays against answers of geometry, and the scan as the robot's mount has it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createPrng } from "core/math/mod.ts";
import { type LidarSpec, rayCircle, rayPolygon, rayWall, scanWorld } from "sim/sensors/mod.ts";
import { bench } from "tests/sim/physics/bench_world.ts";
import { mapOf, wallMap } from "tests/sim/physics/wall_map.ts";
import { runs } from "tests/tier.ts";

const near = (a: number, b: number, by: number, says = "") =>
  assert.ok(a === b || Math.abs(a - b) <= by, `${says} ${a}, not ${b}`);

/** Range to the first occupied cell by marching in steps of a tenth of a cell. */
function march(map: ReturnType<typeof wallMap>, x: number, y: number, angle: number, maxM: number) {
  const { grid } = map;
  for (let t = 0; t <= maxM; t += 0.005) {
    const column = Math.floor((x + t * Math.cos(angle) - grid.originXM) / grid.resolutionM);
    const row = Math.floor((y + t * Math.sin(angle) - grid.originYM) / grid.resolutionM);
    const outside = column < 0 || row < 0 || column >= grid.widthCells || row >= grid.heightCells;
    if (!outside && grid.cells[row * grid.widthCells + column] === 100) return t;
  }
  return Infinity;
}

const room = mapOf((x, y) =>
  Math.abs(x) > 4.8 || Math.abs(y) > 4.8 || Math.hypot(x - 2, y - 1) < 0.4 ||
  (Math.abs(x + 2) < 0.05 && y < 2)
);

Deno.test("rayWall() agrees with a march in small steps, from anywhere in any direction", () => {
  const place = fc.double({ min: -4.5, max: 4.5, noNaN: true });
  const angle = fc.double({ min: -3.2, max: 3.2, noNaN: true });
  const check = (x: number, y: number, a: number) => {
    const exact = rayWall(room, x, y, Math.cos(a), Math.sin(a), 12);
    const marched = march(room, x, y, a, 12);
    // A march may step over the corner of a cell that the exact ray just touches.
    assert.ok(exact <= marched + 1e-9, `${exact}, marched ${marched}`);
    if (Number.isFinite(exact)) {
      const [px, py] = [x + (exact + 1e-6) * Math.cos(a), y + (exact + 1e-6) * Math.sin(a)];
      near(march(room, px, py, a, 0.01), 0, 0.011, "a wall begins where the ray ends:");
    }
  };
  fc.assert(fc.property(place, place, angle, check), runs(400, 8000));
});

Deno.test("rayWall() along the axes, from inside a wall, from outside and past the range", () => {
  const map = wallMap(2);
  near(rayWall(map, 0, 0, 1, 0, 12), 2, 1e-9);
  near(rayWall(map, 0.01, 0.02, 1, 0, 12), 1.99, 1e-9);
  assert.equal(rayWall(map, 0, 0, -1, 0, 12), Infinity);
  assert.equal(rayWall(map, 0, 0, 0, 1, 12), Infinity);
  assert.equal(rayWall(map, 2.1, 0, 1, 0, 12), 0);
  assert.equal(rayWall(map, 0, 0, 1, 0, 1.9), Infinity);
  near(rayWall(map, 7, 0, -1, 0, 12), 4.8, 0.03);
  assert.equal(rayWall(map, 7, 0, 1, 0, 12), Infinity);
});

Deno.test("rayCircle() is the nearer root of the quadratic, 0 inside, Infinity behind", () => {
  near(rayCircle(0, 0, 1, 0, 3, 0, 1), 2, 1e-12);
  near(rayCircle(0, 0.5, 1, 0, 3, 0, 1), 3 - Math.sqrt(0.75), 1e-12);
  assert.equal(rayCircle(0, 1.001, 1, 0, 3, 0, 1), Infinity);
  assert.equal(rayCircle(3, 0, 1, 0, 3, 0, 1), 0);
  assert.equal(rayCircle(6, 0, 1, 0, 3, 0, 1), Infinity);
});

Deno.test("rayPolygon() hits the nearest edge, also edge-on", () => {
  const square = Float64Array.from([3, -1, 3, 1, 1, 1, 1, -1]);
  near(rayPolygon(0, 0, 1, 0, square), 1, 1e-12);
  near(rayPolygon(0, 0, Math.SQRT1_2, Math.SQRT1_2, square), Math.SQRT2, 1e-9);
  assert.equal(rayPolygon(0, 0, -1, 0, square), Infinity);
  assert.equal(rayPolygon(0, 2, 1, 0, square), Infinity);
});

const spec: LidarSpec = {
  beams: 8,
  startRad: -Math.PI,
  stepRad: Math.PI / 4,
  mountXM: 0,
  mountYM: 0,
  mountYawRad: 0,
  minM: 0.1,
  maxM: 5,
  noiseM: 0.02,
};

function scan(given: Parameters<typeof bench>[0], changed: Partial<LidarSpec> = {}, seed = -1) {
  const ranges = new Float32Array(spec.beams);
  const noise = seed < 0 ? null : createPrng(seed, "lidar");
  scanWorld(bench(given), { ...spec, ...changed }, noise, ranges);
  return ranges;
}

Deno.test("scanWorld() sees map, box, circle and person, each by its nearest point", () => {
  const ranges = scan({
    map: wallMap(4),
    boxes: [{ xM: 0, yM: 3, widthM: 1, heightM: 1, yawRad: 0 }],
    circles: [{ xM: -3, yM: 0, radiusM: 0.5 }],
    people: [{
      path: [[0, -2]],
      speedMps: 0,
      radiusM: 0.25,
      startS: 0,
      loop: false,
      pushes: false,
    }],
  });
  near(ranges[4] ?? 0, 4, 1e-6, "wall ahead:");
  near(ranges[6] ?? 0, 2.5, 1e-6, "box on the left:");
  near(ranges[0] ?? 0, 2.5, 1e-6, "circle behind:");
  near(ranges[2] ?? 0, 1.75, 1e-6, "person on the right:");
  assert.equal(ranges[3], Infinity, "nothing within range is plus infinity");
});

Deno.test("scanWorld() measures from the mount, in the mount's direction", () => {
  const start = { xM: 1, yM: 1, yawRad: Math.PI / 2 };
  const circles = [{ xM: 1, yM: 4, radiusM: 0.5 }];
  const ahead = scan({ start, circles }, { mountXM: 0.3 });
  near(ahead[4] ?? 0, 3 - 0.5 - 0.3, 1e-6);
  const turned = scan({ start, circles }, { mountXM: 0.3, mountYawRad: Math.PI / 2 });
  near(turned[2] ?? 0, 2.2, 1e-6);
  const aside = scan({ start, circles: [{ xM: 0.6, yM: 4, radiusM: 0.01 }] }, { mountYM: 0.4 });
  near(aside[4] ?? 0, 2.99, 1e-6, "the mount on the left of a robot that looks up is at smaller x");
});

Deno.test("scanWorld() gives the shortest range for what is nearer, never less", () => {
  const ranges = scan({ circles: [{ xM: 0.1, yM: 0, radiusM: 0.05 }] });
  near(ranges[4] ?? 0, 0.1, 1e-7);
});

Deno.test("noise has the stated deviation and no bias, is the seed's, and spares what is not seen", () => {
  const circles = [{ xM: 3, yM: 0, radiusM: 1 }];
  assert.deepEqual(scan({ circles }, {}, 7), scan({ circles }, {}, 7));
  assert.notDeepEqual(scan({ circles }, {}, 7), scan({ circles }, {}, 8));
  const world = bench({ circles });
  const noise = createPrng(3, "lidar");
  const ranges = new Float32Array(spec.beams);
  let [sum, squares] = [0, 0];
  const count = 4000;
  for (let i = 0; i < count; i++) {
    scanWorld(world, spec, noise, ranges);
    const off = (ranges[4] ?? 0) - 2;
    sum += off;
    squares += off * off;
    assert.equal(ranges[0], Infinity);
  }
  near(sum / count, 0, 3 * 0.02 / Math.sqrt(count));
  near(Math.sqrt(squares / count), 0.02, 0.001);
});
