/**
 * Jerk: how fast the acceleration away from zero may grow. Only speeding up is bounded. Braking
 * keeps all the stopping power that the machine has, so no limit here can make a stop later.
 *
 * The acceleration also shrinks in time: near the speed that is wanted it falls by at most the same
 * jerk, so that the command arrives without overshoot and without ringing. From acceleration `a`,
 * falling by `j dt` a tick, a command still gains `a^2 / 2j + a dt / 2`; solved for `a`, that is the
 * most that may be had with so much speed left to gain.
 *
 * @module
 */

/**
 * How far a speed may go from zero within this tick, in its own unit (m/s or rad/s).
 *
 * @param now Speed of the last tick.
 * @param wanted Speed to go to.
 * @param lastRise Acceleration away from zero in the last tick (`roseBy`).
 * @param most Acceleration limit.
 * @param jerk Jerk limit.
 * @param dtS Tick period, s.
 */
export function riseStep(
  now: number,
  wanted: number,
  lastRise: number,
  most: number,
  jerk: number,
  dtS: number,
): number {
  const left = Math.abs(wanted) - Math.abs(now);
  if (!(left > 0)) return 0;
  const half = jerk * dtS * 0.5;
  // The root without the difference of two large numbers that the usual form has.
  const fading = 2 * jerk * left / (Math.sqrt(half * half + 2 * jerk * left) + half);
  return Math.min(most, lastRise + jerk * dtS, fading) * dtS;
}

/** Acceleration away from zero that a step from one speed to the next was; 0 where it braked. */
export function roseBy(before: number, after: number, dtS: number): number {
  const rise = Math.abs(after) - Math.abs(before);
  return rise > 0 ? rise / dtS : 0;
}
