/** Motors that get warm or draw more than they bear for ever: less speed before they fail. @module */
import { reasonNumber } from "core/messages/mod.ts";
import type { Kernel } from "core/kernel/state.ts";
import { askCap, type SpeedCap } from "./cap.ts";
import type { Rule } from "./rule.ts";

/** A motor sample older than this says nothing, ns. */
const freshNs = 1_000_000_000;

/** Top speed less what lies between `from` (nothing) and `to` (all but the least share). */
function derated(kernel: Kernel, value: number, from: number, to: number): number {
  const { drive, tuning, nowNs } = kernel.state;
  if (!(value > from) || nowNs - drive.motorsNs > freshNs) return Infinity;
  const { leastShare } = kernel.params.guards.heat;
  const over = to > from ? Math.min(1, (value - from) / (to - from)) : 1;
  return tuning.maxLinearMps * (1 - over * (1 - leastShare));
}

/** Speed falls between `failsafe.motors.warmC` and `hotC`. */
export const heatCap: SpeedCap = {
  name: "motorHeat",
  reason: reasonNumber("GATE_TEMPERATURE"),
  turns: false,
  capMps: (kernel) => {
    const { warmC, hotC } = kernel.params.motors;
    return derated(kernel, kernel.state.drive.hottestC, warmC, hotC);
  },
  valueOf: (kernel) => kernel.state.drive.hottestC,
};

/** Speed falls while the mean current of some seconds is above `failsafe.motors.continuousA`. */
export const currentCap: SpeedCap = {
  name: "motorCurrent",
  reason: reasonNumber("GATE_CURRENT"),
  turns: false,
  capMps: (kernel) => {
    const { continuousA } = kernel.params.guards.heat;
    const { maxCurrentA } = kernel.params.motors;
    return derated(kernel, kernel.state.drive.meanA, continuousA, maxCurrentA);
  },
  valueOf: (kernel) => kernel.state.drive.meanA,
};

/** Clamps a drive while a motor is warm. */
export const motorHeat: Rule = {
  name: heatCap.name,
  doc: "slows while a motor is warm (`failsafe.motors.warmC`)",
  check: (kernel, r, nowNs, detail) => askCap(heatCap, kernel, r, nowNs, detail),
};
/** Clamps a drive while a motor draws too much. */
export const motorCurrent: Rule = {
  name: currentCap.name,
  doc: "slows while a motor draws more than it bears for ever (`continuousA`)",
  check: (kernel, r, nowNs, detail) => askCap(currentCap, kernel, r, nowNs, detail),
};
