/** The actions of intents as tools of a model: a name and a JSON Schema each. @module */
import { type IntentFieldKind, intentShapes } from "./intent_shapes.ts";

/** A tool in the form that chat models take. */
export interface IntentTool {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly parameters: {
      readonly type: "object";
      readonly properties: Readonly<Record<string, unknown>>;
      readonly required: readonly string[];
      readonly additionalProperties: false;
    };
  };
}

function schemaOf(kind: IntentFieldKind): unknown {
  switch (kind) {
    case "number":
    case "duration":
      return { type: "number" };
    case "list":
      return { type: "array", items: { type: "string" } };
    case "state":
      return { type: "string", enum: ["on", "off"] };
    case "mission":
      return { type: "string", enum: ["done", "failed"] };
    default:
      return { type: "string" };
  }
}

/** A tool for each action. */
export function intentTools(): IntentTool[] {
  return Object.entries(intentShapes).map(([name, { required, optional }]) => {
    const fields = Object.entries({ ...required, ...optional });
    const properties = Object.fromEntries(
      fields.map(([field, kind]) => [field, schemaOf(kind)]),
    );
    return {
      type: "function",
      function: {
        name,
        parameters: {
          type: "object",
          properties,
          required: Object.keys(required),
          additionalProperties: false,
        },
      },
    };
  });
}
