/**
 * A ring of range sensors as points about the robot: a cone tells how near a thing is and not where
 * in it, so that its whole arc counts as taken.
 *
 * @module
 */
import { at32, at64 } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import { inputLimits, type RangeInput } from "core/messages/mod.ts";
import type { OdometryState } from "./odometry.ts";

/** Points that stand for one cone. */
const pointsPerCone = 5;

/** Where the transducers sit and what they see. */
export interface RingGeometry {
  readonly count: number;
  /** Directions in the robot's frame, rad. */
  readonly yawsRad: Float64Array;
  readonly atM: number;
  readonly coneRad: number;
  readonly maxM: number;
}

/** What the ring saw last, in the robot's frame at that moment. */
export interface RingState {
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  points: number;
  /** Free way of each cone, m from the transducer; 0 where it saw nothing valid. */
  readonly freeM: Float64Array;
  measuredNs: number;
  poseXM: number;
  poseYM: number;
  poseYawRad: number;
}

/** Points that a ring may give. */
export const ringPoints = pointsPerCone * inputLimits.ranges;

/** Nothing seen yet. */
export function createRing(): RingState {
  return {
    xM: new Float64Array(ringPoints),
    yM: new Float64Array(ringPoints),
    points: 0,
    freeM: new Float64Array(inputLimits.ranges),
    measuredNs: -Infinity,
    poseXM: 0,
    poseYM: 0,
    poseYawRad: 0,
  };
}

function addCone(ring: RingState, g: RingGeometry, i: number, rangeM: number): void {
  const middle = at64(g.yawsRad, i);
  const fromX = g.atM * cos(middle);
  const fromY = g.atM * sin(middle);
  for (let k = 0; k < pointsPerCone; k++) {
    const angle = middle + (k / (pointsPerCone - 1) - 0.5) * g.coneRad;
    ring.xM[ring.points] = fromX + rangeM * cos(angle);
    ring.yM[ring.points] = fromY + rangeM * sin(angle);
    ring.points += 1;
  }
}

/**
 * Takes one look of the ring. Nothing valid, or another count: dropped, so that the last good look
 * ages until it is stale. False where it was dropped.
 */
export function takeRing(
  ring: RingState,
  input: RangeInput,
  measuredNs: number,
  g: RingGeometry,
  pose: OdometryState,
): boolean {
  if (input.count !== g.count) return false;
  let valid = 0;
  for (let i = 0; i < g.count; i++) if (at32(input.rangesM, i) >= 0) valid += 1;
  if (valid === 0) return false;
  ring.points = 0;
  for (let i = 0; i < g.count; i++) {
    const range = at32(input.rangesM, i);
    const isHit = range >= 0 && range <= g.maxM;
    ring.freeM[i] = range === Infinity ? g.maxM : isHit ? range : 0;
    if (isHit) addCone(ring, g, i, range);
  }
  ring.measuredNs = measuredNs;
  ring.poseXM = pose.xM;
  ring.poseYM = pose.yM;
  ring.poseYawRad = pose.yawRad;
  return true;
}
