/** The fields of each action of intents (INTERFACES.md section 3). @module */

/** What a field of an intent may be. */
export type IntentFieldKind =
  | "number"
  | "duration"
  | "text"
  | "id"
  | "relay"
  | "place"
  | "state"
  | "mission"
  | "list"
  | "frame"
  | "message";

/** Fields of an action. */
export interface ActionShape {
  readonly required: Readonly<Record<string, IntentFieldKind>>;
  readonly optional: Readonly<Record<string, IntentFieldKind>>;
}

const none: Readonly<Record<string, IntentFieldKind>> = {};

/** Fields of each action beside the common ones (INTERFACES.md section 3). */
export const intentShapes: Readonly<Record<string, ActionShape>> = {
  stop: { required: none, optional: none },
  cancel: { required: { intentId: "id" }, optional: none },
  wait: { required: { durationMs: "duration" }, optional: none },
  drive: {
    required: { linearMps: "number", angularRadps: "number", durationMs: "duration" },
    optional: { lateralMps: "number" },
  },
  goto: {
    required: none,
    optional: { x: "number", y: "number", yawRad: "number", frame: "frame", place: "place" },
  },
  turn: { required: { angleRad: "number" }, optional: none },
  dock: { required: none, optional: none },
  move_end_effector: {
    required: { x: "number", y: "number", z: "number" },
    optional: { rollRad: "number", pitchRad: "number", yawRad: "number", frame: "frame" },
  },
  gripper: { required: { widthM: "number" }, optional: { forceN: "number" } },
  set_joint: { required: { joint: "text", positionRad: "number" }, optional: none },
  trigger_relay: {
    required: { relayId: "relay", state: "state" },
    optional: { durationMs: "duration" },
  },
  say: { required: { text: "text" }, optional: none },
  look: { required: { camera: "text" }, optional: none },
  ask_human: {
    required: { question: "text", timeoutMs: "number", fallback: "text" },
    optional: { options: "list" },
  },
  remember: { required: { subject: "text", predicate: "text", value: "text" }, optional: none },
  message_peer: { required: { robotId: "text", message: "message" }, optional: none },
  broadcast_fleet: { required: { message: "message" }, optional: none },
  post_task: {
    required: { title: "text", description: "text" },
    optional: { priority: "number" },
  },
  mission: { required: { state: "mission", reason: "text" }, optional: none },
};
