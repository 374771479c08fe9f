/** Which checks stand between the robot and `start`, each with what to do about it. @module */
import {
  causeNames,
  causeRow,
  forbidsStart,
  type KernelParams,
  modeNumber,
} from "core/kernel/mod.ts";
import { hasBit, type KernelOutputs } from "core/messages/mod.ts";
import type { ArmingCheck } from "./robot_port.ts";

/** A check that fails. */
export type UnmetCheck = Omit<ArmingCheck, "passed">;

const modeChecks: Readonly<Record<number, UnmetCheck>> = {
  [modeNumber.boot]: {
    check: "selfTest",
    text: "Self-test waits for the first samples of the sensors",
    help: "wait, or see which sensor is silent: mechos status",
  },
  [modeNumber.manual]: {
    check: "mode",
    text: "An operator drives by hand",
    help: "mechos release",
  },
  [modeNumber.stopping]: {
    check: "mode",
    text: "The robot is being shut down",
    help: "start it again: mechos run",
  },
};

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The causes that forbid arming, as the kernel's own `mayArm` has it. */
function blockingCauses(out: KernelOutputs, params: KernelParams): UnmetCheck[] {
  const unmet: UnmetCheck[] = [];
  for (const [index, cause] of params.causes.entries()) {
    const name = causeNames[index];
    if (index === 0 || name === undefined || name === "estop" || cause.enabled === 0) continue;
    // What an operator's start itself clears is no obstacle unless it is still true.
    const active = hasBit(out.causes, index) && cause.clear !== 1;
    const holds = active || hasBit(out.conditions, index);
    if (!holds || !forbidsStart(cause)) continue;
    const row = causeRow(index);
    unmet.push({ check: name, text: sentence(row.text), help: row.remedy });
  }
  return unmet;
}

/** Every check that fails now. `more` are the checks of the supervisor. */
export function unmetChecks(
  out: KernelOutputs,
  params: KernelParams,
  more: readonly ArmingCheck[],
): UnmetCheck[] {
  const unmet: UnmetCheck[] = [];
  if (out.latched === 1) {
    unmet.push({
      check: "estop",
      text: `E-stop ${out.latchId} is latched`,
      help: `mechos reset ${out.latchId}`,
    });
  }
  const mode = modeChecks[out.mode];
  if (mode !== undefined) unmet.push(mode);
  unmet.push(...blockingCauses(out, params));
  for (const { check, passed, text, help } of more) {
    if (!passed) unmet.push({ check, text, help });
  }
  return unmet;
}
