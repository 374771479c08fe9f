/** Forms of the robot's messages: the mind trusts the robot, but looks before it computes. @module */
import type { Heard, MissionOrder } from "core/brain/mod.ts";
import type { MindEvents, MindImage, MindObserve, MindStart } from "core/link/mod.ts";

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** True for the first message. */
export function isMindStart(value: unknown): value is MindStart {
  return typeof field(value, "config") === "object" && typeof field(value, "seed") === "number" &&
    typeof field(value, "names") === "object";
}

/** True for a state of the robot. */
export function isMindObserve(value: unknown): value is MindObserve {
  return typeof field(value, "nowNs") === "number" && typeof field(value, "mode") === "string";
}

/** True for an image of a camera. */
export function isMindImage(value: unknown): value is MindImage {
  const numbers = ["seq", "measuredNs", "widthPx", "heightPx"];
  return typeof field(value, "camera") === "string" && typeof field(value, "base64") === "string" &&
    numbers.every((name) => typeof field(value, name) === "number");
}

/** True for outcomes and events. */
export function isMindEvents(value: unknown): value is MindEvents {
  return Array.isArray(field(value, "outcomes")) && Array.isArray(field(value, "happened"));
}

/** True for words to the brain. */
export function isHeard(value: unknown): value is Heard {
  const kind = field(value, "kind");
  return (kind === "tell" || kind === "answer" || kind === "peer") &&
    typeof field(value, "text") === "string" && typeof field(value, "from") === "string";
}

/** True for a command to the mission. */
export function isMissionVerb(
  value: unknown,
): value is { readonly verb: "pause" | "resume" | "cancel" } {
  const verb = field(value, "verb");
  return verb === "pause" || verb === "resume" || verb === "cancel";
}

/** True for a mission or skill that is given to the robot. */
export function isMissionOrder(value: unknown): value is MissionOrder {
  const kind = field(value, "kind");
  if (typeof field(value, "missionId") !== "string") return false;
  if (kind === "add") return typeof field(value, "text") === "string";
  const given = field(value, "arguments");
  return kind === "do" && typeof field(value, "skill") === "string" && typeof given === "object" &&
    given !== null;
}
