/**
 * Why the gate refused or clamped, and why a skill ended: one ordered table. The kernel speaks
 * in numbers; the sentence is made outside, for the model, the log and the operator.
 * To add a reason: append a row here and a row of the same name in core/codes.ts.
 *
 * @module
 */
import type { Code } from "core/codes.ts";
import { type NamedThing, noReasonNames, type ReasonNames } from "./reason_names.ts";

interface ReasonRow {
  readonly code: Code | "NONE";
  /** Sentence with {value}, {limit} and {why} filled in. */
  readonly text: string;
  /** The value is the place of a thing in this table, counted from one. */
  readonly names?: keyof ReasonNames;
}

const rows = [
  { code: "NONE", text: "" },
  { code: "GATE_SCHEMA", text: "Intent is malformed: send only the fields of its action" },
  { code: "GATE_UNKNOWN_ACTION", text: "Action does not exist on this robot" },
  { code: "GATE_UNKNOWN_FIELD", text: "Intent has a field that its action does not know" },
  { code: "GATE_MISSING_FIELD", text: "Intent lacks a field that its action needs" },
  { code: "GATE_FIELD_TYPE", text: "A field of the intent has the wrong type" },
  { code: "GATE_NOT_FINITE", text: "A number of the intent is not finite" },
  { code: "GATE_UNKNOWN_NAME", text: "Intent names a place, relay or device that does not exist" },
  {
    code: "GATE_STAMPED_FIELD",
    text: "Intent sets source or agent: the receiving lane stamps these",
  },
  { code: "GATE_EXPIRED", text: "Intent is {value} ms old: its time to live is {limit} ms" },
  { code: "GATE_TTL", text: "Time to live of {value} ms is outside 1..{limit} ms" },
  { code: "GATE_DUPLICATE", text: "Intent id was seen before: each intent is accepted once" },
  { code: "GATE_CAPABILITY", text: "This agent has no capability for the action" },
  { code: "GATE_MODE", text: "Robot takes no motion from this source in its present mode" },
  { code: "GATE_LEASE", text: "The lease of this source has lapsed" },
  { code: "GATE_SUSPENDED", text: "Brain is without authority until an operator resumes it" },
  { code: "GATE_SPEED_LINEAR", text: "Speed {value} m/s is above the limit of {limit} m/s" },
  {
    code: "GATE_SPEED_ANGULAR",
    text: "Turn rate {value} rad/s is above the limit of {limit} rad/s",
  },
  { code: "GATE_SPEED_LATERAL", text: "This drive cannot move sideways: {value} m/s was asked" },
  { code: "GATE_DURATION", text: "Duration {value} ms is outside 1..{limit} ms" },
  { code: "GATE_RANGE", text: "Value {value} is outside its range, limit {limit}" },
  {
    code: "GATE_OBSTACLE",
    text: "Obstacle within stopping distance: {value} m free, {limit} m needed",
  },
  {
    code: "GATE_STALE_SENSOR",
    text: "A sensor that motion needs is {value} ms old: limit {limit} ms",
  },
  { code: "GATE_KEEPOUT", text: "Goal or way leads through a keep-out area {value} m from here" },
  { code: "GATE_NO_POSE", text: "Robot does not know where it is: give it a pose first" },
  { code: "GATE_FAILSAFE", text: "Failsafe holds the robot: see the why-line" },
  { code: "GATE_OWNER_RULE", text: "Owner's rule {value} refuses this{why}", names: "rules" },
  { code: "GATE_NOT_SUPPORTED", text: "This robot has no device for the action" },
  { code: "GATE_RATE", text: "Too many intents in one tick: at most {limit}" },
  { code: "GATE_UNKNOWN_INTENT", text: "No running intent has the id to cancel" },
  { code: "INTENT_DONE", text: "Done" },
  { code: "INTENT_CANCELED", text: "Canceled" },
  { code: "INTENT_REPLACED", text: "Replaced by a newer intent" },
  { code: "INTENT_STOPPED", text: "Stopped by an operator" },
  { code: "INTENT_LEASE", text: "The lease of its source lapsed" },
  { code: "INTENT_FAILSAFE", text: "Ended by the failsafe" },
  { code: "INTENT_BLOCKED", text: "Way blocked for {value} s" },
  { code: "INTENT_TIMEOUT", text: "Not done within {limit} ms" },
  { code: "INTENT_NO_PATH", text: "No way leads there; nearest reachable point: {value}, {limit}" },
  { code: "INTENT_START_BLOCKED", text: "No way leaves from here: the robot touches something" },
  {
    code: "INTENT_GOAL_BLOCKED",
    text: "Goal is inside something; nearest reachable point: {value}, {limit}",
  },
  { code: "INTENT_PLAN_TIMEOUT", text: "Planning took too long: goal is too far or too hidden" },
  { code: "INTENT_NO_PLANNER", text: "Planner gave no answer within {limit} ms" },
  { code: "INTENT_NO_PROGRESS", text: "No progress along the path for {value} s" },
  { code: "INTENT_NOT_DOCKED", text: "No contact at the dock after {value} tries" },
  { code: "GATE_ORDER", text: "A frame {value} ms newer was seen before this one" },
  { code: "GATE_SCOPE", text: "This agent's authority does not reach so far" },
  {
    code: "GATE_INTERLOCK",
    text: "Relay {value} is interlocked with another one{why}",
    names: "relays",
  },
  {
    code: "GATE_TOGGLE_RATE",
    text: "Relay changed {value} ms ago: at least {limit} ms must lie between",
  },
  { code: "GATE_TILT", text: "Slope of {value} degrees allows at most {limit} m/s" },
  { code: "GATE_TEMPERATURE", text: "A motor at {value} degC allows at most {limit} m/s" },
  { code: "GATE_CURRENT", text: "A motor that draws {value} A allows at most {limit} m/s" },
  {
    code: "GATE_BATTERY",
    text: "Charge of {value} % does not bring the robot there and home: {limit} % needed",
  },
  {
    code: "GATE_SPEED_SIDEWAYS",
    text: "Sideways speed {value} m/s is above the limit of {limit} m/s",
  },
  {
    code: "GATE_TURN_RADIUS",
    text: "This drive turns only while it rolls: radius {value} m asked, {limit} m is its least",
  },
  {
    code: "INTENT_HEADING",
    text: "There, but {value} rad off the heading: this drive cannot turn on the spot",
  },
  {
    code: "GATE_PEOPLE",
    text: "Something that moves is {value} m away: at most {limit} m/s beside it",
  },
  { code: "GATE_GEOFENCE", text: "A fence stands in the way, {value} m from here" },
  { code: "GATE_EVIDENCE", text: "What this robot senses allows at most {limit} m/s" },
  { code: "GATE_UNSEEN", text: "No sensor saw that area lately: at most {limit} m/s" },
  {
    code: "GATE_OWNER_CAP",
    text: "Owner's rule {value} allows at most {limit} m/s{why}",
    names: "rules",
  },
  {
    code: "GATE_OWNER_TURN",
    text: "Owner's rule {value} allows at most {limit} rad/s{why}",
    names: "rules",
  },
  {
    code: "GATE_ONLY_AFTER",
    text: "Order {value} wants another step first{why}",
    names: "orders",
  },
  { code: "GATE_DUE_FIRST", text: "Order {value} wants its next step now{why}", names: "orders" },
  { code: "GATE_WORKSPACE", text: "Target is outside the arm's workspace" },
  {
    code: "GATE_KEEPOUT_VOLUME",
    text: "Target is inside the keep-out volume {value}{why}",
    names: "volumes",
  },
  { code: "GATE_RIGHT_OF_WAY", text: "Another robot goes first: it is {value} m away" },
] as const satisfies readonly ReasonRow[];

