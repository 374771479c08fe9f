/** The form of a mission file. @module */
import * as v from "valibot";
import { durationMs } from "core/config/mod.ts";
import { rebootPolicies } from "./plan.ts";

/** What a mission file calls its own format. */
export const missionHeader = "mission/1";
/** Most steps of a mission, skills taken apart. */
export const maxMissionSteps = 200;

const condition = v.pipe(v.string(), v.maxLength(1000));
const words = v.pipe(v.string(), v.maxLength(4096));

/** A step: an intent or a skill with its fields, and what may become of it. */
const step = v.union([
  words,
  v.looseObject({
    action: v.string(),
    retries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))),
    timeout: v.optional(durationMs),
    optional: v.optional(v.boolean(), false),
    when: v.optional(condition),
    until: v.optional(condition),
  }),
]);

/** The whole file; within a scenario it is the value of `mission`. */
export const missionSchema = v.strictObject({
  mechos: v.optional(v.literal(missionHeader)),
  name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100))),
  goal: v.optional(words),
  steps: v.optional(v.pipe(v.array(step), v.maxLength(maxMissionSteps)), []),
  success: v.optional(condition),
  deadline: v.optional(durationMs),
  priority: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-100), v.maxValue(100)), 0),
  afterReboot: v.optional(v.picklist(rebootPolicies), "forget"),
});

/** A mission as written. */
export type WrittenMission = v.InferOutput<typeof missionSchema>;
/** Keys of a step that are not its intent's. */
export const stepKeys: ReadonlySet<string> = new Set([
  "retries",
  "timeout",
  "optional",
  "when",
  "until",
]);
