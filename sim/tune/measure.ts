/**
 * What a run says of a loop: a few figures, each the better the smaller, and the cost that joins
 * them. Everything is measured on the truth of the simulated world, not on what the robot believes.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { intentActions, nameOf } from "core/messages/mod.ts";
import type { Run } from "sim/scenario/mod.ts";
import type { LoopKind } from "./loops.ts";
import { stepResponse } from "./step_response.ts";

/** One figure of a run. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** What a figure weighs in the cost; below `floor` it counts as that much: it is good enough. */
interface Weight {
  readonly weight: number;
  readonly floor: number;
}

const weights: Readonly<Record<string, Weight>> = {
  settling: { weight: 0.3, floor: 0.02 },
  overshoot: { weight: 0.3, floor: 0.01 },
  trackingError: { weight: 0.3, floor: 0.005 },
  effortRate: { weight: 0.1, floor: 0.5 },
  drivingTime: { weight: 0.4, floor: 1 },
  crossTrackError: { weight: 0.4, floor: 0.005 },
  turnRateChange: { weight: 0.2, floor: 0.05 },
};

/** One more of these is worse than any figure can make good: a failed expectation, an invariant. */
const failureCost = 10;

/** The cost in words, for people. */
export function costText(kind: LoopKind): string {
  const names = kind === "wheels"
    ? ["settling", "overshoot", "trackingError", "effortRate"]
    : ["drivingTime", "crossTrackError", "turnRateChange"];
  const parts = names.map((name) => `${weights[name]?.weight} ${name}`);
  return `${parts.join(" + ")}, each as a share of what it was before, ` +
    `+ ${failureCost} for each failure`;
}

/** The cost of a run: 1 is as good as before, less is better. */
export function costOf(
  measures: readonly Measure[],
  before: readonly Measure[],
  failures: number,
): number {
  let cost = failures * failureCost;
  for (const [index, { name, value }] of measures.entries()) {
    const { weight, floor } = weights[name] ?? { weight: 0, floor: 1 };
    cost += weight * Math.max(value, floor) / Math.max(at(before, index).value, floor);
  }
  return cost;
}

/** Lists that grow with each tick of a run. */
export interface Meter {
  readonly kind: LoopKind;
  readonly periodS: number;
  readonly tS: number[];
  /** Wheels: set point and speed of the left and the right wheel, rad/s, while drives are on. */
  readonly leftSet: number[];
  readonly left: number[];
  readonly rightSet: number[];
  readonly right: number[];
  readonly leftEffort: number[];
  /** Way: where the robot was while it drove somewhere, m, and its turn rate's command, rad/s. */
  readonly xM: number[];
  readonly yM: number[];
  readonly turnRadps: number[];
  /** Squares of the distance to the path that was followed, m2. */
  readonly offPathM2: number[];
  /** Ticks of the present way, and its goal, m. */
  drivenTicks: number;
  goalXM: number;
  goalYM: number;
}

/** A meter before the first tick. */
export function createMeter(kind: LoopKind, periodS: number): Meter {
  return {
    kind,
    periodS,
    tS: [],
    leftSet: [],
    left: [],
    rightSet: [],
    right: [],
    leftEffort: [],
    xM: [],
    yM: [],
    turnRadps: [],
    offPathM2: [],
    drivenTicks: 0,
    goalXM: NaN,
    goalYM: NaN,
  };
}

function squareToPath(run: Run): number {
  const { pathXM, pathYM, pathCount } = run.kernel.state;
  const { xM, yM } = run.robot.world.robot;
  let least = Infinity;
  for (let i = 1; i < pathCount; i++) {
    const [ax, ay] = [at(pathXM, i - 1), at(pathYM, i - 1)];
    const [dx, dy] = [at(pathXM, i) - ax, at(pathYM, i) - ay];
    const length2 = dx * dx + dy * dy;
    const along = length2 === 0 ? 0 : ((xM - ax) * dx + (yM - ay) * dy) / length2;
    const share = Math.min(1, Math.max(0, along));
    const [ex, ey] = [xM - ax - share * dx, yM - ay - share * dy];
    least = Math.min(least, ex * ex + ey * ey);
  }
  return least;
}

