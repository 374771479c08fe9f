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
  followLookaheadMinM: number;
  followLookaheadMaxM: number;
  followLookaheadS: number;
  followCornerM: number;
  followSlowRadiusM: number;
  followRotateRad: number;
  followNearM: number;
  followNearShare: number;
  followProgressM: number;
  followProgressMs: number;
  maxLateralMps: number;
  maxLinearJerkMps3: number;
  maxAngularJerkRadps3: number;
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
  followLookaheadMinM: "kernel.follow.lookaheadMinM",
  followLookaheadMaxM: "kernel.follow.lookaheadMaxM",
  followLookaheadS: "kernel.follow.lookaheadS",
  followCornerM: "kernel.follow.cornerM",
  followSlowRadiusM: "kernel.follow.slowRadiusM",
  followRotateRad: "kernel.follow.rotateRad",
  followNearM: "kernel.follow.nearM",
  followNearShare: "kernel.follow.nearShare",
  followProgressM: "kernel.follow.progressM",
  followProgressMs: "kernel.follow.progressMs",
  maxLateralMps: "kernel.limits.maxLateralMps",
  maxLinearJerkMps3: "kernel.limits.maxLinearJerkMps3",
  maxAngularJerkRadps3: "kernel.limits.maxAngularJerkRadps3",
} as const satisfies Record<keyof Tuning, string>;

/**
 * What the kernel itself accepts, lowest and highest: config checks the same bounds (a test
 * compares them), but a change while running may come from elsewhere.
 */
export const tunableRange = {
  maxLinearMps: [0, 20],
  maxReverseMps: [0, 20],
  maxAngularRadps: [0, 50],
  maxLinearMps2: [0, 50],
  maxAngularRadps2: [0, 500],
  wheelKp: [0, 100],
  wheelKi: [0, 100],
  wheelKd: [0, 10],
  wheelKf: [0, 10],
  wheelIntegralMax: [0, 1],
  gotoToleranceM: [0.01, 5],
  gotoYawToleranceRad: [0.01, 3.2],
  gotoSlowRadiusM: [0, 20],
  gotoMinLinearMps: [0, 5],
  gotoHeadingGainPerS: [0, 20],
  gotoTurnFirstRad: [0.05, 3.2],
  gotoTimeoutMs: [100, 3_600_000],
  followLookaheadMinM: [0.05, 5],
  followLookaheadMaxM: [0.05, 10],
  followLookaheadS: [0.1, 10],
  followCornerM: [0.01, 2],
  followSlowRadiusM: [0, 20],
  followRotateRad: [0.1, 3.2],
  followNearM: [0, 5],
  followNearShare: [0.05, 1],
  followProgressM: [0.01, 10],
  followProgressMs: [500, 600_000],
  maxLateralMps: [0, 20],
  maxLinearJerkMps3: [0.01, 100_000],
  maxAngularJerkRadps3: [0.01, 1_000_000],
} as const satisfies Record<keyof Tuning, readonly [number, number]>;

/** A live parameter's name. */
export type TunableName = keyof Tuning;

/** Names in the order of their numbers. */
export const tunableNames = Object.keys(tunablePaths) as TunableName[];

/** Copies every live parameter. */
export function copyTuning(from: Tuning, into: Tuning): void {
  for (const name of tunableNames) into[name] = from[name];
}

/** The highest value of each parameter on a machine with these limits of its own. */
export function tuningEnvelope(machine: Partial<Tuning>): Tuning {
  const highest = {} as Tuning;
  for (const name of tunableNames) {
    highest[name] = Math.min(tunableRange[name][1], machine[name] ?? Infinity);
  }
  return highest;
}

/**
 * Swaps one parameter in; an unknown number, and a value that is not finite, below its range or
 * above `highest` (tuningEnvelope), change nothing.
 */
export function applyTuning(
  tuning: Tuning,
  index: number,
  value: number,
  highest: Readonly<Tuning>,
): boolean {
  const name = tunableNames[index];
  if (name === undefined || !(value >= tunableRange[name][0] && value <= highest[name])) {
    return false;
  }
  tuning[name] = value;
  return true;
}
