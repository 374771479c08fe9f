/** The robot's view as it comes off the wire: the mind trusts the robot, its types it checks. @module */
import type { WorldView } from "core/brain/mod.ts";

/** True where a value has the parts of a `WorldView` that brains compute with. */
export function isWorldView(value: unknown): value is WorldView {
  if (typeof value !== "object" || value === null) return false;
  for (const key of ["x", "y", "yawRad", "linearMps", "angularRadps", "poseSigmaM"]) {
    if (typeof Reflect.get(value, key) !== "number") return false;
  }
  return typeof Reflect.get(value, "mode") === "string" &&
    Array.isArray(Reflect.get(value, "on")) && Array.isArray(Reflect.get(value, "places"));
}