/** The square of the distance to the straight line from where the way began to its goal. */
function squareToLine(meter: Meter, run: Run): number {
  const { goalXM, goalYM } = meter;
  const { xM, yM } = run.robot.world.robot;
  const start = meter.xM.length - meter.drivenTicks;
  const [ax, ay] = [meter.xM[start] ?? xM, meter.yM[start] ?? yM];
  const [dx, dy] = [goalXM - ax, goalYM - ay];
  const length2 = dx * dx + dy * dy;
  const off = (xM - ax) * dy - (yM - ay) * dx;
  return length2 < 1e-6 ? 0 : off * off / length2;
}

/** The path is looked at every so many ticks: it may have hundreds of points. */
const lookTicks = 10;

function noteWay(meter: Meter, run: Run): void {
  const { skill } = run.kernel.outputs;
  const { robot } = run.robot.world;
  if (nameOf(intentActions, skill) !== "goto") {
    meter.goalXM = NaN;
    return;
  }
  const { goalXM, goalYM } = run.kernel.state.skill;
  const goesOn = goalXM === meter.goalXM && goalYM === meter.goalYM;
  meter.goalXM = goalXM;
  meter.goalYM = goalYM;
  meter.drivenTicks = goesOn ? meter.drivenTicks + 1 : 1;
  meter.tS.push(run.nowNs * 1e-9);
  meter.xM.push(robot.xM);
  meter.yM.push(robot.yM);
  meter.turnRadps.push(run.kernel.outputs.angularRadps);
  if (meter.xM.length % lookTicks !== 0) return;
  const planned = run.kernel.state.skill.planState > 0;
  const square = planned ? squareToPath(run) : squareToLine(meter, run);
  if (square < Infinity) meter.offPathM2.push(square);
}

/** Notes a tick that was just run. */
export function noteTick(meter: Meter, run: Run): void {
  if (meter.kind === "way") return noteWay(meter, run);
  const out = run.kernel.outputs;
  if (out.enable !== 1) return;
  const { robot } = run.robot.world;
  meter.tS.push(run.nowNs * 1e-9);
  meter.leftSet.push(out.leftSetRadps);
  meter.left.push(robot.leftRadps);
  meter.rightSet.push(out.rightSetRadps);
  meter.right.push(robot.rightRadps);
  meter.leftEffort.push(out.leftEffort);
}

/** Root mean square of the changes from tick to tick, each second. */
function rateOf(values: readonly number[], periodS: number): number {
  let squares = 0;
  for (let i = 1; i < values.length; i++) {
    const change = at(values, i) - at(values, i - 1);
    squares += change * change;
  }
  return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) / periodS;
}

/** The figures of a finished run. */
export function measuresOf(meter: Meter): Measure[] {
  const { periodS } = meter;
  if (meter.kind === "wheels") {
    const left = stepResponse(meter.leftSet, meter.left, periodS);
    const right = stepResponse(meter.rightSet, meter.right, periodS);
    return [
      { name: "settling", unit: "s", value: (left.settlingS + right.settlingS) / 2 },
      {
        name: "overshoot",
        unit: "1",
        value: Math.max(left.overshootShare, right.overshootShare),
      },
      { name: "trackingError", unit: "1", value: (left.errorShare + right.errorShare) / 2 },
      { name: "effortRate", unit: "1/s", value: rateOf(meter.leftEffort, periodS) },
    ];
  }
  const squares = meter.offPathM2.reduce((sum, square) => sum + square, 0);
  return [
    { name: "drivingTime", unit: "s", value: meter.tS.length * periodS },
    {
      name: "crossTrackError",
      unit: "m",
      value: meter.offPathM2.length === 0 ? 0 : Math.sqrt(squares / meter.offPathM2.length),
    },
    { name: "turnRateChange", unit: "rad/s2", value: rateOf(meter.turnRadps, periodS) },
  ];
}

/** True where a run let the loop do something: else there is nothing to judge it by. */
export function hasWorked(meter: Meter): boolean {
  return meter.kind === "way"
    ? meter.tS.length > 0
    : meter.leftSet.some((set) => set !== 0) || meter.rightSet.some((set) => set !== 0);
}
