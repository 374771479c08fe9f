/**
 * The lane's reading of an intent as it comes from outside: an object out of a model's JSON, a
 * script or an operator's socket. What cannot be read becomes a record with a defect, so that the
 * gate refuses it like any other. Source, agent, id and arrival are stamped here and never taken
 * from the sender.
 *
 * @module
 */
import { intentActions, numberOf } from "./names.ts";
import {
  createIntentRecord,
  hasDuration,
  hasMapFrame,
  hasYaw,
  type IdWords,
  type IntentRecord,
  noTarget,
} from "./intent_record.ts";
import { reasonNumber } from "./reasons.ts";
import { parseIdText } from "./intent_id.ts";
import { type ActionShape, type IntentFieldKind, intentShapes } from "./intent_shapes.ts";

/** Names an intent may use, in the order of their numbers. */
export interface IntentNames {
  readonly places: readonly string[];
  readonly relays: readonly string[];
  /** Cameras a `look` may name, and robots a message may go to; left out = not known here. */
  readonly cameras?: readonly string[];
  readonly peers?: readonly string[];
}

/** What the receiving lane stamps on every intent. */
export interface LaneStamp {
  /** Index in `sources`. */
  readonly source: number;
  /** Index in `agents`. */
  readonly agent: number;
  /** Arrival on the kernel's clock, ns. */
  readonly nowNs: number;
  /** Id to use where the sender gave none. */
  readonly id: IdWords;
}

/** Fields any intent may carry. */
const common = new Set(["id", "issuedAtNs", "ttlMs", "missionId", "action"]);
/** Fields only the lane may set. */
const stamped = new Set(["source", "agent"]);
/** Longest text an intent may carry, characters (DESIGN.md: `tell` 4 kB). */
const textLimit = 4096;
const defaultTtlMs = 1000;

const defects = {
  schema: reasonNumber("GATE_SCHEMA"),
  unknownAction: reasonNumber("GATE_UNKNOWN_ACTION"),
  unknownField: reasonNumber("GATE_UNKNOWN_FIELD"),
  missingField: reasonNumber("GATE_MISSING_FIELD"),
  fieldType: reasonNumber("GATE_FIELD_TYPE"),
  notFinite: reasonNumber("GATE_NOT_FINITE"),
  unknownName: reasonNumber("GATE_UNKNOWN_NAME"),
  stamped: reasonNumber("GATE_STAMPED_FIELD"),
  unsupported: reasonNumber("GATE_NOT_SUPPORTED"),
} as const;

