/**
 * Exponential from + - * / alone (see trig.ts for why). Method: x = k ln 2 + r with |r| at most
 * 0.5 ln 2, then the rational approximation published with fdlibm (e_exp.c), then scaling by
 * powers of two, which is exact. Error below 1 ulp.
 *
 * @module
 */

const ln2High = 6.93147180369123816490e-01;
const ln2Low = 1.90821492927058770002e-10;

/** e to the power x: Infinity above 709.78, 0 below -745.13, NaN for NaN. */
export function exp(x: number): number {
  if (x !== x) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = Math.round(x * 1.44269504088896338700);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 +
            t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 +
                    t * 4.13813679705723846039e-08))));
  let y = 1 - ((low - (r * c) / (2 - c)) - high);
  let n = k;
  while (n > 1000) {
    y *= 1.0715086071862673e301;
    n -= 1000;
  }
  while (n < -1000) {
    y *= 9.332636185032189e-302;
    n += 1000;
  }
  return y * powerOfTwo(n);
}

/** 2 to the power n for |n| at most 1000, by repeated squaring (exact). */
function powerOfTwo(n: number): number {
  let base = n < 0 ? 0.5 : 2;
  let left = n < 0 ? -n : n;
  let result = 1;
  while (left > 0) {
    if ((left & 1) === 1) result *= base;
    base *= base;
    left >>= 1;
  }
  return result;
}
