/**
 * Bounds beyond which a number is none that a robot can measure: one sample of it would leave the
 * pose without a meaning, though it is finite.
 *
 * @module
 */

/** Wheel angle, rad: 100 km of a 1 cm wheel. */
export const farthestRad = 1e7;
/** Turn rates and headings, rad/s and rad. */
export const fastestRadps = 1e4;
/** A place on a site, and its deviation, m. */
export const farthestM = 1e7;

/** True for a number within +-`most`; false for NaN. */
export function physical(value: number, most: number): boolean {
  return value >= -most && value <= most;
}

/** True for a pose that a robot may have. */
export function physicalPose(
  pose: { readonly xM: number; readonly yM: number; readonly yawRad: number },
): boolean {
  return physical(pose.xM, farthestM) && physical(pose.yM, farthestM) &&
    physical(pose.yawRad, fastestRadps);
}
