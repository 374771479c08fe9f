/** Pauses in topics that come at a steady rate. @module */

/** A pause of so many usual periods is a gap, and at least so long, ns. */
const gapPeriods = 10;
const leastGapNs = 100_000_000;

/**
 * Pauses of a topic that usually comes at a steady rate: its median period tells the rate. Times in
 * ns in the order of the file.
 */
export function findGaps(timesNs: readonly number[]): { gaps: number; longestGapS: number } {
  const periods: number[] = [];
  for (let i = 1; i < timesNs.length; i++) {
    periods.push((timesNs[i] ?? 0) - (timesNs[i - 1] ?? 0));
  }
  if (periods.length < 20) return { gaps: 0, longestGapS: 0 };
  const sorted = periods.slice().sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const median = at(0.5);
  // Topics that come by events have no usual period: their pauses say nothing.
  if (median <= 0 || at(0.9) > 2 * median) return { gaps: 0, longestGapS: 0 };
  const bound = Math.max(leastGapNs, gapPeriods * median);
  const gaps = periods.filter((period) => period > bound);
  return { gaps: gaps.length, longestGapS: gaps.length === 0 ? 0 : Math.max(...gaps) * 1e-9 };
}
