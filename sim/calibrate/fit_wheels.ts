/**
 * Wheel radius and track: how far, and how much round, the robot really went between two fixes of
 * its pose for what its wheels turned (the calibration of Borenstein and Feng, 1996, over any
 * drive). Where nothing fixes the pose the gyro still gives the ratio of the two.
 *
 * @module
 */
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import type { DriveLog, FixRow, WheelRow } from "./drive_log.ts";
import { type Fit, fitRobustSlope, mean, noFit, type Slope, thin } from "./fit.ts";

/** A stretch between two fixes is about so long, m, or turns so far, rad. */
const stretchM = 0.8;
const stretchRad = 0.5;
/** Fewer stretches say too little. */
const leastStretches = 8;
/** A stretch takes at most this long, s: a standing robot ends it. */
const longestS = 20;

interface Stretch {
  readonly from: FixRow;
  readonly to: FixRow;
  /** Index of the wheel samples at both ends. */
  readonly first: number;
  readonly last: number;
}

/** Index of the first wheel sample at or after a time. */
function indexAt(wheels: readonly WheelRow[], tS: number): number {
  let low = 0;
  let high = wheels.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((wheels[middle]?.tS ?? 0) < tS) low = middle + 1;
    else high = middle;
  }
  return low;
}

function meanRad(row: WheelRow): number {
  return (row.leftRad + row.rightRad) / 2;
}

function turnedRad(row: WheelRow): number {
  return row.rightRad - row.leftRad;
}

/** Stretches over which `measure` of the wheels changes by at least `least`. */
function stretches(log: DriveLog, measure: (row: WheelRow) => number, least: number): Stretch[] {
  const found: Stretch[] = [];
  const { wheels, fixes } = log;
  let from = fixes[0];
  if (from === undefined || wheels.length < 2) return found;
  let first = indexAt(wheels, from.tS);
  for (const to of fixes) {
    const last = indexAt(wheels, to.tS);
    const [a, b] = [wheels[first], wheels[last]];
    if (a === undefined || b === undefined) break;
    const enough = Math.abs(measure(b) - measure(a)) >= least;
    if (enough && to.tS - from.tS <= longestS) found.push({ from, to, first, last });
    if (!enough && to.tS - from.tS <= longestS) continue;
    from = to;
    first = last;
  }
  return found;
}

/** Yaw of a robot with ratio `share` = radius / track, against the difference of the wheels. */
function turnPairs(log: DriveLog, share: number): [number, number][] {
  const least = stretchRad / share;
  return stretches(log, turnedRad, least).map(({ from, to, first, last }) => {
    const turned = turnedRad(log.wheels[last] ?? zero) - turnedRad(log.wheels[first] ?? zero);
    const expected = turned * share;
    return [turned, expected + wrapAngle(to.yawRad - from.yawRad - expected)];
  });
}

const zero: WheelRow = {
  tS: 0,
  leftRad: 0,
  rightRad: 0,
  leftEffort: 0,
  rightEffort: 0,
  enabled: false,
};

/** The same by the gyro alone: its turn less its error at rest. */
function gyroPairs(log: DriveLog, biasRadps: number): [number, number][] {
  const pairs: [number, number][] = [];
  let turnRad = 0;
  let before = log.imu[0];
  let first = indexAt(log.wheels, before?.tS ?? 0);
  for (const row of log.imu) {
    if (before !== undefined) turnRad += (row.yawRateRadps - biasRadps) * (row.tS - before.tS);
    before = row;
    const last = indexAt(log.wheels, row.tS);
    const turned = turnedRad(log.wheels[last] ?? zero) - turnedRad(log.wheels[first] ?? zero);
    if (Math.abs(turnRad) < stretchRad) continue;
    pairs.push([turned, turnRad]);
    turnRad = 0;
    first = last;
  }
  return pairs;
}

/** Way from end to end of a stretch for wheels of radius 1: along the arcs that they drove. */
function unitChord(wheels: readonly WheelRow[], stretch: Stretch, share: number): number {
  let [x, y, yaw] = [0, 0, 0];
  for (let i = stretch.first; i < stretch.last; i++) {
    const [a, b] = [wheels[i] ?? zero, wheels[i + 1] ?? zero];
    const turn = (turnedRad(b) - turnedRad(a)) * share;
    const way = meanRad(b) - meanRad(a);
    x += way * cos(yaw + turn / 2);
    y += way * sin(yaw + turn / 2);
    yaw += turn;
  }
  return Math.sqrt(x * x + y * y);
}

