/**
 * A mission whose robot was stopped is paused, whoever runs it (INTERFACES.md section 1: `stop` is
 * a controlled stop to idle, mission paused). Nothing of it is lost: `start` goes on with it. @module
 */
import type { Brain } from "./brain.ts";

/** Modes in which an operator, not the mission, has the robot. */
const stoppedModes: readonly string[] = ["idle", "manual", "estop"];

/** The same brain; its running mission is told as paused while the robot is stopped. */
export function pausedByStops(brain: Brain): Brain {
  let stopped = false;
  return {
    ...brain,
    decide: (seen) => {
      stopped = stoppedModes.includes(seen.mode);
      return brain.decide(seen);
    },
    mission: () => {
      const told = brain.mission();
      if (!stopped || told.state !== "running") return told;
      return { state: "paused", reason: "the robot was stopped; start goes on with it" };
    },
  };
}
