import assert from "node:assert/strict";
import { createInputs } from "core/messages/mod.ts";
import { createOdometry, createScanGeometry, createScanState, takeScan } from "core/world/mod.ts";

const beams = 8;
const geometry = createScanGeometry({
  beams,
  startRad: 0,
  stepRad: 0.7,
  mountXM: 0,
  mountYM: 0,
  mountYawRad: 0,
  minM: 0.1,
  maxM: 12,
});
const rules = { blindBeamRatio: 0.9, indoor: 0 };

/** Takes one scan after the other and says how often the last ones repeated. */
function repeats(scans: readonly (readonly number[])[]): number {
  const state = createScanState();
  const { scan } = createInputs();
  for (const [index, ranges] of scans.entries()) {
    scan.fresh = 1;
    scan.seq = index + 1;
    scan.count = beams;
    scan.measuredNs = (index + 1) * 1e8;
    scan.arrivedNs = scan.measuredNs;
    for (let i = 0; i < beams; i++) scan.rangesM[i] = ranges[i % ranges.length] ?? NaN;
    takeScan(state, scan, geometry, createOdometry(), rules);
  }
  return state.sameCount;
}

Deno.test("takeScan() counts scans that repeat what was measured, and only those", () => {
  assert.equal(repeats([[2], [2], [2], [2]]), 3);
  assert.equal(repeats([[2], [2], [2.01], [2.01]]), 1);
  assert.equal(repeats([[2, NaN], [2, NaN], [2, NaN]]), 2);
  assert.equal(repeats([[2, Infinity], [2, Infinity], [2, Infinity]]), 2);
});

Deno.test("takeScan() does not take an open plain for a frozen lidar", () => {
  assert.equal(repeats([[Infinity], [Infinity], [Infinity], [Infinity]]), 0);
});
