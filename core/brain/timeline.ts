/**
 * The time of one call: real, or virtual where a simulation decides how long things took. The
 * exchange is written once over it.
 *
 * @module
 */
import type { BrainPorts } from "./ports.ts";

/** Time of a call since it began. */
export interface Timeline {
  /** Since 1970 in real pacing, from a fixed epoch in virtual: for windows and rests. */
  nowMs(): number;
  elapsedMs(): number;
  /** An attempt took `measuredMs`; a tape or the config may know better. */
  spend(measuredMs: number, givenMs: number | null): number;
  /** Waits between tries. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** Wall time of a simulation's start: a fixed day, so that windows are the same on every machine. */
export const virtualEpochMs = 1_767_225_600_000;

/** Makes the time of a call that begins at `nowNs`; `latencyMs` is config's, null = measured. */
export function createTimeline(
  ports: BrainPorts,
  nowNs: number,
  latencyMs: number | null,
): Timeline {
  if (ports.pacing === "real") {
    const { clock } = ports;
    const beganMs = clock.nowMs();
    return {
      nowMs: () => clock.wallMs(),
      elapsedMs: () => clock.nowMs() - beganMs,
      spend: (measuredMs) => measuredMs,
      pause: (ms, signal) => clock.sleep(ms, signal),
    };
  }
  const past = { ms: 0 };
  return {
    nowMs: () => virtualEpochMs + nowNs * 1e-6 + past.ms,
    elapsedMs: () => past.ms,
    spend: (measuredMs, givenMs) => {
      const ms = givenMs ?? latencyMs ?? measuredMs;
      past.ms += ms;
      return ms;
    },
    pause: (ms) => {
      past.ms += ms;
      return Promise.resolve();
    },
  };
}
