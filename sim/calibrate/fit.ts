/** What a fit gives, and the least squares behind it. @module */

/** One number of the robot, fitted. */
export interface Fit {
  /** Path in the config, such as `robot.drive.wheelRadiusM`. */
  readonly path: string;
  readonly unit: string;
  /** What the recorded config says; null where it says nothing. */
  readonly before: number | null;
  /** What the recordings say; null where they say too little. */
  readonly value: number | null;
  /** Standard error of the value. */
  readonly sigma: number | null;
  readonly samples: number;
  /** Why there is no value, or what to know of it; empty where all is said. */
  readonly note: string;
  /** What the value does not explain: residual by what it belongs to. */
  readonly residuals: Residuals | null;
}

/** Residuals of a fit, for its plot. */
export interface Residuals {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly (readonly [number, number])[];
}

/** A fit that could not be made. */
export function noFit(path: string, unit: string, before: number | null, note: string): Fit {
  return { path, unit, before, value: null, sigma: null, samples: 0, note, residuals: null };
}

/** A line through the origin: y = slope x, with its standard error. */
export interface Slope {
  readonly slope: number;
  readonly sigma: number;
}

/** Least squares through the origin. NaN where all x are 0. */
export function fitSlope(pairs: readonly (readonly [number, number])[]): Slope {
  let xx = 0;
  let xy = 0;
  for (const [x, y] of pairs) {
    xx += x * x;
    xy += x * y;
  }
  const slope = xy / xx;
  let rest = 0;
  for (const [x, y] of pairs) rest += (y - slope * x) * (y - slope * x);
  return { slope, sigma: Math.sqrt(rest / Math.max(1, pairs.length - 1) / xx) };
}

/** Least squares through the origin, once more without what lies far off (3 sigma). */
export function fitRobustSlope(pairs: readonly (readonly [number, number])[]): Slope {
  const first = fitSlope(pairs);
  const off = pairs.map(([x, y]) => Math.abs(y - first.slope * x));
  const far = 3 * 1.4826 * median(off) + 1e-12;
  return fitSlope(pairs.filter((_pair, index) => (off[index] ?? 0) <= far));
}

/** The middle one; 0 of an empty list. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Mean of a list; NaN of an empty one. */
export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Standard deviation by the median of the distances: a few wild samples do not count. */
export function robustSigma(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}

/** At most so many points of a plot. */
const mostPoints = 600;

/** Evenly thinned points. */
export function thin<T>(points: readonly T[]): readonly T[] {
  const every = Math.max(1, Math.ceil(points.length / mostPoints));
  return points.filter((_point, index) => index % every === 0);
}
