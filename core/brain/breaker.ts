/**
 * A circuit breaker for one provider: after some failures it rests, then one call may probe it;
 * a good probe closes it, a bad one doubles the rest. Time comes in; nothing here waits.
 *
 * @module
 */

/** When a breaker opens and for how long. */
export interface BreakerLaw {
  readonly failures: number;
  readonly windowMs: number;
  readonly restMs: number;
  readonly maxRestMs: number;
}

/** State of a breaker. */
export interface Breaker {
  readonly law: BreakerLaw;
  state: "closed" | "open" | "probing";
  /** Times of the failures within the window. */
  failures: number[];
  openUntilMs: number;
  restMs: number;
}

/** Makes a closed breaker. */
export function createBreaker(law: BreakerLaw): Breaker {
  return { law, state: "closed", failures: [], openUntilMs: -Infinity, restMs: law.restMs };
}

/** Whether a call may be made now; after a rest exactly one may, as a probe. */
export function mayCall(b: Breaker, nowMs: number): boolean {
  if (b.state === "closed") return true;
  if (b.state === "probing" || nowMs < b.openUntilMs) return false;
  b.state = "probing";
  return true;
}

/** The call was good: closed again, and the next rest is short again. */
export function noteGood(b: Breaker): void {
  b.state = "closed";
  b.failures = [];
  b.restMs = b.law.restMs;
}

/** The call was not made after all, or tells nothing: a probe stays due. */
export function noteNothing(b: Breaker): void {
  if (b.state === "probing") b.state = "open";
}

/** Rests the provider, for its present rest or as long as it asked for. */
export function rest(b: Breaker, nowMs: number, askedMs: number | null): void {
  const ms = Math.max(b.restMs, askedMs ?? 0);
  b.state = "open";
  b.openUntilMs = nowMs + ms;
  b.restMs = Math.min(b.law.maxRestMs, b.restMs * 2);
  b.failures = [];
}

/** The call failed: true where that rests the provider. */
export function noteBad(b: Breaker, nowMs: number, askedMs: number | null): boolean {
  b.failures = b.failures.filter((at) => at > nowMs - b.law.windowMs);
  b.failures.push(nowMs);
  if (b.state !== "probing" && b.failures.length < b.law.failures) return false;
  rest(b, nowMs, askedMs);
  return true;
}
