/**
 * Wheel-speed control: feed-forward plus PID on effort (fraction of no-load speed, -1..1), with
 * the derivative on the measurement (no kick when the set point steps) and conditional
 * integration (no wind-up while the output is at its bound). After Åström and Hägglund, PID
 * Controllers, chapter 3.
 *
 * @module
 */
import type { WheelState } from "core/kernel/state.ts";
import type { Tuning } from "core/kernel/tuning.ts";

/** Forgets what the controller remembers: while drives are off. */
export function resetWheel(wheel: WheelState, measuredRadps: number): void {
  wheel.integral = 0;
  wheel.lastRadps = measuredRadps;
  wheel.setRadps = 0;
  wheel.expectedRadps = 0;
}

/**
 * Effort for one wheel; speeds in rad/s, `dtS` in s. The error is taken against what a healthy
 * drive would show by now (`expectedRadps`, the set point behind the drive's lag), so that the
 * lag of a ramp does not fill the integral and overshoot (two degrees of freedom, as in Åström
 * and Hägglund, section 5.3).
 */
export function wheelEffort(
  wheel: WheelState,
  setRadps: number,
  measuredRadps: number,
  maxRadps: number,
  t: Tuning,
  dtS: number,
): number {
  const error = (wheel.expectedRadps - measuredRadps) / maxRadps;
  const slope = (measuredRadps - wheel.lastRadps) / maxRadps / dtS;
  wheel.lastRadps = measuredRadps;
  const steady = t.wheelKf * setRadps / maxRadps;
  const held = steady + t.wheelKp * error - t.wheelKd * slope;
  const grown = wheel.integral + t.wheelKi * error * dtS;
  const bounded = Math.min(t.wheelIntegralMax, Math.max(-t.wheelIntegralMax, grown));
  const wish = held + bounded;
  const saturated = wish > 1 || wish < -1;
  const winding = saturated && (wish > 0) === (error > 0);
  if (!winding) wheel.integral = bounded;
  return Math.min(1, Math.max(-1, held + wheel.integral));
}

/** Effort without a measurement: the feed-forward alone, nothing gathered. */
export function openEffort(
  wheel: WheelState,
  setRadps: number,
  maxRadps: number,
  t: Tuning,
): number {
  wheel.integral = 0;
  wheel.lastRadps = setRadps;
  return Math.min(1, Math.max(-1, t.wheelKf * setRadps / maxRadps));
}
