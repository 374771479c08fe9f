/** Sections `chaos`, `sweep` and `phases` of a scenario file. @module */
import * as v from "valibot";
import { durationMs } from "core/config/mod.ts";

const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(200));
const rising = "CONFIG_RANGE|the first is above the second|write the smaller one first";
const counts = v.pipe(v.tuple([whole, whole]), v.check(([low, high]) => low <= high, rising));
const spans = v.pipe(
  v.tuple([durationMs, durationMs]),
  v.check(([low, high]) => low <= high, rising),
);
const metres = v.pipe(v.number(), v.finite());
const point = v.tuple([metres, metres]);

/** Acts that a random operator may do. */
export const chaosActs = [
  "start",
  "stop",
  "estop",
  "reset",
  "ack",
  "take",
  "release",
  "teleop",
] as const;

const faults = v.strictObject({
  kinds: v.optional(v.pipe(v.array(v.string()), v.minLength(1)), ["*"]),
  except: v.optional(v.array(v.string()), []),
  count: v.optional(counts, [1, 6]),
  from: v.optional(durationMs, "2s"),
  until: v.optional(durationMs),
  for: v.optional(spans, ["200ms", "5s"]),
});

const operator = v.strictObject({
  acts: v.optional(v.pipe(v.array(v.picklist(chaosActs)), v.minLength(1)), ["stop", "start"]),
  count: v.optional(counts, [0, 3]),
  from: v.optional(durationMs, "2s"),
  until: v.optional(durationMs),
});

const people = v.strictObject({
  count: v.optional(counts, [0, 3]),
  area: v.tuple([point, point]),
  speedMps: v.optional(v.tuple([metres, metres]), [0.3, 1.4]),
});

/** Random faults, operator acts and people, drawn with the run's seed. */
export const chaosSchema = v.strictObject({
  faults: v.optional(faults),
  operator: v.optional(operator),
  people: v.optional(people),
});

/** Stretches of the run by name: each begins with event `phase.NAME`. */
export const phaseSchema = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[A-Za-z][\w-]*$/), v.maxLength(40)),
  at: durationMs,
  /** Ends every fault that is on. */
  heal: v.optional(v.boolean(), false),
});

/** Which values of the open parameters to run with. */
export const sweepSchema = v.pipe(
  v.strictObject({
    /** Points of each number on an even grid; choices take all their values. */
    grid: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
    /** Points of a Latin hypercube over all open values. */
    latin: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))),
    over: v.optional(v.array(v.string())),
  }),
  v.check(
    (sweep) => (sweep.grid === undefined) !== (sweep.latin === undefined),
    "SIM_SCENARIO|a sweep is grid or latin|for example sweep: { grid: 3 }",
  ),
);

/** A chaos section as read. */
export type Chaos = v.InferOutput<typeof chaosSchema>;
/** A phase as read. */
export type Phase = v.InferOutput<typeof phaseSchema>;
/** A sweep as read. */
export type Sweep = v.InferOutput<typeof sweepSchema>;
