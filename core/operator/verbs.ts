/**
 * The table of methods: what each takes, who may call it, and whether it is audited. To add one:
 * a row here, its deed in deeds.ts, its command in cli/commands/mod.ts; a test walks the table.
 *
 * Parameters may come by name or, in the order of the entries, as a list.
 *
 * @module
 */
import * as v from "valibot";
import { modes } from "core/messages/mod.ts";

/** Who may call a method. */
export type Right =
  /** Anyone who reached the socket. */
  | "read"
  /** Anyone, on either socket, always. */
  | "stop"
  /** Whoever holds the lease; where nobody does, anyone on the operator socket. */
  | "act"
  /** Only who holds the lease. */
  | "lease";

/** A row of the table. */
export interface Verb {
  readonly right: Right;
  /** Allowed on the stop socket. */
  readonly stopSocket?: true;
  /** Every call is audited; the others only read. */
  readonly audited: boolean;
  readonly params: v.GenericSchema<unknown, object>;
}

const short = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
/** Longest text for the brain, characters (DESIGN.md: `tell` 4 kB). */
const text = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((given) => new TextEncoder().encode(given).length <= 4096, "text of more than 4 kB"),
);
/** Longest mission that is sent to a running robot, bytes: what a lane to the mind takes. */
const missionText = v.pipe(
  v.string(),
  v.minLength(1),
  v.check((given) => new TextEncoder().encode(given).length <= 6000, "mission of more than 6 kB"),
);
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
const speed = v.pipe(v.number(), v.finite(), v.minValue(-100), v.maxValue(100));
const nothing = v.strictObject({});
const spanMs = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(86_400_000));
/** How far a grant reaches; what is left out does not limit. */
const reach = v.strictObject({
  maxLinearMps: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(100))),
  region: v.optional(short),
  relays: v.optional(v.pipe(v.array(short), v.maxLength(32))),
  fromMs: v.optional(spanMs),
  forMs: v.optional(spanMs),
  mission: v.optional(v.boolean()),
});

/** Parameters of `teleop`: one frame of a stream. */
export const teleopParams = v.strictObject({
  linearMps: speed,
  angularRadps: speed,
  /** To the left; only an omni drive can. */
  lateralMps: v.optional(speed, 0),
  /** Counts up with every frame of a connection. */
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** How long it may last, ms; the kernel takes at most `kernel.ttl.teleopMs`. */
  durationMs: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(500)), 300),
  /** The sender's monotonic clock, ms: a frame that was held up on its way is refused. */
  sentMs: v.optional(v.pipe(v.number(), v.finite())),
});

/** Parameters of `wait`. */
export const waitParams = v.strictObject({
  mode: v.picklist(modes),
  timeoutMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3_600_000)), 30_000),
});

const verbRows = {
  status: { right: "read", stopSocket: true, audited: false, params: nothing },
  why: { right: "read", audited: false, params: nothing },
  // Whatever stands beside them: a stop is never refused for its parameters.
  stop: { right: "stop", stopSocket: true, audited: true, params: v.looseObject({}) },
  estop: { right: "stop", stopSocket: true, audited: true, params: v.looseObject({}) },
  start: { right: "act", audited: true, params: nothing },
  reset: { right: "act", audited: true, params: v.strictObject({ latchId: whole }) },
  ack: { right: "act", audited: true, params: v.strictObject({ cause: v.optional(short) }) },
  take: {
    right: "read",
    audited: true,
    params: v.strictObject({ takeOver: v.optional(v.boolean(), false) }),
  },
  release: { right: "act", audited: true, params: nothing },
  resume: { right: "act", audited: true, params: nothing },
  mission: {
    right: "act",
    audited: true,
    params: v.strictObject({ verb: v.picklist(["pause", "resume", "cancel"]) }),
  },
  "mission.add": { right: "act", audited: true, params: v.strictObject({ text: missionText }) },
  do: {
    right: "act",
    audited: true,
    params: v.strictObject({
      skill: short,
      arguments: v.optional(
        v.pipe(
          v.record(short, v.union([v.pipe(v.number(), v.finite()), short])),
          v.check((given) => Object.keys(given).length <= 16, "more than 16 arguments"),
        ),
        {},
      ),
    }),
  },
  teleop: { right: "lease", audited: true, params: teleopParams },
  tell: { right: "act", audited: true, params: v.strictObject({ text }) },
  answer: { right: "act", audited: true, params: v.strictObject({ questionId: short, text }) },
  grant: {
    right: "act",
    audited: true,
    params: v.strictObject({ agent: short, capability: short, scope: v.optional(reach, {}) }),
  },
  revoke: {
    right: "act",
    audited: true,
    params: v.strictObject({ agent: short, capability: short }),
  },
  wait: { right: "read", audited: false, params: waitParams },
  "tune.list": { right: "read", audited: false, params: nothing },
  "tune.get": { right: "read", audited: false, params: v.strictObject({ path: short }) },
  "tune.set": {
    right: "act",
    audited: true,
    params: v.strictObject({
      changes: v.pipe(
        v.record(short, v.pipe(v.number(), v.finite())),
        v.check((changes) => Object.keys(changes).length > 0, "no change"),
        v.check((changes) => Object.keys(changes).length <= 32, "more than 32 changes"),
      ),
    }),
  },
  "tune.save": { right: "act", audited: true, params: nothing },
  "tune.watch": { right: "read", audited: false, params: nothing },
  "tune.reload": { right: "act", audited: true, params: nothing },
  "map.save": { right: "act", audited: true, params: nothing },
  "record.snapshot": {
    right: "act",
    audited: true,
    params: v.strictObject({ reason: v.optional(short, "operator") }),
  },
} as const satisfies Record<string, Verb>;

/** A method by name. */
export type VerbName = keyof typeof verbRows;

/** Every method, in the order of the documents. */
export const verbs: Readonly<Record<VerbName, Verb>> = verbRows;

/** The names of every method. */
export const verbNames = Object.keys(verbs) as VerbName[];

/** The parameters of a method once they were read. */
export type ParamsOf<N extends VerbName> = v.InferOutput<typeof verbRows[N]["params"]>;

/** The verb of a name as it was sent, or null. */
export function verbOf(name: string): VerbName | null {
  return Object.hasOwn(verbs, name) ? name as VerbName : null;
}

/** Parameters by name out of a list: in the order of the schema's entries. */
function named(params: unknown, names: readonly string[]): unknown {
  if (!Array.isArray(params)) return params ?? {};
  if (params.length > names.length) return params;
  return Object.fromEntries(params.map((value, index) => [names[index] ?? "", value]));
}

function entryNames(schema: object): readonly string[] {
  const entries = "entries" in schema ? schema.entries : null;
  return typeof entries === "object" && entries !== null ? Object.keys(entries) : [];
}

/** What is wrong with parameters, as the end of a sentence. */
export interface ParamsIssue {
  readonly path: string;
  readonly reason: string;
  readonly known: readonly string[];
}

/** Reads the parameters of a method. */
export function readParams<N extends VerbName>(
  name: N,
  params: unknown,
): { readonly ok: true; readonly value: ParamsOf<N> } | {
  readonly ok: false;
  readonly issue: ParamsIssue;
} {
  const schema = verbRows[name].params;
  const known = entryNames(schema);
  const read = v.safeParse(schema, named(params, known));
  if (read.success) return { ok: true, value: read.output as ParamsOf<N> };
  const [issue] = read.issues;
  return { ok: false, issue: { path: v.getDotPath(issue) ?? "", reason: issue.message, known } };
}
