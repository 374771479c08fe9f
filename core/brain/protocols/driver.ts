/** What every model driver is to the rest: one question, one answer or a typed failure. @module */
import type { CallResult, ModelUsage } from "./failure.ts";

/** An image of a message: a PNG. */
export interface ModelImage {
  readonly base64: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A message of a prompt. */
export interface ModelMessage {
  readonly role: "system" | "user" | "assistant";
  readonly text: string;
  /** Shown with the text; left out where there are none. */
  readonly images?: readonly ModelImage[];
}

/** A question. */
export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  /** JSON Schema of the answer; a hint to the server, never trusted. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
}

/** An answer. */
export interface ModelAnswer {
  readonly text: string;
  /** Model as the server names it. */
  readonly model: string;
  readonly usage: ModelUsage;
  /** Latency that a tape gives; null where it is to be measured. */
  readonly latencyMs: number | null;
}

/** Texts as numbers, in their order. */
export interface EmbeddingAnswer {
  readonly vectors: readonly (readonly number[])[];
  readonly usage: ModelUsage;
}

/** What a look at the server found. */
export interface DriverCheck {
  /** Installed models, or null where the server does not list them. */
  readonly models: readonly string[] | null;
  readonly isThere: boolean;
  /** Largest context of the model, tokens; null where unknown. */
  readonly contextTokens: number | null;
  /** Whether the model is in memory; null where the server does not say. */
  readonly isLoaded: boolean | null;
  /** Whether the model takes images; null where the server does not say. */
  readonly seesImages: boolean | null;
  readonly version: string;
}

/** Ends a call from outside, and bounds it. */
export interface CallLimits {
  readonly signal: AbortSignal;
  /** Longest pause within an answer, ms. */
  readonly idleMs: number;
  /** Largest answer, bytes. */
  readonly maxBytes: number;
}

/** A driver of one model at one server. */
export interface Driver {
  /** `ollama:qwen3`, as in config. */
  readonly spec: string;
  readonly protocol: string;
  readonly model: string;
  ask(request: ModelRequest, limits: CallLimits): Promise<CallResult<ModelAnswer>>;
  /** Turns texts into vectors of their meaning; left out where the protocol has none. */
  embed?(texts: readonly string[], limits: CallLimits): Promise<CallResult<EmbeddingAnswer>>;
  /** Lets the server load the model, however long that takes; left out where it is not needed. */
  warm?(limits: CallLimits): Promise<CallResult<void>>;
  /** Asks the server what it has, without using the model. */
  check(limits: CallLimits): Promise<CallResult<DriverCheck>>;
}
