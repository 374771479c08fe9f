/** What a parameter means, out of the schema's metadata; and the JSON Schema for editors. @module */
import * as v from "valibot";
import { toJsonSchema } from "@valibot/to-json-schema";
import { type Facts, factsOf } from "./facts.ts";
import { configSchema } from "./schema.ts";

/** One parameter, described. */
export interface FieldExplanation extends Facts {
  /** Dotted path; `[]` stands for any entry of a list, `*` for any name. */
  readonly path: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Takes off `optional` and steps into the first schema of a pipe that only wraps another. */
function coreOf(schema: unknown): unknown {
  if (!isRecord(schema)) return schema;
  return "wrapped" in schema ? coreOf(schema["wrapped"]) : schema;
}

/** The parts of a composite schema with the path of each; null for a single value. */
function partsOf(schema: unknown, path: string): [string, unknown][] | null {
  const core = coreOf(schema);
  if (!isRecord(core)) return null;
  const join = (key: string) => path === "" ? key : `${path}.${key}`;
  if (isRecord(core["entries"])) {
    return Object.entries(core["entries"]).map(([key, child]) => [join(key), child]);
  }
  if (core["type"] === "array") return [[`${path}[]`, core["item"]]];
  if (core["type"] === "record") return [[join("*"), core["value"]]];
  const isChoice = core["type"] === "variant" || core["type"] === "union";
  if (isChoice && Array.isArray(core["options"])) {
    return core["options"].map((option) => [path, option]);
  }
  return null;
}

function collect(schema: unknown, path: string, into: Map<string, FieldExplanation>): void {
  const parts = partsOf(schema, path);
  if (parts === null) {
    const known = into.get(path);
    if (known === undefined) into.set(path, { path, ...factsOf(schema) });
    return;
  }
  for (const [below, child] of parts) collect(child, below, into);
}

/** Every parameter that is a leaf of the schema. */
export function listFields(): FieldExplanation[] {
  const fields = new Map<string, FieldExplanation>();
  collect(configSchema, "", fields);
  return [...fields.values()];
}

/** One parameter by its dotted path, or null. */
export function explainField(path: string): FieldExplanation | null {
  return listFields().find((field) => field.path === path) ?? null;
}

/** The JSON Schema of config files, for editors. */
export function jsonSchema(): unknown {
  // `extends` belongs to the file, not to the merged config: it is known here only.
  const file: v.GenericSchema = v.strictObject({
    ...configSchema.entries,
    extends: v.optional(v.pipe(v.string(), v.description("A config file that this one builds on"))),
  });
  return toJsonSchema(file, { errorMode: "ignore", typeMode: "input" });
}
