/** The clock of real time as brains take it. @module */
import type { BrainClock } from "core/brain/mod.ts";

/** Monotonic and wall time of this process; a sleep ends at once when its signal aborts. */
export const brainClock: BrainClock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(done, Math.max(0, ms));
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
      if (signal.aborted) done();
      else signal.addEventListener("abort", done, { once: true });
    }),
};
