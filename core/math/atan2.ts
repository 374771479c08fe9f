/**
 * Arc tangent from + - * / alone (see trig.ts for why). Method: the argument is folded into
 * four intervals and a degree-11 odd polynomial is applied, with the coefficients published
 * with fdlibm (s_atan.c). Error below 1 ulp.
 *
 * @module
 */

const pi = 3.14159265358979311600e+00;
const piTail = 1.22464679914735317720e-16;

function polynomial(z: number): number {
  const w = z * z;
  const even = z * (3.33333333333329318027e-01 + w * (1.42857142725034663711e-01 +
        w * (9.09088713343650656196e-02 + w * (6.66107313738753120669e-02 +
                w * (4.97687799461593236017e-02 + w * 1.62858201153657823623e-02)))));
  const odd = w * (-1.99999999998764832476e-01 + w * (-1.11111104054623557880e-01 +
        w * (-7.69187620504482999495e-02 + w * (-5.83357013379057348645e-02 +
                w * -3.65315727442169155270e-02))));
  return even + odd;
}

/** Arc tangent of a value of zero or above, in radians. */
function atanPositive(x: number): number {
  if (x >= 73786976294838206464) return pi / 2;
  if (x < 0.4375) return x - x * polynomial(x * x);
  if (x < 0.6875) {
    const t = (2 * x - 1) / (2 + x);
    return 4.63647609000806093515e-01 - (t * polynomial(t * t) - 2.26987774529616870924e-17 - t);
  }
  if (x < 1.1875) {
    const t = (x - 1) / (x + 1);
    return 7.85398163397448278999e-01 - (t * polynomial(t * t) - 3.06161699786838301793e-17 - t);
  }
  if (x < 2.4375) {
    const t = (x - 1.5) / (1 + 1.5 * x);
    return 9.82793723247329054082e-01 - (t * polynomial(t * t) - 1.39033110312309984516e-17 - t);
  }
  const t = -1 / x;
  return 1.57079632679489655800e+00 - (t * polynomial(t * t) - 6.12323399573676603587e-17 - t);
}

/**
 * Angle of the vector (x, y) from the x axis in radians, within [-pi, pi].
 * NaN where either is NaN; atan2(0, 0) is 0.
 */
export function atan2(y: number, x: number): number {
  if (x !== x || y !== y) return NaN;
  if (y === 0) return x >= 0 ? 0 : pi;
  if (x === 0) return y > 0 ? pi / 2 : -pi / 2;
  const ay = y < 0 ? -y : y;
  const ax = x < 0 ? -x : x;
  const infiniteBoth = ax === Infinity && ay === Infinity;
  const base = infiniteBoth ? pi / 4 : atanPositive(ay / ax);
  const angle = x > 0 ? base : pi - (base - piTail);
  return y > 0 ? angle : -angle;
}
