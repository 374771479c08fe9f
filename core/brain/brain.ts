/**
 * What every brain is to the rest: it sees an observation and proposes intents as plain objects,
 * the way a model's JSON would give them. It has no clock and no I/O of its own here; time comes
 * in with the observation.
 *
 * @module
 */

/** States of a mission. */
export const missionStates = [
  "none",
  "queued",
  "running",
  "paused",
  "done",
  "failed",
  "canceled",
] as const;
/** A mission state by name. */
export type MissionState = typeof missionStates[number];

/** States of a brain as others see it. */
export const brainStates = ["none", "ok", "thinking", "late", "lost", "budget"] as const;
/** A brain state by name. */
export type BrainState = typeof brainStates[number];

/** What became of a proposal: not known yet, or how it ended. */
export type Outcome =
  | { readonly kind: "pending" }
  | { readonly kind: "succeeded" }
  | {
    readonly kind: "refused" | "aborted" | "canceled";
    readonly code: string;
    readonly text: string;
  };

/** What a brain sees when it may decide. */
export interface Observation {
  readonly nowNs: number;
  readonly mode: string;
  /** What became of its last proposal; null where it has made none. */
  readonly outcome: Outcome | null;
  /** Names of events since its last decision. */
  readonly events: readonly string[];
}

/** What a brain wants. */
export interface Decision {
  /** Intents as an outsider would send them. */
  readonly proposals: readonly unknown[];
  /** The answer's text where it came as text. */
  readonly text?: string;
  /** A label for reports: which kind of answer this is. */
  readonly label?: string;
  /** True where the text could not be read at all. */
  readonly unreadable?: string;
}

/** A brain in lockstep. */
export interface Brain {
  decide(observation: Observation): Decision | null;
  mission(): { readonly state: MissionState; readonly reason: string };
  /** An operator paused, resumed or canceled the mission. */
  command(act: "pause" | "resume" | "cancel"): void;
}
