import assert from "node:assert/strict";
import fc from "fast-check";
import {
  beyondM,
  createFootprint,
  type Fence,
  fenceAlongLineM,
  fenceShare,
  outlineBeyondM,
} from "core/world/mod.ts";

const yard = Float64Array.from([-2, -2, 4, -2, 4, 2, -2, 2]);
const pit = Float64Array.from([2, -0.5, 3, -0.5, 3, 0.5, 2, 0.5]);
const fence: Fence = { inside: [yard], outside: [pit] };
const outline = createFootprint(
  Float64Array.from([0.2, -0.15, 0.2, 0.15, -0.2, 0.15, -0.2, -0.15]),
);

Deno.test("beyondM() is negative on the right side of all fences and positive beyond any", () => {
  assert.equal(beyondM(fence, 0, 0), -2);
  assert.equal(beyondM(fence, 2.5, 0), 0.5);
  assert.equal(beyondM(fence, 5, 0), 1);
  assert.equal(beyondM({ inside: [], outside: [] }, 5, 0), -Infinity);
});

Deno.test("outlineBeyondM() sees a zone narrower than the robot between its corners", () => {
  const post = Float64Array.from([0.15, -0.02, 0.25, -0.02, 0.25, 0.02, 0.15, 0.02]);
  assert.ok(outlineBeyondM({ inside: [], outside: [post] }, outline, 0, 0, 0) > 0);
});

Deno.test("fenceShare() ends the way where the outline comes within the margin", () => {
  const pose = { xM: 0, yM: 0, yawRad: 0 };
  const share = fenceShare(fence, outline, pose, 4, 0, 0, 0.1);
  const reached = share * 4;
  assert.ok(reached <= 1.7 && reached > 1.5, `${reached} m of 1.7 m`);
  assert.equal(fenceShare(fence, outline, pose, 1.6, 0, 0, 0.1), 1);
  assert.equal(fenceShare(fence, outline, { ...pose, yawRad: Math.PI }, 1, 0, 0, 0.1), 1);
});

Deno.test("fenceShare() looks along a way to the side as well", () => {
  const pose = { xM: 0, yM: 0, yawRad: 0 };
  const reached = fenceShare(fence, outline, pose, 0, 3, 0, 0.1) * 3;
  assert.ok(reached <= 1.75 && reached > 1.55, `${reached} m of 1.75 m`);
});

Deno.test("fenceShare() lets a robot that is beyond a fence only come back", () => {
  const pose = { xM: 4.5, yM: 0, yawRad: 0 };
  assert.equal(fenceShare(fence, outline, pose, 0.5, 0, 0, 0.1), 0);
  assert.equal(fenceShare(fence, outline, pose, -0.5, 0, 0, 0.1), 1);
});

Deno.test("fenceShare() keeps every pose of the way it leaves on the right side", () => {
  const arc = fc.record({
    xM: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
    yM: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
    yawRad: fc.double({ min: -3.1, max: 3.1, noNaN: true }),
    wayM: fc.double({ min: -2, max: 2, noNaN: true }),
    turnRad: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
  });
  fc.assert(fc.property(arc, ({ xM, yM, yawRad, wayM, turnRad }) => {
    if (outlineBeyondM(fence, outline, xM, yM, yawRad) > -0.1) return;
    const share = fenceShare(fence, outline, { xM, yM, yawRad }, wayM, 0, turnRad, 0.1);
    for (let k = 0; k <= 20; k++) {
      const a = turnRad * share * k / 20;
      const way = wayM * share * k / 20;
      const straight = Math.abs(turnRad) < 1e-6;
      const x = straight ? way : wayM / turnRad * Math.sin(a);
      const y = straight ? 0 : wayM / turnRad * (1 - Math.cos(a));
      const mapX = xM + Math.cos(yawRad) * x - Math.sin(yawRad) * y;
      const mapY = yM + Math.sin(yawRad) * x + Math.cos(yawRad) * y;
      // Between two samples of the sweep a corner may come somewhat nearer, never beyond.
      assert.ok(outlineBeyondM(fence, outline, mapX, mapY, yawRad + a) < -0.05);
    }
  }));
});

Deno.test("fenceAlongLineM() finds where a straight way enters a zone or leaves the yard", () => {
  const into = fenceAlongLineM(fence, 0, 0, 3.5, 0);
  assert.ok(Math.abs(into - 2) < 0.1, `${into}`);
  const out = fenceAlongLineM(fence, 0, 1, 0, 5);
  assert.ok(Math.abs(out - 1) < 0.1, `${out}`);
  assert.equal(fenceAlongLineM(fence, 0, 1, 3.5, 1), Infinity);
});
