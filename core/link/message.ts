/**
 * What travels between the robot process and the mind, as JSON in frames. The robot's side checks
 * every message of the mind against its schema before anything else sees it; the mind trusts the
 * robot, whose messages are typed here only.
 *
 * @module
 */
import * as v from "valibot";
import type { Config } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { encodeFrame, type Frame } from "./frame.ts";

/** Kinds of frames from the robot to the mind. */
export const toMindKinds = {
  start: 1,
  observe: 2,
  events: 3,
  hear: 4,
  mission: 5,
  quit: 6,
  /** A failure on purpose, for the mind's own threads (core/bus/drills.ts). */
  drill: 7,
  /** What a camera saw; only to a model that may look. */
  image: 8,
} as const;
/** Kinds of frames from the mind to the robot. */
export const fromMindKinds = { hello: 16, beat: 17, intent: 18, event: 19, report: 20 } as const;

/** The first message to the mind: all that it is and may know. */
export interface MindStart {
  readonly version: string;
  readonly config: Config;
  /** `IntentNames` of core/messages. */
  readonly names: {
    readonly places: readonly string[];
    readonly relays: readonly string[];
    readonly cameras?: readonly string[];
    readonly peers?: readonly string[];
  };
  /** Words, a `MissionPlan` of core/missions that was read from YAML, or none. */
  readonly mission: unknown;
  readonly missionId: string;
  readonly seed: number;
  /** Folder of ledger and memory; null = nothing is kept. */
  readonly dataFolder: string | null;
}

/** The state of the robot, several times a second. `view` is a `WorldView` of core/brain. */
export interface MindObserve {
  readonly nowNs: number;
  readonly mode: string;
  readonly started: boolean;
  readonly view: unknown;
}

/** An image of a camera, its time on the kernel's clock. */
export interface MindImage {
  readonly camera: string;
  readonly seq: number;
  readonly measuredNs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** The PNG. */
  readonly base64: string;
}

/** What became of an intent. */
export interface MindOutcome {
  readonly intentId: string;
  readonly state:
    | "accepted"
    | "clamped"
    | "refused"
    | "executing"
    | "succeeded"
    | "aborted"
    | "canceled";
  readonly code: string;
  readonly text: string;
}

/** Outcomes and names of events since the last such message. */
export interface MindEvents {
  readonly outcomes: readonly MindOutcome[];
  readonly happened: readonly string[];
}

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const finite = v.pipe(v.number(), v.finite());
const record = v.record(v.string(), v.unknown());

/** A mission as `status` shows it. */
const missionLine = v.strictObject({
  missionId: text(64),
  name: text(100),
  state: text(32),
  reason: text(300),
  step: finite,
  steps: finite,
  priority: finite,
  given: v.boolean(),
});

/** A cap of the budget and what is used of it. */
const capUse = v.strictObject({ window: text(16), cap: text(16), used: finite, limit: finite });

/** Schemas of what the mind may say, by kind. */
const fromMind = {
  [fromMindKinds.hello]: v.strictObject({ version: text(64) }),
  [fromMindKinds.beat]: v.strictObject({ lease: v.boolean() }),
  [fromMindKinds.intent]: v.strictObject({
    id: text(36),
    /** Age when it was sent, ms: arrival plus this is its age at the gate. */
    ageMs: v.pipe(finite, v.minValue(0), v.maxValue(600_000)),
    raw: v.unknown(),
    /** True where the answer could not be read at all: the gate refuses it and says so. */
    unreadable: v.boolean(),
  }),
  [fromMindKinds.event]: v.strictObject({
    kind: text(32),
    data: record,
  }),
  [fromMindKinds.report]: v.strictObject({
    state: text(32),
    driver: text(64),
    model: text(256),
    tokens: v.pipe(finite, v.minValue(0)),
    usd: v.pipe(finite, v.minValue(0)),
    /** Caps of the budget, and the sentence about one that is near. */
    caps: v.pipe(v.array(capUse), v.maxLength(15)),
    warning: v.nullable(text(300)),
    /** Whether ledger and memory are there: `none`, `starting`, `ok`, `failed`. */
    store: text(32),
    line: text(1000),
    mission: v.strictObject({ state: text(32), reason: text(1000) }),
    /** The queue, and what ended lately. */
    missions: v.pipe(v.array(missionLine), v.maxLength(64)),
    questions: v.pipe(
      v.array(
        v.strictObject({
          questionId: text(64),
          question: text(2000),
          options: v.pipe(v.array(text(200)), v.maxLength(16)),
        }),
      ),
      v.maxLength(8),
    ),
  }),
};

