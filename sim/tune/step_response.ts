/**
 * How a signal follows its set point: error, and settling and overshoot after each step of the set
 * point (Åström and Hägglund, PID Controllers, section 4.2). Lists have one entry a tick.
 *
 * @module
 */
import { at } from "core/fault.ts";

/** The figures of one signal. */
export interface StepResponse {
  /** Root mean square of the error, as a share of the largest set point. */
  readonly errorShare: number;
  /** Mean time after a step until the signal stays within 5 % of the largest set point, s. */
  readonly settlingS: number;
  /** Largest excess beyond a step's new set point, as a share of the largest set point. */
  readonly overshootShare: number;
  /** Steps that were seen. */
  readonly steps: number;
}

/** A set point that stays within this share of the largest one, for so long, is a plateau. */
const flatShare = 0.01;
const plateauS = 0.3;
/** Plateaus farther apart than this are a step; the signal has settled within it. */
const bandShare = 0.05;

/** A stretch of ticks with one set point; `to` is the tick behind it. */
interface Plateau {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

function plateausOf(set: readonly number[], scale: number, leastTicks: number): Plateau[] {
  const found: Plateau[] = [];
  let from = 0;
  for (let tick = 1; tick <= set.length; tick++) {
    if (tick < set.length && Math.abs(at(set, tick) - at(set, from)) <= flatShare * scale) continue;
    if (tick - from >= leastTicks) found.push({ from, to: tick, value: at(set, from) });
    from = tick;
  }
  return found;
}

/** The figures of a signal; all 0 where the set point never left zero. */
export function stepResponse(
  set: readonly number[],
  signal: readonly number[],
  periodS: number,
): StepResponse {
  let [scale, squares] = [0, 0];
  for (let tick = 0; tick < set.length; tick++) {
    const error = at(signal, tick) - at(set, tick);
    scale = Math.max(scale, Math.abs(at(set, tick)));
    squares += error * error;
  }
  if (scale === 0) return { errorShare: 0, settlingS: 0, overshootShare: 0, steps: 0 };
  let [steps, settling, overshoot, before] = [0, 0, 0, 0];
  for (const { from, to, value } of plateausOf(set, scale, plateauS / periodS)) {
    const change = value - before;
    before = value;
    if (Math.abs(change) < bandShare * scale) continue;
    let settled = from;
    for (let tick = from; tick < to; tick++) {
      const beyond = (at(signal, tick) - value) * Math.sign(change);
      overshoot = Math.max(overshoot, beyond / scale);
      if (Math.abs(beyond) > bandShare * scale) settled = tick + 1;
    }
    steps += 1;
    settling += (settled - from) * periodS;
  }
  return {
    errorShare: Math.sqrt(squares / set.length) / scale,
    settlingS: steps === 0 ? 0 : settling / steps,
    overshootShare: overshoot,
    steps,
  };
}
