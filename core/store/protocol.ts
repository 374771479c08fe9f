/**
 * What may be asked of the store, and what it answers: plain records that cross a MessagePort.
 * Times are wall-clock ms, because windows and ages outlive the process; money is whole nano-USD.
 *
 * @module
 */
import type { Result } from "core/fault.ts";

/** Windows over which the ledger counts. */
export const budgetWindows = ["minute", "hour", "day", "mission", "lifetime"] as const;
/** A window by name. */
export type BudgetWindow = typeof budgetWindows[number];

/** Caps of one window; what is missing is not capped. */
export interface WindowCaps {
  readonly requests?: number;
  readonly tokens?: number;
  readonly nanoUsd?: number;
}
/** Caps by window. */
export type BudgetCaps = Partial<Readonly<Record<BudgetWindow, WindowCaps>>>;

/** The worst case of a call that is about to be made. */
export interface Reservation {
  readonly callId: string;
  readonly provider: string;
  readonly missionId: string;
  readonly tokens: number;
  readonly nanoUsd: number;
  /** When the row counts as spent although nobody settled it. */
  readonly deadlineMs: number;
  readonly nowMs: number;
  readonly caps: BudgetCaps;
}

/** What a call really took; null where the server did not say: the reservation counts. */
export interface Settlement {
  readonly callId: string;
  readonly tokens: number | null;
  readonly nanoUsd: number | null;
  /** What a call of this size can take at all: a report above it is an overrun. */
  readonly mostTokens: number;
  readonly nowMs: number;
}

/** Whether the call was booked, and whether it was an overrun. */
export interface SettleReply {
  readonly known: boolean;
  readonly over: boolean;
}

/** Use of one window. */
export interface WindowUse {
  readonly window: BudgetWindow;
  readonly requests: number;
  readonly tokens: number;
  readonly nanoUsd: number;
  /** Largest share of any cap, 0..; 0 where there are none. */
  readonly share: number;
  /** When the window next lets something go; null for mission, lifetime and without caps. */
  readonly freesAtMs: number | null;
}

/** Admitted, or which cap said no. */
export interface ReserveReply {
  readonly admitted: boolean;
  readonly window: BudgetWindow | null;
  /** `overrun`: the provider reported more (`used`) than a call could take (`limit`). */
  readonly cap: "requests" | "tokens" | "nanoUsd" | "overrun" | null;
  readonly used: number;
  readonly limit: number;
  readonly use: readonly WindowUse[];
}

/** Where a memory came from decides how far it is trusted. */
export const trustLevels = ["owner", "operator", "robot", "model", "outside"] as const;
/** A trust level by name, the most trusted first. */
export type Trust = typeof trustLevels[number];

/** Something that happened. */
export interface Episode {
  readonly atMs: number;
  readonly kind: string;
  readonly text: string;
  readonly trust: Trust;
  readonly missionId: string;
  readonly x: number | null;
  readonly y: number | null;
  readonly importance: number;
}

/** Something held true: a newer one supersedes, nothing is overwritten. */
export interface FactRow {
  readonly subject: string;
  readonly predicate: string;
  readonly value: string;
  readonly source: string;
  readonly trust: Trust;
  readonly confidence: number;
  readonly atMs: number;
}

/** A text as a model's vector. */
export interface Meaning {
  readonly model: string;
  readonly vector: Float32Array;
}

/** The vector of a memory; a fact has the negative of its number. */
export interface MeaningRow {
  readonly id: number;
  readonly vector: Float32Array;
}

/** A memory that has no vector yet. */
export interface MissingMeaning {
  readonly id: number;
  readonly text: string;
}

/** A question to the memory. */
export interface Recall {
  readonly text: string;
  /** Its vector; null or left out where no model makes them. */
  readonly meaning?: Meaning | null;
  readonly nowMs: number;
  readonly x: number | null;
  readonly y: number | null;
  readonly limit: number;
}

