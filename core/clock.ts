/**
 * The machine's clocks, read here and nowhere else. Code that must be repeatable takes the time as
 * an argument; these are for the edges: threads, processes, sockets.
 *
 * @module
 */

/** Monotonic time of this thread, ms with fractions; its origin is the thread's own. */
export function monotonicMs(): number {
  return performance.now();
}

/** Wall clock, ms since 1970 with fractions, from the monotonic clock: it does not step. */
export function steadyWallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Wall clock, ms since 1970: steps when somebody sets the machine's clock. */
export function wallMs(): number {
  return Date.now();
}

/** Ends after `ms`. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
