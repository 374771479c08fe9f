/** What the estimator of the pose is told once. @module */
import type { FilterParams } from "./pose_filter.ts";

/** How the pose is estimated (config `world.estimator`). */
export interface EstimatorParams extends FilterParams {
  /** 1 = fixes are expected (beacon, or scans matched against a map): without, nothing is lost. */
  readonly hasFixes: number;
  /** Lost above this standard deviation of the position, m. */
  readonly lostSigmaM: number;
  /** Lost when no fix was good for this long while fixes arrive, ns. */
  readonly lostAfterNs: number;
  /** Share of beams on the map below which a match is bad. */
  readonly leastQuality: number;
}

/** What the estimator does where nothing else is said: for tests and robots without config. */
export const plainEstimator: EstimatorParams = {
  wayNoise: 0.02,
  turnNoise: 0.02,
  driftNoise: 0.01,
  gyroNoiseRadps: 0.002,
  gyroPeriodS: 0.01,
  gate: 16.27,
  hasFixes: 0,
  lostSigmaM: 2,
  lostAfterNs: 2e9,
  leastQuality: 0.4,
};