/** A message of the mind, checked. */
export type FromMind =
  | { readonly kind: "hello"; readonly value: v.InferOutput<typeof fromMind[16]> }
  | { readonly kind: "beat"; readonly value: v.InferOutput<typeof fromMind[17]> }
  | { readonly kind: "intent"; readonly value: v.InferOutput<typeof fromMind[18]> }
  | { readonly kind: "event"; readonly value: v.InferOutput<typeof fromMind[19]> }
  | { readonly kind: "report"; readonly value: v.InferOutput<typeof fromMind[20]> };

/** Deepest nesting of JSON that is read (DESIGN.md, limits). */
const maxDepth = 32;
const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** True where brackets nest deeper than the limit, strings left out. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const c = json.charCodeAt(i);
    if (inString) {
      if (c === 0x5c) i += 1;
      else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x7b || c === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (c === 0x7d || c === 0x5d) depth -= 1;
  }
  return false;
}

/** Reads the JSON of a frame. */
export function readJson(payload: Uint8Array): Result<unknown> {
  try {
    const json = strictUtf8.decode(payload);
    if (isTooDeep(json)) throw new Error(`nested deeper than ${maxDepth}`);
    const value: unknown = JSON.parse(json);
    return ok(value);
  } catch (error) {
    return fail({
      code: "LINK_SCHEMA",
      message: `Cannot read a message of ${payload.length} bytes: ${
        error instanceof Error ? error.message.slice(0, 100) : "no text"
      }`,
    });
  }
}

function checked<S extends v.GenericSchema>(schema: S, frame: Frame): Result<v.InferOutput<S>> {
  const json = readJson(frame.payload);
  if (!json.ok) return json;
  const parsed = v.safeParse(schema, json.value);
  if (parsed.success) return ok(parsed.output);
  const [issue] = parsed.issues;
  const path = issue?.path?.map((item) => String(item.key)).join(".") ?? "";
  return fail({
    code: "LINK_SCHEMA",
    message: `Cannot take message kind ${frame.kind}: ${issue?.message ?? "wrong form"}`,
    ...(path === "" ? {} : { path }),
  });
}

function named<K extends string, T>(kind: K, value: Result<T>): Result<{ kind: K; value: T }> {
  return value.ok ? ok({ kind, value: value.value }) : value;
}

/** Checks a frame of the mind. */
export function readFromMind(frame: Frame): Result<FromMind> {
  switch (frame.kind) {
    case fromMindKinds.hello:
      return named("hello", checked(fromMind[fromMindKinds.hello], frame));
    case fromMindKinds.beat:
      return named("beat", checked(fromMind[fromMindKinds.beat], frame));
    case fromMindKinds.intent:
      return named("intent", checked(fromMind[fromMindKinds.intent], frame));
    case fromMindKinds.event:
      return named("event", checked(fromMind[fromMindKinds.event], frame));
    case fromMindKinds.report:
      return named("report", checked(fromMind[fromMindKinds.report], frame));
    default:
      return fail({
        code: "LINK_SCHEMA",
        message: `Cannot take message kind ${frame.kind}: the mind has no such message`,
      });
  }
}

/** Makes the frame of a message. Fails where its JSON is too long for one frame. */
export function encodeMessage(kind: number, value: unknown): Result<Uint8Array<ArrayBuffer>> {
  return encodeFrame(kind, utf8.encode(JSON.stringify(value)));
}
