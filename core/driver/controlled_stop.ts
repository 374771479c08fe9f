/**
 * A device's own controlled stop (IEC 60204-1 category 1): what it was told shrinks to zero, then its
 * power goes. For devices whose load must not be dropped or thrown; the others cut their power.
 *
 * @module
 */

/** Speeds and decelerations that a stop begins from and is bounded by. */
export interface StopLimits {
  readonly maxLinearMps: number;
  readonly maxReverseMps: number;
  readonly maxLateralMps: number;
  readonly maxAngularRadps: number;
  readonly stopMps2: number;
  readonly stopRadps2: number;
}

/** A set value moved toward zero by at most `by`, never through it. */
export function towardZero(value: number, by: number): number {
  return value > 0 ? Math.max(0, value - by) : Math.min(0, value + by);
}

/** How long the longest braking to a standstill takes, ms. */
export function longestStopMs(limits: StopLimits): number {
  const { maxLinearMps, maxReverseMps, maxLateralMps, maxAngularRadps } = limits;
  const fastest = Math.max(maxLinearMps, maxReverseMps, maxLateralMps);
  return Math.max(fastest / limits.stopMps2, maxAngularRadps / limits.stopRadps2) * 1000;
}
