/**
 * What every brain is to the rest: it sees an observation and proposes intents as plain objects,
 * the way a model's JSON would give them. It is polled; time comes in with the observation. A brain
 * over a model answers null while its call is under way, so that nothing waits for a server.
 *
 * @module
 */
import type { CameraImage } from "core/image/mod.ts";
import type { CapUse } from "./budget.ts";
import type { MissionLine } from "./mission_queue.ts";
import type { WorldView } from "./world_view.ts";

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
export const brainStates = [
  "none",
  "ok",
  "thinking",
  "late",
  "lost",
  "budget",
  "fallback",
  "asking",
] as const;
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
  /** What the robot knows of itself now; asked for only when a brain thinks. */
  readonly look?: () => WorldView;
  /** The newest image of a camera; null where none has come, or there is no such camera. */
  readonly image?: (camera: string) => CameraImage | null;
}

/** Something said to the brain. Text is data: who says it decides how far it is trusted. */
export interface Heard {
  readonly kind: "tell" | "answer" | "peer";
  /** Stamped by the lane that received it, never by the text. */
  readonly from: string;
  readonly text: string;
  /** The question that an answer belongs to. */
  readonly questionId?: string;
}

/** A mission or skill that somebody gives to the robot. */
export type MissionOrder =
  | { readonly kind: "add"; readonly missionId: string; readonly text: string }
  | {
    readonly kind: "do";
    readonly missionId: string;
    readonly skill: string;
    readonly arguments: Readonly<Record<string, unknown>>;
  };

/** Kinds of what a brain reports beside its decisions. */
export type BrainEventKind =
  | "prompt"
  | "response"
  | "step"
  | "hop"
  | "budget"
  | "guard"
  | "question"
  | "say"
  | "memory"
  | "mission";

/** Something a brain reports: prompts and responses are recorded under their own topics. */
export interface BrainEvent {
  readonly kind: BrainEventKind;
  readonly atNs: number;
  /** Plain JSON. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A question that waits for a human. */
export interface OpenQuestion {
  readonly id: string;
  readonly question: string;
  readonly options: readonly string[];
  /** On the brain's clock, ns. */
  readonly expiresNs: number;
  readonly fallback: string;
}

/** What `mechos status` shows of a brain. */
export interface BrainReport {
  readonly state: BrainState;
  readonly driver: string;
  readonly model: string;
  readonly calls: number;
  readonly failures: number;
  readonly tokens: number;
  readonly usd: number;
  /** Every cap of the budget and what is used of it; left out by a brain that costs nothing. */
  readonly caps?: readonly CapUse[];
  /** The sentence about a cap that is near or reached; null where none is. */
  readonly warning?: string | null;
  readonly question: OpenQuestion | null;
  /** One sentence: what it does, or why it does nothing. */
  readonly line: string;
  /** The queue and what ended lately; left out by a brain without one. */
  readonly missions?: readonly MissionLine[];
}

/** What a brain wants. */
export interface Decision {
  /** Intents as an outsider would send them. */
  readonly proposals: readonly unknown[];
  /** The answer's text where it came as text. */
  readonly text?: string;
  /** A label for reports: which kind of answer this is. */
  readonly label?: string;
  /** Why the text could not be read at all. */
  readonly unreadable?: string;
  /** The model call that this came of: its prompt and response carry the same. */
  readonly callId?: string;
}

/** A brain: the same in lockstep and in real time. */
export interface Brain {
  decide(observation: Observation): Decision | null;
  mission(): { readonly state: MissionState; readonly reason: string };
  /** An operator paused, resumed or canceled the mission. */
  command(act: "pause" | "resume" | "cancel"): void;
  /** Something was said to it; false where it has no use for it (a stale answer, a script). */
  hear?(heard: Heard): boolean;
  /** Puts a mission into the queue; false where it was refused, which the report then says. */
  assign?(order: MissionOrder): boolean;
  /** Ends when the call under way has its answer; null where none is. Lockstep waits for it. */
  settled?(): Promise<void> | null;
  /** What happened since the last call of this, for the recorder. */
  drain?(): readonly BrainEvent[];
  report?(): BrainReport;
  /** Ends every call under way. */
  close?(): void;
}
