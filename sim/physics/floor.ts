/**
 * What the floor makes of turning wheels: wheels that are not quite round, and slip that wanders.
 * The encoders count the turn, the robot makes another way: what localisation is for.
 *
 * @module
 */
import { createPrng, gauss, type Prng } from "core/math/mod.ts";

/** How far the way is from what the wheels turn. */
export interface FloorSpec {
  readonly seed: number;
  /** The left wheel rolls so much further than its data sheet says, the right one less. */
  readonly scaleError: number;
  /** Standard deviation of the slip of each wheel, as a share of its way. */
  readonly slipNoise: number;
}

/** State of the floor under both wheels. */
export interface Floor {
  readonly spec: FloorSpec;
  readonly noise: Prng;
  leftSlip: number;
  rightSlip: number;
}

/** Slip changes within this time, s. */
const slipS = 1;

/** A floor. */
export function createFloor(spec: FloorSpec): Floor {
  return { spec, noise: createPrng(spec.seed, "floor"), leftSlip: 0, rightSlip: 0 };
}

/** Lets the slip wander: a first-order process about nothing. */
export function stepFloor(floor: Floor, dtS: number): void {
  const { slipNoise } = floor.spec;
  if (slipNoise <= 0) return;
  const share = Math.min(1, dtS / slipS);
  const shake = slipNoise * Math.sqrt(2 * share);
  floor.leftSlip += gauss(floor.noise) * shake - floor.leftSlip * share;
  floor.rightSlip += gauss(floor.noise) * shake - floor.rightSlip * share;
}

/** Way of the left wheel as a share of what it turns. */
export function leftWay(floor: Floor): number {
  return 1 + floor.spec.scaleError - floor.leftSlip;
}

/** Way of the right wheel as a share of what it turns. */
export function rightWay(floor: Floor): number {
  return 1 - floor.spec.scaleError - floor.rightSlip;
}
