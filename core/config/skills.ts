/** Section `skills`: the owner's own actions, made of intents or of a behaviour tree. @module */
import * as v from "valibot";

const text = v.pipe(v.string(), v.maxLength(500));
const bound = v.pipe(v.number(), v.finite());

/** What an argument may be. */
export const argumentTypes = ["number", "text", "place", "relay"] as const;

const argument = v.strictObject({
  type: v.picklist(argumentTypes),
  description: v.optional(text),
  min: v.optional(bound),
  max: v.optional(bound),
  unit: v.optional(v.pipe(v.string(), v.maxLength(16))),
  options: v.optional(v.pipe(v.array(text), v.minLength(1), v.maxLength(32))),
  default: v.optional(v.union([bound, text])),
});

const skill = v.strictObject({
  description: text,
  arguments: v.optional(v.record(v.string(), argument), {}),
  needs: v.optional(v.array(v.string())),
  body: v.optional(
    v.pipe(v.array(v.looseObject({ action: v.string() })), v.minLength(1), v.maxLength(8)),
  ),
  /** A node of a tree in our own form (cli/commands/do.md). */
  tree: v.optional(v.record(v.string(), v.unknown())),
});

/** Schema of section `skills`. */
export const skillsSchema = v.record(v.string(), skill);
