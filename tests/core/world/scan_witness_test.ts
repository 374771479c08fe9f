import assert from "node:assert/strict";
import { createScanGeometry, createScanWitness, watchSlip } from "core/world/mod.ts";

const beams = 360;
const geometry = createScanGeometry({
  beams,
  startRad: -Math.PI,
  stepRad: 2 * Math.PI / beams,
  mountXM: 0,
  mountYM: 0,
  mountYawRad: 0,
  minM: 0.1,
  maxM: 12,
});

/** A scan in the middle of a room of 6 x 4 m, as it stays while the robot does not move. */
const room = Float32Array.from({ length: beams }, (_beam, i) => {
  const angle = -Math.PI + i * 2 * Math.PI / beams;
  return Math.min(3 / Math.abs(Math.cos(angle)), 2 / Math.abs(Math.sin(angle)));
});

/** What the witness says after odometry claims poses at 10 Hz over one and the same scan. */
function slipsAfter(poses: readonly (readonly [xM: number, yM: number])[]): number {
  const witness = createScanWitness();
  for (const [index, [xM, yM]] of poses.entries()) {
    const pose = { xM, yM, yawRad: 0 };
    watchSlip(witness, room, beams, geometry, pose, 0.5, (index + 1) * 1e8);
  }
  return witness.slips;
}

Deno.test("watchSlip() finds wheels that turn while the walls stay", () => {
  assert.equal(slipsAfter([[0, 0], [0.1, 0], [0.2, 0], [0.3, 0]]), 1);
  assert.equal(slipsAfter([[0, 0], [0.05, 0], [0.1, 0]]), 0);
});

Deno.test("watchSlip() takes a new pose for no driving", () => {
  assert.equal(slipsAfter([[0, 0], [2, 7]]), 0);
  assert.equal(slipsAfter([[0, 0], [2, 7], [2.1, 7], [2.2, 7], [2.3, 7]]), 1);
});
