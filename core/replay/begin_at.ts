/** Puts a kernel into a recorded or another kernel's state, keeping what was overridden. @module */
import { countNumbers, type Kernel, restore, snapshot } from "core/kernel/mod.ts";

/** A kernel's parameters as far as they can be changed live, before anything ran. */
export type TuningValues = Readonly<Record<string, number>>;

/** Live parameters in which two fresh kernels differ: what an override changed. */
export function overriddenTuning(kernel: Kernel, baseline: Kernel): TuningValues {
  const changed: Record<string, number> = {};
  for (const [name, value] of Object.entries(kernel.state.tuning)) {
    const before: unknown = Reflect.get(baseline.state.tuning, name);
    if (typeof value === "number" && !Object.is(before, value)) changed[name] = value;
  }
  return changed;
}

function applyTuning(kernel: Kernel, changed: TuningValues): void {
  for (const [name, value] of Object.entries(changed)) {
    Reflect.set(kernel.state.tuning, name, value);
  }
}

/** Restores a keyframe's bytes. Returns false where they are no state of this kernel. */
export function restoreKeyframe(kernel: Kernel, data: Uint8Array, changed: TuningValues): boolean {
  const words = countNumbers(kernel.state);
  if (data.length !== 8 * words) return false;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const from = new Float64Array(words);
  for (let i = 0; i < words; i++) from[i] = view.getFloat64(8 * i, true);
  restore(kernel.state, from);
  applyTuning(kernel, changed);
  return true;
}

/** Copies one kernel's state into another. `room` holds `countNumbers` words. */
export function copyState(
  from: Kernel,
  to: Kernel,
  changed: TuningValues,
  room: Float64Array,
): void {
  snapshot(from.state, room);
  restore(to.state, room);
  applyTuning(to, changed);
}
