/**
 * The only transcendental functions that kernel and simulator may use: fixed polynomials over
 * + - * / and Math.sqrt, so that the same inputs give the same bits on every machine.
 *
 * ```ts
 * import { cos, sin } from "core/math/mod.ts";
 * const xM = 2 * cos(0.5), yM = 2 * sin(0.5);
 * ```
 *
 * @module
 */
export { cos, sin } from "./trig.ts";
export { atan2 } from "./atan2.ts";
export { exp } from "./exp.ts";
export { wrapAngle } from "./angle.ts";
export { createPrng, gauss, integer, nextU32, type Prng, uniform } from "./prng.ts";
