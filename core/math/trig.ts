/**
 * Sine and cosine from + - * / alone, so that a recording repeats to the same bits on every
 * machine: V8 ships two different libm copies and calls the host's for some functions.
 * Method: Cody-Waite reduction by pi/2 in three parts, then the minimax polynomials published
 * with fdlibm (k_sin.c, k_cos.c). Error below 1 ulp for |x| < 1e5; beyond that the reduction
 * loses digits, and angles are wrapped long before.
 *
 * @module
 */

const twoOverPi = 0.6366197723675814;
const halfPi1 = 1.57079632673412561417e+00;
const halfPi2 = 6.07710050630396597660e-11;
const halfPi3 = 2.02226624879595063154e-21;

/** sin on [-pi/4, pi/4] for x + y, y the tail of the reduction. */
function kernelSin(x: number, y: number): number {
  const z = x * x;
  const w = z * z;
  const r = 8.33333333332248946124e-03 +
    z * (-1.98412698298579493134e-04 + z * 2.75573137070700676789e-06) +
    z * w * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10);
  const v = z * x;
  return x - ((z * (0.5 * y - v * r) - y) - v * -1.66666666666666324348e-01);
}

/** cos on [-pi/4, pi/4] for x + y, y the tail of the reduction. */
function kernelCos(x: number, y: number): number {
  const z = x * x;
  const w = z * z;
  const r = z * (4.16666666666666019037e-02 +
        z * (-1.38888888888741095749e-03 + z * 2.48015872894767294178e-05)) +
    w * w * (-2.75573143513906633035e-07 +
        z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11));
  const hz = 0.5 * z;
  const c = 1 - hz;
  return c + (((1 - c) - hz) + (z * r - x * y));
}

/** Sine of an angle in radians; NaN for a value that is not finite. */
export function sin(x: number): number {
  if (!(x - x === 0)) return NaN;
  const n = Math.round(x * twoOverPi);
  const a = x - n * halfPi1;
  const b = n * halfPi2;
  const r = a - b;
  const y = (a - r) - b - n * halfPi3;
  const quadrant = n & 3;
  if (quadrant === 0) return kernelSin(r, y);
  if (quadrant === 1) return kernelCos(r, y);
  if (quadrant === 2) return -kernelSin(r, y);
  return -kernelCos(r, y);
}

/** Cosine of an angle in radians; NaN for a value that is not finite. */
export function cos(x: number): number {
  if (!(x - x === 0)) return NaN;
  const n = Math.round(x * twoOverPi);
  const a = x - n * halfPi1;
  const b = n * halfPi2;
  const r = a - b;
  const y = (a - r) - b - n * halfPi3;
  const quadrant = n & 3;
  if (quadrant === 0) return kernelCos(r, y);
  if (quadrant === 1) return -kernelSin(r, y);
  if (quadrant === 2) return -kernelCos(r, y);
  return kernelSin(r, y);
}
