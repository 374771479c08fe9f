/**
 * The kernel's memory as bytes and back, by a walk in declaration order: a field that is added to
 * the state is in the snapshot without anyone remembering it. One keyframe a second lets replay
 * seek, and names the field that differs.
 *
 * @module
 */
import type { KernelState } from "./state.ts";

type Leaf = (path: string, value: number) => number;

function isNumbers(value: unknown): value is Float64Array | Float32Array | Uint32Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** Visits every number of a record tree in declaration order; what `leaf` returns is kept. */
function walk(node: object, path: string, leaf: Leaf): void {
  for (const key of Object.keys(node)) {
    const value: unknown = Reflect.get(node, key);
    const name = path === "" ? key : `${path}.${key}`;
    if (typeof value === "number") {
      Reflect.set(node, key, leaf(name, value));
    } else if (isNumbers(value)) {
      for (let i = 0; i < value.length; i++) value[i] = leaf(name, value[i] ?? 0);
    } else if (typeof value === "object" && value !== null) {
      walk(value, name, leaf);
    }
  }
}

/** How many numbers the state holds. */
export function countNumbers(state: KernelState): number {
  let count = 0;
  walk(state, "", (_path, value) => {
    count += 1;
    return value;
  });
  return count;
}

/** Writes the state into float64 words; NaN is canonical. Returns how many were written. */
export function snapshot(state: KernelState, into: Float64Array): number {
  let at = 0;
  walk(state, "", (_path, value) => {
    into[at] = value === value ? value : NaN;
    at += 1;
    return value;
  });
  return at;
}

/** Reads the state back from float64 words. */
export function restore(state: KernelState, from: Float64Array): void {
  let at = 0;
  walk(state, "", () => {
    const value = from[at] ?? 0;
    at += 1;
    return value;
  });
}

/** The path of the n-th number, for a difference between two snapshots. */
export function snapshotPath(state: KernelState, index: number): string {
  let at = 0;
  let found = "";
  walk(state, "", (path, value) => {
    if (at === index) found = path;
    at += 1;
    return value;
  });
  return found;
}

/** The paths of all numbers, in their order. */
export function keyframePaths(state: KernelState): string[] {
  const paths: string[] = [];
  walk(state, "", (path, value) => {
    paths.push(path);
    return value;
  });
  return paths;
}
