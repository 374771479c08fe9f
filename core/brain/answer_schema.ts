/**
 * The JSON Schema of an answer, built from what this robot really has: a model cannot even name a
 * relay that is not there. It is a hint to the server's grammar and nothing more: every answer is
 * read as if it had not been sent. All fields are required and none has a numeric bound, because
 * the strict modes of several servers refuse both; an optional field is a variant of its own.
 *
 * @module
 */
import { argumentText, type Skill } from "core/missions/mod.ts";
import type { RobotFacts } from "./facts.ts";

type Schema = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, Schema>>;

const number: Schema = { type: "number" };
const text: Schema = { type: "string" };
const oneOf = (values: readonly string[]): Schema => ({ type: "string", enum: values });

function variant(action: string, fields: Fields): Schema {
  return {
    type: "object",
    properties: { action: oneOf([action]), ...fields },
    required: ["action", ...Object.keys(fields)],
    additionalProperties: false,
  };
}

/** Variants of each action on this robot; a robot without places has no goto to a place. */
function variantsOf(action: string, facts: RobotFacts): readonly Fields[] {
  const places = facts.places.map((place) => place.name);
  switch (action) {
    case "wait":
      return [{ durationMs: number }];
    case "drive":
      return [{
        linearMps: number,
        ...(facts.maxLateralMps > 0 ? { lateralMps: number } : {}),
        angularRadps: number,
        durationMs: number,
      }];
    case "goto":
      return [
        ...(places.length > 0 ? [{ place: oneOf(places) }] : []),
        { x: number, y: number },
        { x: number, y: number, yawRad: number },
      ];
    case "turn":
      return [{ angleRad: number }];
    case "trigger_relay": {
      const base = { relayId: oneOf(facts.relays), state: oneOf(["on", "off"]) };
      return [base, { ...base, durationMs: number }];
    }
    case "say":
      return [{ text }];
    case "look":
      return facts.cameras.length > 0 ? [{ camera: oneOf(facts.cameras) }] : [];
    case "message_peer":
      return [{ robotId: oneOf(facts.peers), message: text }];
    case "broadcast_fleet":
      return [{ message: text }];
    case "ask_human":
      return [{ question: text, timeoutMs: number, fallback: text }];
    case "remember":
      return [{ subject: text, predicate: text, value: text }];
    case "post_task":
      return [{ title: text, description: text }];
    case "mission":
      return [{ state: oneOf(["done", "failed"]), reason: text }];
    case "stop":
    case "dock":
      return [{}];
    default:
      // `cancel` needs an id that no model sees; a new intent replaces the running one anyway.
      return [];
  }
}

/** The fields of a skill: all of its arguments, a default too, since none may be optional. */
function skillFields(skill: Skill, facts: RobotFacts): Fields {
  const places = facts.places.map((place) => place.name);
  return Object.fromEntries(
    Object.entries(skill.arguments).map(([name, { type, options }]) => [
      name,
      type === "number"
        ? number
        : options !== undefined
        ? oneOf(options)
        : type === "place"
        ? oneOf(places)
        : type === "relay"
        ? oneOf(facts.relays)
        : text,
    ]),
  );
}

/** Schemas of every intent and skill that this robot can be asked for. */
export function intentSchemas(facts: RobotFacts): readonly Schema[] {
  const intents = facts.actions.flatMap((action) =>
    variantsOf(action, facts).map((fields) => variant(action, fields))
  );
  const skills = Object.entries(facts.skills).map(([name, skill]) =>
    variant(name, skillFields(skill, facts))
  );
  return [...intents, ...skills];
}

/** The schema of a whole answer: a reason, then one to eight intents. */
export function answerSchema(facts: RobotFacts): Schema {
  return {
    type: "object",
    properties: {
      why: { type: "string" },
      intents: { type: "array", items: { anyOf: intentSchemas(facts) } },
    },
    required: ["why", "intents"],
    additionalProperties: false,
  };
}

/** The forms of every action, a line each, for the prompt: the grammar does not show them. */
export function actionLines(facts: RobotFacts): string[] {
  const shown = (schema: Schema): string => {
    if (Array.isArray(schema["enum"])) return schema["enum"].map((v) => `"${v}"`).join("|");
    return schema["type"] === "number" ? "NUMBER" : "TEXT";
  };
  const line = (action: string, fields: Fields): string => {
    const rest = Object.entries(fields).map(([name, schema]) => `,"${name}":${shown(schema)}`);
    return `{"action":"${action}"${rest.join("")}}`;
  };
  const intents = facts.actions.flatMap((action) =>
    variantsOf(action, facts).map((fields) => line(action, fields))
  );
  const skills = Object.entries(facts.skills).map(([name, skill]) => {
    const ranges = Object.entries(skill.arguments).map(([key, argument]) =>
      `${key}: ${argumentText(argument)}`
    );
    return `${line(name, skillFields(skill, facts))} (${
      [skill.description, ...ranges].join("; ")
    })`;
  });
  return [...intents, ...skills];
}