/** Error of the gyro at rest, rad/s; 0 where it never rests. */
export function restingBias(log: DriveLog): number {
  const rates = restingRates(log).map((row) => row.yawRateRadps);
  return rates.length < 20 ? 0 : mean(rates);
}

/** Samples of the IMU while the wheels have stood for a while. */
export function restingRates(log: DriveLog): DriveLog["imu"] {
  const { wheels } = log;
  return log.imu.filter(({ tS }) => {
    const now = wheels[indexAt(wheels, tS)];
    const before = wheels[indexAt(wheels, tS - 0.5)];
    return now !== undefined && before !== undefined && tS - before.tS >= 0.4 &&
      now.leftRad === before.leftRad && now.rightRad === before.rightRad;
  });
}

function fitShare(
  logs: readonly DriveLog[],
  share: number,
): { slope: Slope; pairs: [number, number][] } | null {
  const byFixes = logs.flatMap((log) => turnPairs(log, share));
  const pairs = byFixes.length >= leastStretches
    ? byFixes
    : logs.flatMap((log) => gyroPairs(log, restingBias(log)));
  return pairs.length < leastStretches ? null : { slope: fitRobustSlope(pairs), pairs };
}

const radiusPath = "robot.drive.wheelRadiusM";
const trackPath = "robot.drive.separationM";

function fitRadius(logs: readonly DriveLog[], radiusM: number, share: number): Fit {
  const pairs = logs.flatMap((log) =>
    stretches(log, meanRad, stretchM / radiusM).map((one): [number, number] => {
      const { from, to } = one;
      const far = Math.sqrt(
        (to.xM - from.xM) * (to.xM - from.xM) + (to.yM - from.yM) * (to.yM - from.yM),
      );
      return [unitChord(log.wheels, one, share), far];
    })
  );
  if (pairs.length < leastStretches) {
    const note = `${pairs.length} stretches of ${stretchM} m between pose fixes: ` +
      `${leastStretches} are needed (a map with localisation, or a beacon)`;
    return noFit(radiusPath, "m", radiusM, note);
  }
  const { slope, sigma } = fitRobustSlope(pairs);
  return {
    path: radiusPath,
    unit: "m",
    before: radiusM,
    value: slope,
    sigma,
    samples: pairs.length,
    note: "",
    residuals: {
      xLabel: "way between two fixes, m",
      yLabel: "residual, m",
      points: thin(pairs.map(([x, y]): [number, number] => [y, y - slope * x])),
    },
  };
}

/** Fits wheel radius and track over all recordings. */
export function fitWheels(logs: readonly DriveLog[]): Fit[] {
  const drive = logs[0]?.config.robot.drive;
  if (drive === undefined) return [];
  const { wheelRadiusM, separationM, kind } = drive;
  if (kind !== "diff" && kind !== "skid") {
    const note = `only diff and skid drives are fitted, this is ${kind}`;
    return [
      noFit(radiusPath, "m", wheelRadiusM, note),
      noFit(trackPath, "m", separationM, note),
    ];
  }
  const ratio = fitShare(logs, wheelRadiusM / separationM);
  const radius = fitRadius(logs, wheelRadiusM, ratio?.slope.slope ?? wheelRadiusM / separationM);
  if (ratio === null) {
    return [radius, noFit(trackPath, "m", separationM, "the robot hardly turned")];
  }
  const { slope, sigma } = ratio.slope;
  const r = radius.value ?? wheelRadiusM;
  const value = r / slope;
  const share = radius.sigma === null ? 0 : radius.sigma / r;
  return [radius, {
    path: trackPath,
    unit: "m",
    before: separationM,
    value,
    sigma: value * Math.sqrt(share * share + (sigma / slope) * (sigma / slope)),
    samples: ratio.pairs.length,
    note: radius.value === null ? "with the radius as it was" : "",
    residuals: {
      xLabel: "turn, rad",
      yLabel: "residual, rad",
      points: thin(ratio.pairs.map(([x, y]): [number, number] => [y, y - slope * x])),
    },
  }];
}
