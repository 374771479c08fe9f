/** What a schema says of one value: text, unit, range, choices, default. @module */

/** The facts of one value. */
export interface Facts {
  readonly text: string;
  readonly unit: string;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly tunable: boolean;
  readonly secret: boolean;
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
  secret: boolean;
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
    if (info["secret"] === true) into.secret = true;
  }
  if (schema["type"] === "description" && typeof schema["description"] === "string") {
    into.text = schema["description"];
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

/** Gathers what a schema and its wrappers say. */
export function factsOf(schema: unknown): Facts {
  const raw: Raw = {
    text: "",
    unit: "",
    minimum: null,
    maximum: null,
    tunable: false,
    secret: false,
    preset: undefined,
    choices: [],
  };
  gather(schema, raw);
  return raw;
}
