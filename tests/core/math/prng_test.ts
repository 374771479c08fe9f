import assert from "node:assert/strict";
import fc from "fast-check";
import { createPrng, gauss, integer, nextU32, type Prng, uniform } from "core/math/mod.ts";

Deno.test("nextU32() is xoshiro128**: the first values from the state 1, 2, 3, 4", () => {
  const p: Prng = { a: 1, b: 2, c: 3, d: 4 };
  const first = Array.from({ length: 5 }, () => nextU32(p));
  assert.deepEqual(first, reference([1n, 2n, 3n, 4n], 5));
  assert.equal(first[0], 11520);
});

/** Blackman and Vigna's C text, over BigInt. */
function reference(state: [bigint, bigint, bigint, bigint], count: number): number[] {
  const mask = 0xffffffffn;
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask;
  let [s0, s1, s2, s3] = state;
  return Array.from({ length: count }, () => {
    const result = (rotate((s1 * 5n) & mask, 7n) * 9n) & mask;
    const t = (s1 << 9n) & mask;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = rotate(s3, 11n);
    return Number(result);
  });
}

Deno.test("nextU32() agrees with the published algorithm from any seed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.string(), (seed, name) => {
      const p = createPrng(seed, name);
      const word = (value: number) => BigInt(value >>> 0);
      const expected = reference([word(p.a), word(p.b), word(p.c), word(p.d)], 20);
      assert.deepEqual(Array.from({ length: 20 }, () => nextU32(p)), expected);
    }),
  );
});

Deno.test("createPrng() gives each name and each seed a stream of its own", () => {
  const first = (seed: number, name: string) => {
    const p = createPrng(seed, name);
    return [nextU32(p), nextU32(p)].join();
  };
  const streams = [];
  for (let seed = 0; seed < 50; seed++) {
    for (const name of ["lidar", "lidra", "imu", ""]) streams.push(first(seed, name));
  }
  assert.equal(new Set(streams).size, streams.length);
  assert.equal(first(3, "imu"), first(3, "imu"));
});

Deno.test("uniform() and integer() stay in range and spread evenly", () => {
  const p = createPrng(11, "spread");
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const value = uniform(p);
    assert.ok(value >= 0 && value < 1);
    const bin = integer(p, 10);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  // Chi-square with 9 degrees of freedom: 27.9 is passed once in a thousand.
  const chi = bins.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
  assert.ok(chi < 27.9, `${chi}`);
});

Deno.test("gauss() has mean 0 and deviation 1, and stays within 6", () => {
  const p = createPrng(12, "gauss");
  const count = 100_000;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = gauss(p);
    assert.ok(Math.abs(value) <= 6);
    sum += value;
    squares += value * value;
  }
  assert.ok(Math.abs(sum / count) < 0.015);
  assert.ok(Math.abs(squares / count - 1) < 0.02);
});
