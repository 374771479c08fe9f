import assert from "node:assert/strict";
import fc from "fast-check";
import { atan2, cos, exp, sin, wrapAngle } from "core/math/mod.ts";

/** Largest allowed error against the host's own library: both err by under one ulp. */
const ulps2 = 4.5e-16;

Deno.test("sin() and cos() stay within 1 ulp of the host's library over |x| < 1e4", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), (x) => {
      assert.ok(Math.abs(sin(x) - Math.sin(x)) <= ulps2, `sin ${x}`);
      assert.ok(Math.abs(cos(x) - Math.cos(x)) <= ulps2, `cos ${x}`);
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("sin() and cos() give NaN for what is not finite", () => {
  for (const x of [NaN, Infinity, -Infinity]) {
    assert.ok(Number.isNaN(sin(x)) && Number.isNaN(cos(x)));
  }
});

Deno.test("atan2() stays within 1 ulp of the host's library", () => {
  const part = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(part, part, (y, x) => {
      if (x === 0 && y === 0) return;
      assert.ok(
        Math.abs(atan2(y, x) - Math.atan2(y === 0 ? 0 : y, x === 0 ? 0 : x)) <= 2 * ulps2,
        `${y} ${x}`,
      );
    }),
    { numRuns: 20_000 },
  );
  assert.equal(atan2(0, 0), 0);
});

Deno.test("exp() stays within 2 ulp of the host's library", () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      assert.ok(Math.abs(exp(x) / Math.exp(x) - 1) <= 4.5e-16, `${x}`);
    }),
    { numRuns: 20_000 },
  );
  assert.equal(exp(0), 1);
  assert.equal(exp(710), Infinity);
  assert.equal(exp(-746), 0);
});

Deno.test("wrapAngle() keeps the direction and stays within (-pi, pi]", () => {
  fc.assert(fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), (angle) => {
    const wrapped = wrapAngle(angle);
    assert.ok(wrapped > -Math.PI && wrapped <= Math.PI);
    assert.ok(Math.abs(Math.sin(wrapped) - Math.sin(angle)) < 1e-9);
  }));
});
