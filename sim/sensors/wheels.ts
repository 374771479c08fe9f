/**
 * The encoder board: quantised wheel angles, speeds measured over a window, and what a failing
 * encoder or board makes of them.
 *
 * @module
 */
import { type Prng, uniform } from "core/math/mod.ts";
import { type FaultSet, faultValue } from "sim/faults/mod.ts";

/** The last wheel angles, from which speeds are measured. */
interface SpeedWindow {
  readonly leftRad: Float64Array;
  readonly rightRad: Float64Array;
  readonly atNs: Float64Array;
  next: number;
  count: number;
}

/** One wheel's counter: what it has counted, and the true angle when it last looked. */
interface Counter {
  readonly name: "left" | "right";
  trueRad: number;
  countedRad: number;
}

/** State of the board. */
export interface WheelBoard {
  readonly window: SpeedWindow;
  readonly left: Counter;
  readonly right: Counter;
  readonly chance: Prng;
  lastNs: number;
}

/** What the board gives at one instant: angles in rad, rates in rad/s. */
export interface WheelReading {
  leftRad: number;
  rightRad: number;
  leftRadps: number;
  rightRadps: number;
}

/** Samples over which an encoder board measures speed (30 ms at 200 Hz). */
const speedWindow = 6;
const turnRad = 6.283185307179586;

/** A board that has counted nothing. */
export function createWheelBoard(chance: Prng): WheelBoard {
  return {
    window: {
      leftRad: new Float64Array(speedWindow),
      rightRad: new Float64Array(speedWindow),
      atNs: new Float64Array(speedWindow),
      next: 0,
      count: 0,
    },
    left: { name: "left", trueRad: 0, countedRad: 0 },
    right: { name: "right", trueRad: 0, countedRad: 0 },
    chance,
    lastNs: 0,
  };
}

/** Counts on by what the wheel turned, as the encoder's faults have it. */
function count(c: Counter, trueRad: number, dtS: number, faults: FaultSet): void {
  const turned = trueRad - c.trueRad;
  c.trueRad = trueRad;
  if (faults.size === 0) {
    c.countedRad += turned;
    return;
  }
  const name = `encoder.${c.name}`;
  if (faults.has(`${name}.stuck`)) return;
  const factor = faultValue(faults, `${name}.scale`, "factor", 1);
  c.countedRad += turned * factor + faultValue(faults, `${name}.bias`, "radps", 0) * dtS;
}

function read(board: WheelBoard, c: Counter, tickRad: number, faults: FaultSet): number {
  const angle = Math.floor(c.countedRad / tickRad) * tickRad;
  if (faults.size === 0) return angle;
  if (faults.has(`encoder.${c.name}.nan`) || faults.has("odom.nan")) return NaN;
  const p = faultValue(faults, `encoder.${c.name}.jump`, "p", 0);
  const jumps = p > 0 && uniform(board.chance) < p;
  return jumps ? angle + faultValue(faults, `encoder.${c.name}.jump`, "rad", 0) : angle;
}

/** Reads both wheels at `nowNs`; the true angles come from physics. */
export function readWheels(
  board: WheelBoard,
  trueLeftRad: number,
  trueRightRad: number,
  ticksPerTurn: number,
  faults: FaultSet,
  nowNs: number,
  into: WheelReading,
): void {
  const dtS = (nowNs - board.lastNs) * 1e-9;
  board.lastNs = nowNs;
  count(board.left, trueLeftRad, dtS, faults);
  count(board.right, trueRightRad, dtS, faults);
  const tickRad = turnRad / ticksPerTurn;
  let left = read(board, board.left, tickRad, faults);
  let right = read(board, board.right, tickRad, faults);
  const p = faultValue(faults, "odom.jump", "p", 0);
  if (p > 0 && uniform(board.chance) < p) {
    left += faultValue(faults, "odom.jump", "rad", 0);
    right += faultValue(faults, "odom.jump", "rad", 0);
  }
  const unit = faultValue(faults, "odom.frame", "scale", 1);
  into.leftRad = left * unit;
  into.rightRad = right * unit;
  measureSpeed(board.window, into, nowNs);
}

/**
 * Speeds as an encoder board gives them: the way over the last samples, so that one tick of the
 * disc more or less is not a jump.
 */
function measureSpeed(w: SpeedWindow, into: WheelReading, nowNs: number): void {
  const oldest = w.count < speedWindow ? 0 : w.next;
  const dtS = w.count === 0 ? 0 : (nowNs - (w.atNs[oldest] ?? 0)) * 1e-9;
  into.leftRadps = dtS > 0 ? (into.leftRad - (w.leftRad[oldest] ?? 0)) / dtS : 0;
  into.rightRadps = dtS > 0 ? (into.rightRad - (w.rightRad[oldest] ?? 0)) / dtS : 0;
  w.leftRad[w.next] = into.leftRad;
  w.rightRad[w.next] = into.rightRad;
  w.atNs[w.next] = nowNs;
  w.next = (w.next + 1) % speedWindow;
  w.count = Math.min(speedWindow, w.count + 1);
}
