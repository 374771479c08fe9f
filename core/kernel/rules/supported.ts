/** What this robot has a device for, and this source a skill. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { intentNumber, sourceNumber } from "core/kernel/numbers.ts";
import type { Rule } from "./rule.ts";

const unsupported = reasonNumber("GATE_NOT_SUPPORTED");

/** Refuses actions for which this robot has no device, or this source no skill. */
export const supported: Rule = {
  name: "supported",
  doc: "refuses actions that this robot has no device for, or this source no skill",
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
