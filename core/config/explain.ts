/** What a parameter means, out of the schema's metadata; and the JSON Schema for editors. @module */
import * as v from "valibot";
import { toJsonSchema } from "@valibot/to-json-schema";
import { configSchema } from "./schema.ts";

/** One parameter, described. */
export interface FieldExplanation {
  readonly path: string;
  readonly text: string;
  readonly unit: string;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly tunable: boolean;
  readonly preset: unknown;
  readonly choices: readonly string[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

interface Raw {
  text: string;
  unit: string;
  minimum: number | null;
  maximum: number | null;
  tunable: boolean;
  preset: unknown;
  choices: string[];
}

function gather(schema: unknown, into: Raw): void {
  if (!isRecord(schema)) return;
  if ("default" in schema && into.preset === undefined) into.preset = schema["default"];
  if ("wrapped" in schema) gather(schema["wrapped"], into);
  if (schema["type"] === "metadata" && isRecord(schema["metadata"])) {
    const info = schema["metadata"];
    if (typeof info["text"] === "string") into.text = info["text"];
    if (typeof info["unit"] === "string") into.unit = info["unit"];
    if (info["tunable"] === true) into.tunable = true;
  }
  const requirement = schema["requirement"];
  if (schema["type"] === "min_value" && typeof requirement === "number") into.minimum = requirement;
  if (schema["type"] === "max_value" && typeof requirement === "number") into.maximum = requirement;
  if (schema["type"] === "picklist" && Array.isArray(schema["options"])) {
    into.choices.push(...schema["options"].map(String));
  }
  if (Array.isArray(schema["pipe"])) {
    for (const part of schema["pipe"]) if (part !== schema) gather(part, into);
  }
}

function entries(schema: unknown): Record<string, unknown> | null {
  if (!isRecord(schema)) return null;
  if (isRecord(schema["entries"])) return schema["entries"];
  return "wrapped" in schema ? entries(schema["wrapped"]) : null;
}

function collect(schema: unknown, path: string, into: FieldExplanation[]): void {
  const inner = entries(schema);
  if (inner !== null) {
    for (const [key, child] of Object.entries(inner)) {
      collect(child, path === "" ? key : `${path}.${key}`, into);
    }
    return;
  }
  const raw: Raw = {
    text: "",
    unit: "",
    minimum: null,
    maximum: null,
    tunable: false,
    preset: undefined,
    choices: [],
  };
  gather(schema, raw);
  into.push({ path, ...raw });
}

/** Every parameter that is a leaf of the schema. */
export function listFields(): FieldExplanation[] {
  const fields: FieldExplanation[] = [];
  collect(configSchema, "", fields);
  return fields;
}

/** One parameter by its dotted path, or null. */
export function explainField(path: string): FieldExplanation | null {
  return listFields().find((field) => field.path === path) ?? null;
}

/** The JSON Schema of config files, for editors. */
export function jsonSchema(): unknown {
  const schema: v.GenericSchema = configSchema;
  return toJsonSchema(schema, { errorMode: "ignore", typeMode: "input" });
}
