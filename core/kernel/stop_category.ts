/**
 * How the drives are stopped, by the categories of IEC 60204-1: 0 takes their power at once, 1 brakes
 * to zero and then takes it, 2 brakes to zero and leaves it on.
 *
 * A hold is category 2 and a disarm category 1 on every device. An E-stop is what config or the
 * driver says of the device (`hal.stopCategory`): 0, or 1 where the load needs the drives to brake
 * it. A cause that tells of a drive which does not obey, or whose torque is the danger, cuts the
 * power on every device (causes.ts, `cuts`): asking such a drive to brake is asking the wrong one.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { numberOf, stopCategories } from "core/messages/mod.ts";
import { actionNumber, modeNumber } from "./numbers.ts";
import type { Kernel } from "./state.ts";

/** Numbers of the stops in `KernelOutputs.stop`. */
const stops = {
  none: numberOf(stopCategories, "none"),
  cut: numberOf(stopCategories, "category0"),
  ramp: numberOf(stopCategories, "category1"),
  hold: numberOf(stopCategories, "category2"),
} as const;

/** True while a cause is active that tells of drives which cannot be asked to brake. */
function causeCuts(kernel: Kernel): boolean {
  const { active } = kernel.state.failsafe;
  for (let i = 1; i < active.length; i++) {
    if (active[i] === 1 && at(kernel.params.causes, i).cuts === 1) return true;
  }
  return false;
}

/** True where an E-stop or worse is in force: by latch, rung or mode. */
function isStopped(kernel: Kernel): boolean {
  const { state: s } = kernel;
  // Not the mode alone: an E-stop while stopping (a mode that nothing ends) counts as much.
  return s.latched === 1 || s.failsafe.action >= actionNumber.estop || s.mode === modeNumber.estop;
}

/** True where the drives lose their power in this very tick, whatever they do. */
export function cutsPower(kernel: Kernel): boolean {
  const { state: s, params: p } = kernel;
  if (s.mode === modeNumber.boot || s.failsafe.action >= actionNumber.fault) return true;
  if (!isStopped(kernel)) return false;
  return p.stopCategory === 0 || causeCuts(kernel);
}

/** The stop that is in force, index in `stopCategories`; after the restriction of this tick. */
export function stopInForce(kernel: Kernel): number {
  const { state: s, work } = kernel;
  const { action } = s.failsafe;
  if (isStopped(kernel)) return cutsPower(kernel) ? stops.cut : stops.ramp;
  if (action >= actionNumber.disarm || s.mode === modeNumber.stopping) return stops.ramp;
  return action >= actionNumber.return && work.capMps === 0 ? stops.hold : stops.none;
}
