/** What a model brain keeps between two looks. @module */
import type { Config } from "core/config/mod.ts";
import type { Store } from "core/store/mod.ts";
import type { CompiledTree } from "core/tree/runtime/mod.ts";
import type {
  Brain,
  BrainEvent,
  BrainEventKind,
  BrainState,
  Heard,
  MissionState,
  Observation,
  OpenQuestion,
} from "./brain.ts";
import type { Budget } from "./budget.ts";
import type { Embedder } from "./embedder.ts";
import type { Exchange, ExchangeOutcome } from "./exchange.ts";
import type { RobotFacts } from "./facts.ts";
import type { LoopGuard } from "./loop_guard.ts";
import type { SeenImage } from "./prompt.ts";
import type { TreeRunner } from "./tree_runner.ts";

/** A past step as the next prompt tells it. */
export interface PastStep {
  readonly atNs: number;
  readonly what: string;
  result: string;
}

/** The steps that are being carried out. */
export interface Plan {
  readonly callId: string;
  readonly steps: readonly unknown[];
  /** Steps that are behaviour trees, by their place. */
  readonly trees: ReadonlyMap<number, CompiledTree>;
  readonly model: string;
  next: number;
}

/** An answer that has arrived and counts from `readyNs` on. */
export interface Arrived {
  readonly outcome: ExchangeOutcome;
  readonly readyNs: number;
}

/** What an agent is made of. */
export interface AgentParts {
  readonly config: Config["brain"];
  readonly facts: RobotFacts;
  readonly exchange: Exchange;
  readonly budget: Budget;
  readonly guard: LoopGuard;
  readonly store: Store | null;
  /** Makes vectors of memories; null: they are found by their words. */
  readonly embedder: Embedder | null;
  /** Carries the mission on while no model answers; null where it cannot. */
  readonly standIn: Brain | null;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly pacing: "real" | "virtual";
  readonly seed: number;
  readonly missionId: string;
  readonly wallMs: (nowNs: number) => number;
}

/** State of an agent. Times are the observation's, ns. */
export interface AgentState {
  readonly parts: AgentParts;
  readonly events: BrainEvent[];
  readonly past: PastStep[];
  readonly heard: Heard[];
  /** Names of what happened since the last prompt. */
  readonly happened: string[];
  /** Why it wants to think; null: nothing new. */
  wake: string | null;
  plan: Plan | null;
  /** A proposal is with the kernel. */
  waiting: boolean;
  /** The step that is with the kernel, and where the robot was when it began. */
  step:
    | { readonly intent: unknown; readonly past: PastStep; readonly from: readonly number[] }
    | null;
  /** The step that is with the kernel where it is a tree. */
  tree: TreeRunner | null;
  calling: Promise<void> | null;
  arrived: Arrived | null;
  notBeforeNs: number;
  lastThoughtNs: number;
  question: OpenQuestion | null;
  questions: number;
  calls: number;
  failures: number;
  /** Failures since the last good answer. */
  streak: number;
  state: BrainState;
  line: string;
  goal: string;
  mission: MissionState;
  reason: string;
  /** Warnings of the guard for the next prompt. */
  readonly notes: string[];
  temperature: number;
  /** The stand-in drives. */
  standing: boolean;
  /** Images for the next question. */
  images: readonly SeenImage[];
  /** Gives the newest image of a camera, as of the last look; null where it sees none. */
  image: NonNullable<Observation["image"]> | null;
  mode: string;
  nowNs: number;
}

/** Steps that are kept for the prompt. */
const keptSteps = 16;
/** Voices that are kept for the prompt. */
const keptVoices = 12;

/** Makes the state of an agent with a goal; "" where there is none yet. */
export function createAgentState(parts: AgentParts, goal: string): AgentState {
  return {
    parts,
    events: [],
    past: [],
    heard: [],
    happened: [],
    wake: "start",
    plan: null,
    waiting: false,
    step: null,
    tree: null,
    calling: null,
    arrived: null,
    notBeforeNs: 0,
    lastThoughtNs: -Infinity,
    question: null,
    questions: 0,
    calls: 0,
    failures: 0,
    streak: 0,
    state: "ok",
    line: "waits for the first start",
    goal,
    mission: goal === "" ? "none" : "queued",
    reason: "",
    notes: [],
    temperature: parts.config.temperature,
    standing: false,
    images: [],
    image: null,
    mode: "",
    nowNs: 0,
  };
}

/** Reports something to the recorder. */
export function emit(
  s: AgentState,
  kind: BrainEventKind,
  data: Readonly<Record<string, unknown>>,
): void {
  s.events.push({ kind, atNs: s.nowNs, data });
}

/** Remembers a step for the next prompts. */
export function addPast(s: AgentState, what: string, result: string): PastStep {
  const step = { atNs: s.nowNs, what, result };
  s.past.push(step);
  if (s.past.length > keptSteps) s.past.shift();
  return step;
}

/**
 * Remembers a voice for the next prompts: a peer that talks on makes older words of peers forgotten
 * and no operator; the last word of a peer stays beside any number of operators'.
 */
export function addHeard(s: Pick<AgentState, "heard">, heard: Heard): void {
  s.heard.push(heard);
  if (s.heard.length <= keptVoices) return;
  const peers = s.heard.filter(({ kind }) => kind === "peer").length;
  const oldest = s.heard.findIndex(({ kind }) => (kind === "peer") === (peers > 1));
  s.heard.splice(Math.max(0, oldest), 1);
}

/** An intent as a line of text. */
export function intentText(intent: unknown): string {
  return (JSON.stringify(intent) ?? "null").slice(0, 300);
}

/** The text of a field of an intent of unknown content; "" where it has none. */
export function textField(intent: unknown, name: string): string {
  if (typeof intent !== "object" || intent === null) return "";
  const value: unknown = Reflect.get(intent, name);
  return typeof value === "string" ? value : "";
}

/** The number in a field of an intent of unknown content, or the preset. */
export function numberField(intent: unknown, name: string, preset: number): number {
  if (typeof intent !== "object" || intent === null) return preset;
  const value: unknown = Reflect.get(intent, name);
  return typeof value === "number" && Number.isFinite(value) ? value : preset;
}
