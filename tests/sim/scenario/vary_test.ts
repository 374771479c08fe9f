import assert from "node:assert/strict";
import fc from "fast-check";
import { unwrap } from "core/fault.ts";
import { sweepPoints } from "sim/campaign/mod.ts";
import { loadScenario, valueAt } from "sim/scenario/mod.ts";
import { plainScenario, readText, textFile } from "./load_text.ts";

function load(lines: string, seed: number, values: Record<string, unknown> = {}) {
  const readFile = readText(plainScenario(lines));
  return loadScenario(textFile, { readFile, env: {}, sets: [], brain: null, seed, values });
}

const open = `
parameters:
  speedMps: { uniform: [0.05, 0.2] }
  kind: { choice: [lidar.off, imu.off, bumper.stuck] }
  atS: 3
world: { start: { x: { normal: [1, 0.1] }, y: 0 } }
set: { kernel.limits.maxLinearMps: "\${speedMps}" }
duration: 10s
events:
  - { at: { uniform: [1s, 2s] }, fault: { kind: "\${kind}", for: { uniform: [100ms, 900ms] } } }
  - { at: "\${atS}s", operator: { stop: true } }
invariantsOnly: true
`;

Deno.test("open values are drawn within their ranges, the same for a seed, others for another", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    const loaded = unwrap(load(open, seed));
    const limit = loaded.config.kernel.limits.maxLinearMps;
    assert.ok(limit >= 0.05 && limit <= 0.2, String(limit));
    const [first, second] = loaded.scenario.events;
    assert.ok(first?.at !== undefined && first.at >= 1000 && first.at <= 2000);
    assert.ok(first.fault?.for !== undefined && first.fault.for >= 100 && first.fault.for <= 900);
    assert.equal(second?.at, 3000);
    seen.add(String(first.fault.kind));
    assert.deepEqual(unwrap(load(open, seed)).drawn, loaded.drawn);
    assert.ok(loaded.varies);
  }
  assert.equal(seen.size, 3, "every choice is met in 20 seeds");
});

Deno.test("open values may be fixed from outside, by name or by place", () => {
  const loaded = unwrap(load(open, 1, { speedMps: 0.1, "world.start.x": 2, atS: 5 }));
  assert.equal(loaded.config.kernel.limits.maxLinearMps, 0.1);
  assert.equal(loaded.config.world.start?.x, 2);
  assert.equal(loaded.scenario.events[1]?.at, 5000);
  const wrong = load(open, 1, { speedMsp: 0.1 });
  assert.ok(!wrong.ok);
  assert.match(wrong.fault.help ?? "", /speedMps/);
});

Deno.test("what cannot be drawn is refused at its line", () => {
  const cases = [
    ["parameters: { a: { uniform: [2, 1] } }\n", /uniform needs/],
    ["parameters: { a: { choice: [] } }\n", /Cannot choose/],
    ["parameters: { a: { normal: [1, -1] } }\n", /normal needs/],
    ["parameters: { a: { uniform: [1, 2s] } }\n", /uniform needs/],
    ['description: "${speed}"\nparameters: { speeds: 1 }\n', /Unknown parameter "speed"/],
  ] as const;
  for (const [lines, pattern] of cases) {
    const loaded = load(`${lines}duration: 2s\ninvariantsOnly: true\n`, 1);
    assert.ok(!loaded.ok, lines);
    assert.match(loaded.fault.message, pattern);
    assert.ok((loaded.fault.place?.line ?? 0) >= 4);
  }
});

Deno.test("valueAt() stays within the range for every share", () => {
  const distribution = fc.record({
    kind: fc.constantFrom("uniform" as const, "integer" as const),
    low: fc.integer({ min: -1000, max: 1000 }),
    span: fc.integer({ min: 0, max: 1000 }),
  });
  fc.assert(
    fc.property(distribution, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
      const { kind, low, span } = given;
      const value = valueAt({ kind, low, high: low + span, options: [], isDuration: false }, share);
      assert.ok(typeof value === "number" && value >= low && value <= low + span, String(value));
    }),
  );
});

Deno.test("a grid takes every combination, a Latin hypercube each slice of each value once", () => {
  const grid = unwrap(load(
    `
parameters: { a: { uniform: [0, 1] }, b: { choice: [x, y] }, c: { integer: [1, 2] } }
sweep: { grid: 3 }
duration: 2s
invariantsOnly: true
`,
    1,
  ));
  const points = unwrap(sweepPoints(grid, 1));
  assert.equal(points.length, 3 * 2 * 2);
  assert.deepEqual([...new Set(points.map((point) => point["a"]))], [0, 0.5, 1]);
  const latin = unwrap(load(
    `
parameters: { a: { uniform: [0, 10] }, b: { uniform: [0, 10] } }
sweep: { latin: 10 }
duration: 2s
invariantsOnly: true
`,
    1,
  ));
  const spread = unwrap(sweepPoints(latin, 1));
  for (const name of ["a", "b"]) {
    const slices = spread.map((point) => Math.floor(Number(point[name])));
    assert.deepEqual(slices.sort((x, y) => x - y), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
});
