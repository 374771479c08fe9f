/** A token bucket: so many a second, so many at once. Time is given. @module */

/** A bucket of one peer. */
export interface RateLimit {
  /** Takes one; false = the peer is too fast. */
  take(nowMs: number): boolean;
}

/** Makes a full bucket. */
export function createRateLimit(perSecond: number, burst: number): RateLimit {
  let tokens = burst;
  let lastMs = -Infinity;
  return {
    take: (nowMs) => {
      if (nowMs > lastMs) {
        if (lastMs !== -Infinity) {
          tokens = Math.min(burst, tokens + (nowMs - lastMs) * perSecond / 1000);
        }
        lastMs = nowMs;
      }
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