/** A reason's stable code. */
export type ReasonCode = typeof rows[number]["code"];

/** The reasons in the order of their numbers. */
export const reasons: readonly ReasonRow[] = rows;

const numbers: ReadonlyMap<string, number> = new Map(rows.map((row, index) => [row.code, index]));

/** The number of a reason code: for module-level constants of the kernel. */
export function reasonNumber(code: ReasonCode): number {
  return numbers.get(code) ?? 0;
}

/** The stable code of a reason's number ("NONE" where unknown). */
export function reasonCode(index: number): ReasonCode {
  return rows[index]?.code ?? "NONE";
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 1000) / 1000) : String(value);
}

/** The thing that a reason's value stands for; null where it stands for itself, or is unknown. */
function namedBy(row: ReasonRow, value: number, names: ReasonNames): NamedThing | null {
  return row.names === undefined ? null : names[row.names][value - 1] ?? null;
}

/**
 * The sentence of a reason with its value and limit filled in. Where the value stands for a rule, an
 * order, a volume or a relay, `names` tells its name and what its owner says of it.
 */
export function reasonText(
  index: number,
  value: number,
  limit: number,
  names: ReasonNames = noReasonNames,
): string {
  const row = reasons[index];
  if (row === undefined) return "";
  const thing = namedBy(row, value, names);
  // Replaced by functions: a name may hold what replace() would take for a pattern.
  return row.text
    .replace("{value}", () => thing === null ? short(value) : `"${thing.name}"`)
    .replace("{limit}", () => short(limit))
    .replace("{why}", () => thing?.why ?? "");
}
