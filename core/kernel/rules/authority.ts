/** Rules over who asks: capability, mode, failsafe. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { actionNumber, intentNumber, modeNumber, sourceNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { isGranted } from "core/kernel/live_grants.ts";
import { isMotion } from "core/kernel/skills/motion.ts";
import type { Rule } from "./rule.ts";

const noCapability = reasonNumber("GATE_CAPABILITY");
const wrongMode = reasonNumber("GATE_MODE");
const suspendedReason = reasonNumber("GATE_SUSPENDED");
const failsafe = reasonNumber("GATE_FAILSAFE");
const unsupported = reasonNumber("GATE_NOT_SUPPORTED");

/** Refuses every action that was not granted to the source: deny by default. */
export const capable: Rule = {
  name: "capable",
  check: (kernel, intent, nowNs) =>
    isGranted(kernel, intent.source, intent.action, nowNs) ? 0 : noCapability,
};

/** Refuses actions for which this robot has no device, or this source no skill. */
export const supported: Rule = {
  name: "supported",
  check: (_kernel, intent) => {
    const action = intent.action;
    const arm = action === intentNumber.move_end_effector || action === intentNumber.gripper ||
      action === intentNumber.set_joint;
    if (arm) return unsupported;
    // An operator drives by hand; a goal is the brain's or a mission's to reach.
    const goal = action === intentNumber.goto || action === intentNumber.turn ||
      action === intentNumber.dock;
    return goal && intent.source === sourceNumber.operator ? unsupported : 0;
  },
};

/** True for the failsafe's own motion where the ladder's rung is `return`, and none worse. */
function mayFailsafeMove(kernel: Kernel, source: number): boolean {
  const { mode, failsafe: f } = kernel.state;
  return source === sourceNumber.failsafe && mode === modeNumber.failsafe &&
    f.action === actionNumber.return;
}

/** Motion of the autonomous sources needs `auto`, an operator's needs `manual`. */
export const modeAllows: Rule = {
  name: "modeAllows",
  check: (kernel, intent) => {
    if (!isMotion(intent.action) || intent.action === intentNumber.stop) return 0;
    const mode = kernel.state.mode;
    if (mayFailsafeMove(kernel, intent.source)) return 0;
    if (mode === modeNumber.failsafe || mode === modeNumber.estop) return failsafe;
    const wanted = intent.source === sourceNumber.operator ? modeNumber.manual : modeNumber.auto;
    if (mode === wanted) return 0;
    const suspended = kernel.state.suspendedNs >= 0 && intent.source !== sourceNumber.operator;
    return suspended ? suspendedReason : wrongMode;
  },
};

/** No new motion of an autonomous source while the failsafe holds the robot. */
export const notHeld: Rule = {
  name: "notHeld",
  check: (kernel, intent) => {
    if (!isMotion(intent.action) || intent.action === intentNumber.stop) return 0;
    if (intent.source === sourceNumber.operator) return 0;
    if (mayFailsafeMove(kernel, intent.source)) return 0;
    return kernel.state.failsafe.action >= actionNumber.return ? failsafe : 0;
  },
};
