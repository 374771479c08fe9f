/** How late the kernel's ticks came: the histogram that its thread publishes, in words for people. @module */
import type { Region } from "./region.ts";
import { latenessBuckets, latenessBucketUs } from "./lanes.ts";

/** The pace of the kernel since it began. */
export interface Pace {
  /** Ticks in the histogram: published once a second. */
  readonly ticks: number;
  /** Ticks that came later than a whole period. */
  readonly lateTicks: number;
  /** Lateness, us: upper edges of the buckets (10 us wide, the last one open); 0 before the first. */
  readonly latenessUs: {
    readonly p50: number;
    readonly p99: number;
    readonly p999: number;
    readonly max: number;
  };
}

/** Lateness below which `share` of the ticks stay, us; the histogram has `ticks` in all. */
export function latenessUs(histogram: Int32Array, ticks: number, share: number): number {
  let seen = 0;
  for (let bucket = 0; bucket <= latenessBuckets; bucket++) {
    seen += histogram[bucket] ?? 0;
    if (seen > 0 && seen >= ticks * share) return (bucket + 1) * latenessBucketUs;
  }
  return 0;
}

/** Opens the histogram in shared memory; the reader returns the pace as it is now. */
export function createPaceReader(region: Region): () => Pace {
  const slot = region.slotReader("lateness");
  const histogram = new Int32Array(latenessBuckets + 1);
  return () => {
    if (slot.read() >= 0) {
      for (let i = 0; i < histogram.length; i++) histogram[i] = slot.view.getInt32(4 * i, true);
    }
    const ticks = histogram.reduce((sum, count) => sum + count, 0);
    return {
      ticks,
      lateTicks: region.words.get("lateTicks"),
      latenessUs: {
        p50: latenessUs(histogram, ticks, 0.5),
        p99: latenessUs(histogram, ticks, 0.99),
        p999: latenessUs(histogram, ticks, 0.999),
        max: region.words.get("latenessMaxUs"),
      },
    };
  };
}
