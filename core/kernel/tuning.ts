/**
 * Parameters that may change while the robot runs. They live in the state, so that a keyframe
 * holds them; a change is an input of a tick and swapped in before anything reads it.
 *
 * @module
 */

/** Live parameters. The key order is the order of their numbers. */
export interface Tuning {
  maxLinearMps: number;
  maxReverseMps: number;
  maxAngularRadps: number;
  maxLinearMps2: number;
  maxAngularRadps2: number;
  wheelKp: number;
  wheelKi: number;
  wheelKd: number;
  wheelKf: number;
  wheelIntegralMax: number;
  gotoToleranceM: number;
  gotoYawToleranceRad: number;
  gotoSlowRadiusM: number;
  gotoMinLinearMps: number;
  gotoHeadingGainPerS: number;
  gotoTurnFirstRad: number;
  gotoTimeoutMs: number;
}

/** Config path of each live parameter, in the order of their numbers. */
export const tunablePaths = {
  maxLinearMps: "kernel.limits.maxLinearMps",
  maxReverseMps: "kernel.limits.maxReverseMps",
  maxAngularRadps: "kernel.limits.maxAngularRadps",
  maxLinearMps2: "kernel.limits.maxLinearMps2",
  maxAngularRadps2: "kernel.limits.maxAngularRadps2",
  wheelKp: "kernel.wheelPid.kp",
  wheelKi: "kernel.wheelPid.ki",
  wheelKd: "kernel.wheelPid.kd",
  wheelKf: "kernel.wheelPid.kf",
  wheelIntegralMax: "kernel.wheelPid.integralMax",
  gotoToleranceM: "kernel.goto.toleranceM",
  gotoYawToleranceRad: "kernel.goto.yawToleranceRad",
  gotoSlowRadiusM: "kernel.goto.slowRadiusM",
  gotoMinLinearMps: "kernel.goto.minLinearMps",
  gotoHeadingGainPerS: "kernel.goto.headingGainPerS",
  gotoTurnFirstRad: "kernel.goto.turnFirstRad",
  gotoTimeoutMs: "kernel.goto.timeoutMs",
} as const satisfies Record<keyof Tuning, string>;

/** A live parameter's name. */
export type TunableName = keyof Tuning;

/** Names in the order of their numbers. */
export const tunableNames = Object.keys(tunablePaths) as TunableName[];

/** Copies every live parameter. */
export function copyTuning(from: Tuning, into: Tuning): void {
  for (const name of tunableNames) into[name] = from[name];
}

/** Swaps one parameter in; an unknown number or a value that is not finite changes nothing. */
export function applyTuning(tuning: Tuning, index: number, value: number): boolean {
  const name = tunableNames[index];
  if (name === undefined || !(value - value === 0) || value < 0) return false;
  tuning[name] = value;
  return true;
}
