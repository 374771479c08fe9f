/** Angles kept inside one turn. @module */

const pi = 3.14159265358979311600e+00;
const turn = 6.28318530717958623200e+00;

/** The same direction within (-pi, pi]; NaN for a value that is not finite. */
export function wrapAngle(angleRad: number): number {
  if (angleRad > -pi && angleRad <= pi) return angleRad;
  const wrapped = angleRad - turn * Math.floor((angleRad + pi) / turn);
  return wrapped <= -pi ? pi : wrapped;
}
