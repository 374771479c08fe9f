/** Rules over when a source may move the robot: its mode, and what the failsafe leaves. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { actionNumber, intentNumber, modeNumber, sourceNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { isMotion } from "core/kernel/skills/motion.ts";
import type { Rule } from "./rule.ts";

const wrongMode = reasonNumber("GATE_MODE");
const suspendedReason = reasonNumber("GATE_SUSPENDED");
const failsafe = reasonNumber("GATE_FAILSAFE");

/** True for the failsafe's own motion where the ladder's rung is `return`, and none worse. */
function mayFailsafeMove(kernel: Kernel, source: number): boolean {
  const { mode, failsafe: f } = kernel.state;
  return source === sourceNumber.failsafe && mode === modeNumber.failsafe &&
    f.action === actionNumber.return;
}

/** Motion of the autonomous sources needs `auto`, an operator's needs `manual`. */
export const modeAllows: Rule = {
  name: "modeAllows",
  doc: "refuses motion outside `auto` (an operator's: outside `manual`)",
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
  doc: "refuses new motion of an autonomous source while the failsafe holds the robot",
  check: (kernel, intent) => {
    if (!isMotion(intent.action) || intent.action === intentNumber.stop) return 0;
    if (intent.source === sourceNumber.operator) return 0;
    if (mayFailsafeMove(kernel, intent.source)) return 0;
    return kernel.state.failsafe.action >= actionNumber.return ? failsafe : 0;
  },
};
