import assert from "node:assert/strict";
import { createInputs, type PoseFixInput } from "core/messages/mod.ts";
import { createOdometry, plainEstimator, takePoseFix } from "core/world/mod.ts";

const q = { ...plainEstimator, hasFixes: 1 };

function fix(change: Partial<PoseFixInput>): PoseFixInput {
  const { poseFix } = createInputs();
  return Object.assign(poseFix, { fresh: 1, sigmaM: 0.5 }, change);
}

/** A robot that was told that it stands at (1, 2), heading 0.4 rad. */
function placed() {
  const s = createOdometry();
  takePoseFix(s, fix({ seq: 1, absolute: 1, xM: 1, yM: 2, yawRad: 0.4, sigmaM: 0.3 }), q, 0);
  return s;
}

Deno.test("takePoseFix() corrects the position by a fix without heading, and leaves the heading", () => {
  const s = placed();
  takePoseFix(s, fix({ headless: 1, xM: 1.5, yM: 2, yawRad: -2, measuredNs: 1e8 }), q, 1e8);
  assert.ok(s.xM > 1.05 && s.xM < 1.5, `${s.xM} m`);
  assert.ok(Math.abs(s.yawRad - 0.4) < 1e-4, `${s.yawRad} rad`);
  assert.equal(s.refusedFixes, 0);
});

Deno.test("takePoseFix() refuses and counts a jump, and never places a robot without a heading", () => {
  const s = placed();
  for (let k = 1; k <= 30; k++) {
    const measuredNs = k * 1e8;
    takePoseFix(s, fix({ headless: 1, xM: 40, yM: 2, measuredNs, seq: k }), q, measuredNs);
  }
  assert.equal(s.refusedFixes, 30);
  assert.ok(Math.abs(s.xM - 1) < 1e-6, `${s.xM} m`);
  const fresh = createOdometry();
  takePoseFix(fresh, fix({ headless: 1, absolute: 1, xM: 3, yM: 4 }), q, 0);
  assert.equal(fresh.posed, 0);
  assert.equal(fresh.refusedFixes, 1);
});

Deno.test("takePoseFix() places a robot with no pose where eight fixes with heading agree", () => {
  const s = createOdometry();
  for (let k = 1; k <= 8; k++) {
    assert.equal(s.posed, 0, `fix ${k}`);
    const measuredNs = k * 1e8;
    takePoseFix(s, fix({ xM: 3, yM: 4, yawRad: 1, measuredNs, seq: k }), q, measuredNs);
  }
  assert.deepEqual([s.posed, s.xM, s.yM, s.yawRad], [1, 3, 4, 1]);
});
