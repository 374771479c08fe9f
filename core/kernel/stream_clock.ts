/**
 * The clock behind a stream of samples. A sample counts only where it is newer than the last one
 * and not from the future: a stamp from the future would make its sensor look fresh for ever. A
 * source whose clock jumped (a restarted board) is not believed until its stamps have been
 * consistent for a while; then the offset is learned, and what was missed meanwhile was missed.
 *
 * @module
 */
import type { Stamp } from "core/messages/mod.ts";
import { timely } from "./sample_time.ts";

/** What is remembered of one stream. */
export interface StreamClock {
  /** Newest measurement that was believed, on the kernel's clock, ns. */
  newestNs: number;
  newestSeq: number;
  /** Added to the source's stamps, ns. */
  offsetNs: number;
  /** Samples in a row whose stamps do not fit, when they began, and their common delay. */
  oddCount: number;
  oddSinceNs: number;
  oddDelayNs: number;
  /** Samples that were not believed, and when the last one came. */
  rejected: number;
  rejectedNs: number;
  /** Samples in a row with the very same content. */
  same: number;
}

/** Samples, and time in ns, after which consistent stamps are learned. */
const learnCount = 5;
const learnNs = 300_000_000;
/** Delays that differ by less belong to one clock, ns. */
const consistentNs = 50_000_000;

/** Without its learned offset a sample is younger by this factor: the offset is over. */
const youngerBy = 4;

/** A stream that was never heard. */
export function createStreamClock(): StreamClock {
  return {
    newestNs: -Infinity,
    newestSeq: -1,
    offsetNs: 0,
    oddCount: 0,
    oddSinceNs: 0,
    oddDelayNs: 0,
    rejected: 0,
    rejectedNs: -Infinity,
    same: 0,
  };
}

/** Counts a sample that is not believed for what it says. */
export function reject(c: StreamClock, nowNs: number): void {
  c.rejected += 1;
  c.rejectedNs = nowNs;
}

/**
 * True where a source whose clock was ahead has set it right again: as it is stamped the sample is
 * young, by the learned offset it would be old, and the source stale for ever.
 */
function cameBack(c: StreamClock, stamp: Stamp): boolean {
  if (c.offsetNs >= 0) return false;
  const ageNs = stamp.arrivedNs - stamp.measuredNs;
  return ageNs >= 0 && ageNs * youngerBy < ageNs - c.offsetNs;
}

function learn(c: StreamClock, stamp: Stamp, nowNs: number): void {
  const delayNs = stamp.arrivedNs - stamp.measuredNs;
  const fits = c.oddCount > 0 && Math.abs(delayNs - c.oddDelayNs) < consistentNs;
  if (!fits) {
    c.oddCount = 0;
    c.oddSinceNs = nowNs;
  }
  c.oddCount += 1;
  c.oddDelayNs = delayNs;
  if (c.oddCount < learnCount || nowNs - c.oddSinceNs < learnNs) return;
  if (!(delayNs - delayNs === 0)) return;
  c.offsetNs = cameBack(c, stamp) ? 0 : delayNs;
  c.newestNs = -Infinity;
  c.oddCount = 0;
}

/**
 * When a fresh sample was measured, on the kernel's clock; NaN for one that is not to be used: a
 * copy or late arrival (dropped), or one whose stamp does not fit (counted as rejected).
 */
export function measuredAt(c: StreamClock, stamp: Stamp, nowNs: number, slackNs: number): number {
  if (stamp.fresh !== 1) return NaN;
  const measuredNs = stamp.measuredNs + c.offsetNs;
  const plain = c.offsetNs === 0 ? timely(stamp, nowNs, slackNs) : measuredNs <= nowNs + slackNs &&
    stamp.arrivedNs <= nowNs + slackNs && measuredNs > -Infinity;
  const odd = cameBack(c, stamp);
  if (plain && !odd && measuredNs > c.newestNs) {
    c.newestNs = measuredNs;
    c.newestSeq = stamp.seq;
    c.oddCount = 0;
    return measuredNs;
  }
  // An older count of the device is a copy or a late arrival; a newer one has a wrong clock.
  if (plain && stamp.seq <= c.newestSeq) return NaN;
  reject(c, nowNs);
  learn(c, stamp, nowNs);
  if (c.newestNs === -Infinity) c.newestSeq = stamp.seq;
  return NaN;
}
