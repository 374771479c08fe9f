/**
 * The swept footprint against a sweep in fine steps: what is said to be free is free, whatever the
 * speed, the arc and the things around.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  createFootprint,
  createSweepScratch,
  freeShare,
  type KeepoutGrid,
  outsideM,
  touchesKeepout,
} from "core/world/mod.ts";
import { runs } from "tests/tier.ts";

const corners = [[0.2, -0.15], [0.2, 0.15], [-0.2, 0.15], [-0.2, -0.15]] as const;
const footprint = createFootprint(Float64Array.from(corners.flat()));
const marginM = 0.05;
const pose = { xM: 0, yM: 0, yawRad: 0 };

function scratchOf(points: readonly (readonly [number, number])[]) {
  const scratch = createSweepScratch(points.length);
  for (const [i, [x, y]] of points.entries()) {
    scratch.xM[i] = x;
    scratch.yM[i] = y;
    scratch.marginM[i] = Math.min(marginM, outsideM(footprint, x, y) - 0.002);
  }
  scratch.count = points.length;
  return scratch;
}

/** True where the bare outline meets a point on the first `share` of the way. */
function meets(
  points: readonly (readonly [number, number])[],
  wayM: number,
  turnRad: number,
  share: number,
): boolean {
  const steps = 1500;
  for (let k = 1; k <= steps; k++) {
    const s = share * k / steps;
    const angle = turnRad * s;
    const half = angle / 2;
    const chord = Math.abs(half) < 1e-9 ? wayM * s : wayM * s * Math.sin(half) / half;
    const [x, y] = [chord * Math.cos(half), chord * Math.sin(half)];
    const [c, n] = [Math.cos(angle), Math.sin(angle)];
    for (const [px, py] of points) {
      const [dx, dy] = [px - x, py - y];
      const inside = Math.abs(c * dx + n * dy) < 0.2 - 1e-6 &&
        Math.abs(c * dy - n * dx) < 0.15 - 1e-6;
      if (inside) return true;
    }
  }
  return false;
}

const coordinate = fc.double({ min: -4, max: 4, noNaN: true });
const outside = fc.tuple(coordinate, coordinate).filter(([x, y]) =>
  outsideM(footprint, x, y) > 0.001
);

for (
  const [name, longestM, widestRad] of [
    ["a slow robot", 0.6, 1.5],
    ["a fast robot", 4, 3],
    ["a very fast robot", 15, 3],
    ["a robot that turns in place", 0, 3.1],
  ] as const
) {
  Deno.test(`freeShare() of ${name} is never more than what a fine sweep finds free`, () => {
    const way = fc.double({ min: -longestM, max: longestM, noNaN: true });
    const turn = fc.double({ min: -widestRad, max: widestRad, noNaN: true });
    const points = fc.array(outside, { minLength: 1, maxLength: 6 });
    const check = (things: [number, number][], wayM: number, turnRad: number) => {
      const share = freeShare(
        scratchOf(things),
        footprint,
        wayM,
        0,
        turnRad,
        marginM,
        1,
        null,
        pose,
      );
      if (share > 0) assert.equal(meets(things, wayM, turnRad, share), false, `share ${share}`);
    };
    fc.assert(fc.property(points, way, turn, check), runs(250, 4000));
  });
}

Deno.test("freeShare() of a straight way ends a margin before the thing", () => {
  for (const gapM of [0.1, 0.2, 0.4]) {
    const share = freeShare(
      scratchOf([[0.2 + gapM, 0]]),
      footprint,
      0.5,
      0,
      0,
      marginM,
      1,
      null,
      pose,
    );
    const free = share * 0.5;
    assert.ok(free <= gapM - marginM + 1e-9 && free >= gapM - marginM - 0.5 / 16 - 1e-9);
  }
});

Deno.test("freeShare() needs as many points as make an obstacle", () => {
  const two = [[0.4, 0], [0.4, 0.01]] as const;
  assert.equal(freeShare(scratchOf(two), footprint, 0.5, 0, 0, marginM, 3, null, pose), 1);
  assert.ok(freeShare(scratchOf(two), footprint, 0.5, 0, 0, marginM, 2, null, pose) < 1);
});

/** A grid of 2 m by 2 m about the origin, 5 cm cells, with one keep-out cell at a point. */
function oneCell(x: number, y: number): KeepoutGrid {
  const size = 40;
  const distanceM = new Float32Array(size * size);
  const cell = (value: number) => Math.floor((value + 1) / 0.05);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      distanceM[row * size + column] = 0.05 * Math.hypot(row - cell(y), column - cell(x));
    }
  }
  return {
    widthCells: size,
    heightCells: size,
    resolutionM: 0.05,
    originXM: -1,
    originYM: -1,
    distanceM,
  };
}

Deno.test("touchesKeepout() sees an area that is narrower than the robot, anywhere on its outline", () => {
  for (const [x, y] of [[0.19, 0.02], [-0.19, 0.07], [0.03, 0.14], [-0.08, -0.14]] as const) {
    assert.ok(touchesKeepout(oneCell(x, y), footprint, 0, 0, 0), `${x}, ${y}`);
  }
  for (const [x, y] of [[0.3, 0], [0, 0.24], [0.27, 0.22]] as const) {
    assert.ok(!touchesKeepout(oneCell(x, y), footprint, 0, 0, 0), `${x}, ${y}`);
  }
});
