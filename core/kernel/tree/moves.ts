/** Whether the failsafe itself drives. @module */
import type { Kernel } from "core/kernel/state.ts";

/** True while the failsafe drives: on its way home, or by a leaf of its tree. */
export function failsafeMoves(kernel: Kernel): boolean {
  const { homing, tree } = kernel.state;
  return homing.active === 1 || tree.moving === 1;
}
