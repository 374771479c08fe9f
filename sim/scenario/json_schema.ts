/** The JSON Schema of scenario files, for editors. @module */
import { toJsonSchema } from "@valibot/to-json-schema";
import { distributionKinds } from "./vary.ts";
import { fleetSchema } from "./schema.ts";

type Node = Record<string, unknown>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value may be left open: by a distribution in its place, or a parameter's name. */
const openValue = { $ref: "#/definitions/open" };

const definitions = {
  open: {
    description: "A value left open: drawn with the seed, or a parameter by its name",
    anyOf: [
      ...distributionKinds.map((kind) => ({
        type: "object",
        properties: { [kind]: { type: "array" } },
        required: [kind],
        additionalProperties: false,
      })),
      { type: "string", pattern: "\\$\\{[A-Za-z_]\\w*\\}" },
    ],
  },
};

/** Lets every number, text and choice be open too. */
function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (!isNode(value)) return value;
  const copy: Node = {};
  for (const [key, child] of Object.entries(value)) {
    const named = key === "properties" && isNode(child);
    copy[key] = named
      ? Object.fromEntries(Object.entries(child).map(([name, one]) => [name, open(one)]))
      : key === "enum" || key === "const" || key === "required" || key === "default"
      ? child
      : open(child);
  }
  const { type } = copy;
  const leaf = type === "number" || type === "integer" || copy["enum"] !== undefined;
  if (!leaf) return copy;
  const { description, default: preset, ...rest } = copy;
  return {
    ...(description === undefined ? {} : { description }),
    ...(preset === undefined ? {} : { default: preset }),
    anyOf: [rest, openValue],
  };
}

/** The JSON Schema. Durations are texts there that this schema takes as any value. */
export function scenarioJsonSchema(): unknown {
  const base: unknown = toJsonSchema(fleetSchema, { errorMode: "ignore", typeMode: "input" });
  const whole = open(base);
  if (!isNode(whole) || !isNode(whole["properties"])) return base;
  return {
    ...whole,
    properties: {
      ...whole["properties"],
      include: {
        description: "Files under this one: what stands here is laid over them",
        anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
      },
      parameters: {
        type: "object",
        description: "Named values; use one as ${name}",
        additionalProperties: { anyOf: [openValue, {}] },
      },
    },
    // An included file may bring what this one lacks; one robot or several is told at load.
    required: ["mechos"],
    definitions,
  };
}
