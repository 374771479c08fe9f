/** What the kernel's answers and a socket's limits mean in words. @module */
import type { Fault } from "core/fault.ts";
import { why } from "core/kernel/mod.ts";
import type { ActResult, KernelOutputs } from "core/messages/mod.ts";

/** The fault behind an act that the kernel refused; null where it was done. */
export function actFault(verb: string, result: ActResult, out: KernelOutputs): Fault | null {
  switch (result) {
    case "done":
      return null;
    case "notArmed":
      return {
        code: "OPERATOR_NOT_ARMED",
        message: `Cannot ${verb}: an arming check fails`,
        help: "see mechos status",
      };
    case "wrongMode": {
      const { mode, line } = why(out);
      return {
        code: "OPERATOR_MODE",
        message: `Cannot ${verb} in mode "${mode}": ${line}`,
        value: mode,
        help: mode === "manual" ? "mechos release first" : "see mechos why",
      };
    }
    case "notLatched":
      return {
        code: "OPERATOR_NOT_LATCHED",
        message: `Cannot ${verb}: no E-stop is latched`,
        help: "nothing is to be done",
      };
    case "oldLatch":
      return {
        code: "OPERATOR_LATCH_ID",
        message: `Cannot ${verb} that E-stop: E-stop ${out.latchId} is the one that is latched`,
        value: String(out.latchId),
        help: `look at the robot, then mechos reset ${out.latchId}`,
      };
    case "stillActive":
      return {
        code: "OPERATOR_STILL_ACTIVE",
        message: `Cannot ${verb}: ${why(out).line}`,
        help: "remove what caused it, then try again",
      };
    case "moving":
      return {
        code: "OPERATOR_STILL_ACTIVE",
        message: `Cannot ${verb}: the robot still moves`,
        help: "wait until it stands, then try again",
      };
    case "notHolder":
      return {
        code: "OPERATOR_LEASE",
        message: `Cannot ${verb}: another operator holds the lease`,
        help: "anyone may stop; to take over say so: mechos take --take-over",
      };
    case "unknown":
    case "none":
      return {
        code: "OPERATOR_UNKNOWN",
        message: `Cannot ${verb}: the kernel knows no such act, cause or agent`,
        help: "see mechos status",
      };
  }
}

/** A part of the robot that is not running. */
export function notThere(part: string, wanted: string): Fault {
  return {
    code: "OPERATOR_NOT_THERE",
    message: `Cannot ${wanted}: the ${part} is not there or takes nothing now`,
    help: "see its state with mechos status",
  };
}
