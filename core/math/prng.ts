/**
 * Seeded random numbers of our own: xoshiro128** (Blackman and Vigna, 2018) over 32-bit integers,
 * seeded by splitmix32 from a seed and a stream name, so that every noise source has its own
 * stream and none disturbs another.
 *
 * @module
 */

/** State of one stream: four words. */
export interface Prng {
  a: number;
  b: number;
  c: number;
  d: number;
}

function splitmix(state: number): number {
  let z = (state + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/** Makes the stream `name` of a seed. */
export function createPrng(seed: number, name: string): Prng {
  let state = splitmix(seed >>> 0);
  for (let i = 0; i < name.length; i++) state = splitmix(state ^ name.charCodeAt(i));
  const a = splitmix(state);
  const b = splitmix(a ^ 0x12345678);
  const c = splitmix(b ^ 0x9abcdef0);
  const d = splitmix(c ^ 0x0fedcba9);
  return { a, b, c: c === 0 ? 1 : c, d };
}

/** The next 32 random bits, unsigned. */
export function nextU32(p: Prng): number {
  const five = Math.imul(p.b, 5);
  const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
  const t = p.b << 9;
  p.c ^= p.a;
  p.d ^= p.b;
  p.b ^= p.c;
  p.a ^= p.d;
  p.c ^= t;
  p.d = (p.d << 11) | (p.d >>> 21);
  return result;
}

/** A number in [0, 1) with 32 bits. */
export function uniform(p: Prng): number {
  return nextU32(p) / 4294967296;
}

/** A whole number in 0..n-1. */
export function integer(p: Prng, n: number): number {
  return Math.floor(uniform(p) * n);
}

/**
 * A normal deviate, mean 0 and deviation 1, as the sum of twelve 16-bit uniforms less six (the
 * central limit: tails end at 6, no logarithm needed).
 */
export function gauss(p: Prng): number {
  let sum = 0;
  for (let i = 0; i < 6; i++) {
    const bits = nextU32(p);
    sum += (bits & 0xffff) + (bits >>> 16);
  }
  return (sum + 6) / 65536 - 6;
}
