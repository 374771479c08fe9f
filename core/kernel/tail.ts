/**
 * The p99.9 of something that happens every tick, over about the last minute, in fixed memory: a
 * histogram of milliseconds that is halved when it holds a minute's worth.
 *
 * @module
 */

/** One tail. */
export interface Tail {
  readonly counts: Float64Array;
  total: number;
  sinceLook: number;
  /** The p99.9, s; 0 until something was slower than a millisecond. */
  p999S: number;
}

const bins = 64;
const binNs = 1_000_000;
/** Entries between two looks: the sum over the bins is not made every tick. */
const lookEvery = 128;
/** Entries of a minute at 200 Hz. */
const minute = 12_000;

/** An empty tail. */
export function createTail(): Tail {
  return { counts: new Float64Array(bins), total: 0, sinceLook: 0, p999S: 0 };
}

function look(t: Tail): void {
  const beyond = t.total * 0.001;
  let sum = 0;
  let bin = bins - 1;
  while (bin > 0) {
    sum += t.counts[bin] ?? 0;
    if (sum > beyond) break;
    bin -= 1;
  }
  t.p999S = bin === 0 ? 0 : (bin + 1) * binNs * 1e-9;
  if (t.total < minute) return;
  for (let i = 0; i < bins; i++) t.counts[i] = (t.counts[i] ?? 0) * 0.5;
  t.total *= 0.5;
}

/** Counts a value in ns; the tail follows at once where it is the worst so far. */
export function countTail(t: Tail, valueNs: number): void {
  if (!(valueNs >= 0)) return;
  const bin = Math.min(bins - 1, Math.floor(valueNs / binNs));
  t.counts[bin] = (t.counts[bin] ?? 0) + 1;
  t.total += 1;
  t.sinceLook += 1;
  if (t.sinceLook < lookEvery) return;
  t.sinceLook = 0;
  look(t);
}