/** A memory that was found. */
export interface Memory {
  readonly id: number;
  readonly kind: "episode" | "fact";
  readonly text: string;
  readonly trust: Trust;
  readonly atMs: number;
  readonly score: number;
}

/** A mission of the queue. */
export interface MissionRow {
  readonly missionId: string;
  readonly goal: string;
  /** The mission as JSON (`MissionPlan` of core/missions). */
  readonly plan: string;
  readonly priority: number;
  readonly state: string;
  readonly reason: string;
  readonly step: number;
  /** What becomes of it when the robot starts again while it is open. */
  readonly policy: "resume" | "restart" | "forget";
  readonly createdMs: number;
  readonly deadlineMs: number | null;
}

/** A task that any robot may claim. */
export interface TaskRow {
  readonly taskId: number;
  readonly title: string;
  readonly description: string;
  readonly priority: number;
  readonly state: "open" | "claimed" | "done";
  readonly owner: string;
  readonly leaseUntilMs: number;
}

/** A named place in memory. */
export interface PlaceRow {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly source: string;
  readonly trust: Trust;
}

/** Every request with what it takes and gives. */
export interface StoreRequests {
  "ledger.reserve": { args: Reservation; reply: ReserveReply };
  "ledger.settle": { args: Settlement; reply: SettleReply };
  "ledger.release": { args: Record<string, never>; reply: { readonly released: number } };
  "ledger.use": {
    args: { readonly nowMs: number; readonly missionId: string; readonly caps: BudgetCaps };
    reply: readonly WindowUse[];
  };
  "memory.addEpisode": { args: Episode; reply: { readonly id: number } };
  "memory.addFact": {
    args: FactRow;
    reply: { readonly id: number; readonly superseded: number | null };
  };
  "memory.facts": { args: { readonly subject: string }; reply: readonly FactRow[] };
  "memory.recall": { args: Recall; reply: readonly Memory[] };
  "memory.missing": {
    args: { readonly model: string; readonly limit: number };
    reply: readonly MissingMeaning[];
  };
  "memory.addMeanings": {
    args: { readonly model: string; readonly rows: readonly MeaningRow[] };
    reply: { readonly added: number };
  };
  "memory.addPlace": { args: PlaceRow; reply: { readonly id: number } };
  "memory.near": {
    args: { readonly x: number; readonly y: number; readonly radiusM: number };
    reply: readonly PlaceRow[];
  };
  "memory.trim": {
    args: { readonly nowMs: number; readonly keepEpisodes: number; readonly keepMs: number };
    reply: { readonly removed: number };
  };
  "mission.add": { args: MissionRow; reply: { readonly added: boolean } };
  "mission.update": {
    args: {
      readonly missionId: string;
      readonly state: string;
      readonly reason: string;
      readonly step: number;
    };
    reply: { readonly known: boolean };
  };
  "mission.list": { args: { readonly open: boolean }; reply: readonly MissionRow[] };
  "task.post": {
    args: { readonly title: string; readonly description: string; readonly priority: number };
    reply: { readonly taskId: number };
  };
  "task.claim": {
    args: { readonly owner: string; readonly nowMs: number; readonly leaseMs: number };
    reply: TaskRow | null;
  };
  "task.renew": {
    args: {
      readonly taskId: number;
      readonly owner: string;
      readonly nowMs: number;
      readonly leaseMs: number;
    };
    reply: { readonly held: boolean };
  };
  "task.finish": {
    args: { readonly taskId: number; readonly owner: string };
    reply: { readonly finished: boolean };
  };
  "task.list": { args: Record<string, never>; reply: readonly TaskRow[] };
}

/** A request by name. */
export type StoreRequest = keyof StoreRequests;

/** The store as its users see it: every call ends, with a fault where it must. */
export interface Store {
  request<K extends StoreRequest>(
    kind: K,
    args: StoreRequests[K]["args"],
  ): Promise<Result<StoreRequests[K]["reply"]>>;
  close(): void;
}
