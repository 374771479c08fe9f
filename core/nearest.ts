/** The nearest of some names to a mistyped one, for error messages. @module */

/** Optimal string alignment distance: insertions, deletions, changes and swaps of neighbours. */
function distance(a: string, b: string): number {
  const width = b.length + 1;
  const rows = Array.from({ length: a.length + 1 }, () => new Array<number>(width).fill(0));
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      const row = rows[i] ?? [];
      if (i === 0 || j === 0) {
        row[j] = i + j;
        continue;
      }
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const above = rows[i - 1] ?? [];
      let best = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + change,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, ((rows[i - 2] ?? [])[j - 2] ?? 0) + 1);
      }
      row[j] = best;
    }
  }
  return (rows[a.length] ?? [])[b.length] ?? 0;
}

/** True where a name is the end of a longer one: `lidar.freeze` of `fault.lidar.freeze`. */
function isTail(name: string, candidate: string): boolean {
  return name.length >= 3 && candidate.endsWith(`.${name}`);
}

/**
 * The nearest name, or null where none is near: more than 40 % would have to change, and it is not
 * the end of one.
 */
export function nearest(name: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let longer: string | null = null;
  let bestDistance = Infinity;
  const wanted = name.slice(0, 80).toLowerCase();
  for (const candidate of names) {
    if (longer === null && isTail(name, candidate)) longer = candidate;
    const d = distance(wanted, candidate.slice(0, 80).toLowerCase());
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  const near = bestDistance <= Math.max(1, Math.floor(name.length * 0.4));
  return near && (longer === null || bestDistance <= 2) ? best : longer;
}

/** A help sentence that names the nearest, or else lists what there is. */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  if (near !== null) return `did you mean "${near}"?`;
  const shown = names.slice(0, 24).join(", ");
  return `known: ${shown}${names.length > 24 ? ", ..." : ""}`;
}
