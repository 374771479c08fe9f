/**
 * What the supervisor knows of the other threads: their state, and when it last saw their sign of
 * life move. Its own stalls do not count against them.
 *
 * @module
 */
import type { WordName, Words } from "core/bus/mod.ts";

/** A watched thread. */
export interface Watched {
  readonly name: string;
  readonly word: WordName;
  /** Silent for this long = hung, ms. */
  readonly hungMs: number;
  state: "starting" | "running" | "restarting" | "dead";
  restarts: number;
  seen: number;
  seenMs: number;
}

/** Which word each thread counts up, and how long it may be silent. */
const limits: Readonly<Record<string, { readonly word: WordName; readonly hungMs: number }>> = {
  kernel: { word: "beatKernel", hungMs: 500 },
  hal: { word: "beatHal", hungMs: 500 },
  // A disk may stall for seconds on an SD card; nothing waits for the recorder.
  recorder: { word: "beatRecorder", hungMs: 10_000 },
  operator: { word: "beatOperator", hungMs: 2000 },
  server: { word: "beatServer", hungMs: 5000 },
  link: { word: "beatLink", hungMs: 2000 },
  // A plan across a large site takes some hundred milliseconds.
  navigation: { word: "beatNavigation", hungMs: 5000 },
};

/** Watches a thread from now on. */
export function watchThread(name: keyof typeof limits, nowMs: number): Watched {
  const limit = limits[name];
  if (limit === undefined) throw new Error(`Invariant broken: thread "${name}" has no heartbeat`);
  return { name, ...limit, state: "starting", restarts: 0, seen: 0, seenMs: nowMs };
}

/** Looks at one thread's word. Returns true where it hangs. */
export function looksHung(thread: Watched, words: Words, nowMs: number): boolean {
  const count = words.get(thread.word);
  if (count !== thread.seen) {
    thread.seen = count;
    thread.seenMs = nowMs;
  }
  return thread.state === "running" && nowMs - thread.seenMs > thread.hungMs;
}
