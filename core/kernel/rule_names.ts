/**
 * The names that owner rules may use, and the slots behind them: what the kernel itself knows
 * (never the simulator's truth).
 *
 * @module
 */
import { failsafeActions, modes } from "core/messages/mod.ts";
import type { NameTable } from "core/condition/mod.ts";
import type { Kernel } from "./state.ts";

/** Names of owner rules: kernel estimates, in SI units. */
export const ruleConditionNames: NameTable = {
  "t": { slot: 0, type: "double" },
  "odom.x": { slot: 1, type: "double" },
  "odom.y": { slot: 2, type: "double" },
  "odom.yawRad": { slot: 3, type: "double" },
  "odom.linearMps": { slot: 4, type: "double" },
  "odom.angularRadps": { slot: 5, type: "double" },
  "cmd.linearMps": { slot: 6, type: "double" },
  "cmd.angularRadps": { slot: 7, type: "double" },
  "battery.percent": { slot: 8, type: "double" },
  "mode": { slot: 9, type: { enum: modes } },
  "failsafe.action": { slot: 10, type: { enum: failsafeActions } },
  "estop": { slot: 11, type: "bool" },
  "counters.intents": { slot: 12, type: "double" },
  "counters.accepted": { slot: 13, type: "double" },
  "counters.clamped": { slot: 14, type: "double" },
  "counters.refused": { slot: 15, type: "double" },
  "counters.faults": { slot: 16, type: "double" },
};

/** Writes this tick's values into `work.ruleSlots`. */
export function fillRuleSlots(kernel: Kernel, nowNs: number): void {
  const { state: s, work } = kernel;
  const slots = work.ruleSlots;
  const o = s.odometry;
  slots[0] = nowNs * 1e-9;
  slots[1] = o.xM;
  slots[2] = o.yM;
  slots[3] = o.yawRad;
  slots[4] = o.linearMps;
  slots[5] = o.angularRadps;
  slots[6] = s.linearMps;
  slots[7] = s.angularRadps;
  slots[8] = s.batteryPercent;
  slots[9] = s.mode;
  slots[10] = s.failsafe.action;
  slots[11] = s.latched;
  slots[12] = s.intents;
  slots[13] = s.accepted;
  slots[14] = s.clamped;
  slots[15] = s.refused;
  slots[16] = s.failsafe.faults;
}
