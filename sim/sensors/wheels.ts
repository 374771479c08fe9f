/**
 * The encoder board: quantised wheel angles, speeds measured over a window, and what a failing
 * encoder or board makes of them.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { type Prng, uniform } from "core/math/mod.ts";
import { type FaultSet, faultValue } from "sim/faults/mod.ts";

/** The last wheel angles, from which speeds are measured. */
interface SpeedWindow {
  readonly rad: readonly Float64Array[];
  readonly atNs: Float64Array;
  next: number;
  count: number;
}

/** One wheel's counter: what it has counted, and the true angle when it last looked. */
interface Counter {
  /** As faults name it; "" for a wheel that has no faults of its own. */
  readonly name: string;
  trueRad: number;
  countedRad: number;
}

/** State of the board. */
export interface WheelBoard {
  readonly window: SpeedWindow;
  /** Left, right, and of a drive of four wheels the rear pair. */
  readonly counters: readonly Counter[];
  readonly chance: Prng;
  lastNs: number;
}

/** What the board gives at one instant, a wheel each: angles in rad, rates in rad/s. */
export interface WheelReading {
  readonly rad: Float64Array;
  readonly radps: Float64Array;
}

/** Samples over which an encoder board measures speed (30 ms at 200 Hz). */
const speedWindow = 6;
const turnRad = 6.283185307179586;
const wheelNames = ["left", "right", "rearLeft", "rearRight"] as const;

/** A reading of so many wheels. */
export function createReading(wheels: number): WheelReading {
  return { rad: new Float64Array(wheels), radps: new Float64Array(wheels) };
}

/** A board that has counted nothing. */
export function createWheelBoard(chance: Prng, wheels: number): WheelBoard {
  return {
    window: {
      rad: Array.from({ length: wheels }, () => new Float64Array(speedWindow)),
      atNs: new Float64Array(speedWindow),
      next: 0,
      count: 0,
    },
    counters: wheelNames.slice(0, wheels).map((name) => ({ name, trueRad: 0, countedRad: 0 })),
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

/** Reads every wheel at `nowNs`; the true angles come from physics. */
export function readWheels(
  board: WheelBoard,
  trueRad: Float64Array,
  ticksPerTurn: number,
  faults: FaultSet,
  nowNs: number,
  into: WheelReading,
): void {
  const dtS = (nowNs - board.lastNs) * 1e-9;
  board.lastNs = nowNs;
  for (let i = 0; i < board.counters.length; i++) {
    count(at(board.counters, i), trueRad[i] ?? 0, dtS, faults);
  }
  const tickRad = turnRad / ticksPerTurn;
  for (let i = 0; i < board.counters.length; i++) {
    into.rad[i] = read(board, at(board.counters, i), tickRad, faults);
  }
  const p = faultValue(faults, "odom.jump", "p", 0);
  const off = p > 0 && uniform(board.chance) < p ? faultValue(faults, "odom.jump", "rad", 0) : 0;
  const unit = faultValue(faults, "odom.frame", "scale", 1);
  for (let i = 0; i < into.rad.length; i++) into.rad[i] = ((into.rad[i] ?? 0) + off) * unit;
  measureSpeed(board.window, into, nowNs);
}

/**
 * Speeds as an encoder board gives them: the way over the last samples, so that one tick of the
 * disc more or less is not a jump.
 */
function measureSpeed(w: SpeedWindow, into: WheelReading, nowNs: number): void {
  const oldest = w.count < speedWindow ? 0 : w.next;
  const dtS = w.count === 0 ? 0 : (nowNs - (w.atNs[oldest] ?? 0)) * 1e-9;
  for (let i = 0; i < w.rad.length; i++) {
    const angles = at(w.rad, i);
    const rad = into.rad[i] ?? 0;
    into.radps[i] = dtS > 0 ? (rad - (angles[oldest] ?? 0)) / dtS : 0;
    angles[w.next] = rad;
  }
  w.atNs[w.next] = nowNs;
  w.next = (w.next + 1) % speedWindow;
  w.count = Math.min(speedWindow, w.count + 1);
}
