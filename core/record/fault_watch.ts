/**
 * Watches the kernel's outputs as they are recorded for what a black box is written for: a
 * failsafe action from `hold` on, and the E-stop latch.
 *
 * @module
 */
import {
  createOutputs,
  describeOutputs,
  failsafeActions,
  nameOf,
  numberOf,
} from "core/messages/mod.ts";

/** What an output began. */
export interface WatchedFault {
  readonly reason: string;
  /** True from `disarm` on: the run is one to keep. */
  readonly isGrave: boolean;
}

/** Looks at one tick's outputs; says what began at it, or null. */
export type FaultWatch = (outputs: Uint8Array) => WatchedFault | null;

function offsetOf(path: string): number {
  const field = describeOutputs(createOutputs()).find((one) => one.path === path);
  if (field === undefined) throw new Error(`Invariant broken: outputs have no field "${path}"`);
  return field.offset;
}

/** Makes a watch. */
export function createFaultWatch(): FaultWatch {
  const actionAt = offsetOf("action");
  const latchedAt = offsetOf("latched");
  const startedAt = offsetOf("started");
  const hold = numberOf(failsafeActions, "hold");
  const disarm = numberOf(failsafeActions, "disarm");
  const seen = { action: 0, latched: 0 };
  return (outputs) => {
    const action = outputs[actionAt] ?? 0;
    const latched = outputs[latchedAt] ?? 0;
    const isLatch = latched > seen.latched;
    const isWorse = action > seen.action && action >= hold;
    seen.action = action;
    seen.latched = latched;
    if (isLatch) return { reason: "estop", isGrave: true };
    if (!isWorse) return null;
    // Before an operator's start a robot holds because its sensors are not up yet.
    if (action < disarm && (outputs[startedAt] ?? 0) === 0) return null;
    return { reason: nameOf(failsafeActions, action), isGrave: action >= disarm };
  };
}