/** A refused text still has to be told to its sender: which field, and what is wrong. */
export interface IntentReading {
  readonly record: IntentRecord;
  /** The action's name as sent, or "none". */
  readonly action: string;
  /** Name of the field that is at fault; "" where none is. */
  readonly field: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a number: the defect number, or 0. */
function numberDefect(value: unknown): number {
  if (typeof value !== "number") return defects.fieldType;
  return Number.isFinite(value) ? 0 : defects.notFinite;
}

function readField(
  record: IntentRecord,
  action: string,
  name: string,
  kind: IntentFieldKind,
  value: unknown,
  names: IntentNames,
): number {
  switch (kind) {
    case "number":
    case "duration": {
      const defect = numberDefect(value);
      if (defect === 0 && typeof value === "number") putNumber(record, action, name, value);
      return defect;
    }
    case "relay":
    case "place": {
      if (typeof value !== "string") return defects.fieldType;
      const index = (kind === "place" ? names.places : names.relays).indexOf(value);
      record.target = index < 0 ? noTarget : index;
      return index < 0 ? defects.unknownName : 0;
    }
    case "id": {
      const words = typeof value === "string" ? parseIdText(value) : null;
      if (words === null) return defects.fieldType;
      record.ref0 = words.id0;
      record.ref1 = words.id1;
      record.ref2 = words.id2;
      record.ref3 = words.id3;
      return 0;
    }
    case "state":
      record.x = value === "on" ? 1 : 0;
      return value === "on" || value === "off" ? 0 : defects.fieldType;
    case "mission":
      record.x = value === "done" ? 1 : 0;
      return value === "done" || value === "failed" ? 0 : defects.fieldType;
    case "frame":
      return readFrame(record, action, value);
    case "text":
      return typeof value === "string" && value.length <= textLimit ? 0 : defects.fieldType;
    case "message":
      return typeof value === "string" || isObject(value) ? 0 : defects.fieldType;
    case "list":
      return Array.isArray(value) && value.length <= 16 &&
          value.every((item) => typeof item === "string" && item.length <= textLimit)
        ? 0
        : defects.fieldType;
  }
}

/** A goal is in the map frame; a target of the arm in the robot's own, unless it says `map`. */
function readFrame(record: IntentRecord, action: string, value: unknown): number {
  if (typeof value !== "string") return defects.fieldType;
  const ofArm = action === "move_end_effector";
  if (value === "map") {
    if (ofArm) record.has |= hasMapFrame;
    return 0;
  }
  return ofArm && value === "base" ? 0 : defects.unknownName;
}

function putNumber(record: IntentRecord, action: string, name: string, value: number): void {
  if (name === "durationMs") {
    record.durationMs = value;
    record.has |= hasDuration;
  } else if (name === "linearMps" || name === "x" || name === "widthM") record.x = value;
  else if (name === "lateralMps" || name === "y") record.y = value;
  else if (name === "angularRadps" || name === "angleRad" || name === "z") record.z = value;
  else if (name === "yawRad" && action === "goto") {
    record.yawRad = value;
    record.has |= hasYaw;
  }
}

function readCommon(record: IntentRecord, raw: Record<string, unknown>, lane: LaneStamp): number {
  record.ttlMs = defaultTtlMs;
  record.issuedAtNs = lane.nowNs;
  if (raw["ttlMs"] !== undefined) {
    const defect = numberDefect(raw["ttlMs"]);
    if (defect !== 0) return defect;
    record.ttlMs = Number(raw["ttlMs"]);
  }
  if (raw["issuedAtNs"] !== undefined) {
    const defect = numberDefect(raw["issuedAtNs"]);
    if (defect !== 0) return defect;
    record.issuedAtNs = Number(raw["issuedAtNs"]);
  }
  const mission = raw["missionId"];
  const named = typeof mission === "string" && mission.length <= textLimit;
  if (mission !== undefined && !named) return defects.fieldType;
  if (raw["id"] !== undefined) {
    const words = typeof raw["id"] === "string" ? parseIdText(raw["id"]) : null;
    if (words === null) return defects.fieldType;
    Object.assign(record, words);
  }
  return 0;
}

/** What a name must be one of, where the robot has none of the kind at all, or not this one. */
function nameDefect(known: readonly string[] | undefined, name: unknown): number {
  if (known === undefined) return 0;
  if (known.length === 0) return defects.unsupported;
  return name === undefined || known.some((one) => one === name) ? 0 : defects.unknownName;
}

/** Looking and speaking to other robots: refused where there is no camera, and nobody to hear it. */
function reachDefect(
  action: string,
  raw: Record<string, unknown>,
  names: IntentNames,
): [number, string] {
  if (action === "look") return [nameDefect(names.cameras, raw["camera"]), "camera"];
  if (action === "message_peer") return [nameDefect(names.peers, raw["robotId"]), "robotId"];
  if (action === "broadcast_fleet") return [nameDefect(names.peers, undefined), "message"];
  return [0, ""];
}

/** A goto names either a place or a point. */
function gotoDefect(raw: Record<string, unknown>): number {
  const place = raw["place"] !== undefined;
  const point = raw["x"] !== undefined && raw["y"] !== undefined;
  const half = raw["x"] !== undefined || raw["y"] !== undefined;
  if (place) return half ? defects.schema : 0;
  return point ? 0 : defects.missingField;
}

/** Own and expected keys only: a missing field, an unknown one, a stamped one. */
function keyDefect(raw: Record<string, unknown>, shape: ActionShape): [number, string] {
  for (const key of Object.keys(raw)) {
    if (stamped.has(key)) return [defects.stamped, key];
    const known = common.has(key) || Object.hasOwn(shape.required, key) ||
      Object.hasOwn(shape.optional, key);
    if (!known) return [defects.unknownField, key];
  }
  for (const key of Object.keys(shape.required)) {
    if (!Object.hasOwn(raw, key)) return [defects.missingField, key];
  }
  return [0, ""];
}

/** Reads an intent from an object of unknown content. Never throws. */
export function readIntent(raw: unknown, lane: LaneStamp, names: IntentNames): IntentReading {
  const record = createIntentRecord();
  record.source = lane.source;
  record.agent = lane.agent;
  Object.assign(record, {
    id0: lane.id.id0,
    id1: lane.id.id1,
    id2: lane.id.id2,
    id3: lane.id.id3,
  });
  record.ttlMs = defaultTtlMs;
  record.issuedAtNs = lane.nowNs;
  const bad = (defect: number, field: string, action = "none"): IntentReading => {
    record.defect = defect;
    return { record, action, field };
  };
  if (!isObject(raw)) return bad(defects.schema, "");
  const action = raw["action"];
  if (action === undefined) return bad(defects.missingField, "action");
  if (typeof action !== "string") return bad(defects.fieldType, "action");
  const shape = Object.hasOwn(intentShapes, action) ? intentShapes[action] : undefined;
  if (shape === undefined) return bad(defects.unknownAction, "action");
  record.action = numberOf(intentActions, action);
  const [keys, key] = keyDefect(raw, shape);
  if (keys !== 0) return bad(keys, key, action);
  const commonDefect = readCommon(record, raw, lane);
  if (commonDefect !== 0) return bad(commonDefect, "id, issuedAtNs, ttlMs or missionId", action);
  for (
    const [name, kind] of [...Object.entries(shape.required), ...Object.entries(shape.optional)]
  ) {
    const value = raw[name];
    if (value === undefined && Object.hasOwn(shape.required, name)) {
      return bad(defects.missingField, name, action);
    }
    if (value === undefined) continue;
    const defect = readField(record, action, name, kind, value, names);
    if (defect !== 0) return bad(defect, name, action);
  }
  if (action === "goto" && gotoDefect(raw) !== 0) {
    return bad(gotoDefect(raw), "x, y or place", action);
  }
  const [reach, field] = reachDefect(action, raw, names);
  if (reach !== 0) return bad(reach, field, action);
  return { record, action, field: "" };
}
