/**
 * The kernel's memory as bytes and back, by a walk in declaration order: a field that is added to
 * the state is in the snapshot without anyone remembering it. One keyframe a second lets replay
 * seek, and names the field that differs.
 *
 * @module
 */
import type { KernelState } from "./state.ts";

type Numbers = Float64Array | Float32Array | Uint32Array;

/** What is done with the numbers of a record tree, in declaration order. */
interface Visitor {
  /** A single number; what it returns is kept. */
  one(path: string, value: number): number;
  /** A typed array, as a whole: a keyframe has 15,000 numbers, nearly all of them in these. */
  block(path: string, values: Numbers): void;
}

function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function walk(node: object, path: string, visitor: Visitor): void {
  for (const key of Object.keys(node)) {
    const value: unknown = Reflect.get(node, key);
    const name = path === "" ? key : `${path}.${key}`;
    if (typeof value === "number") Reflect.set(node, key, visitor.one(name, value));
    else if (isNumbers(value)) visitor.block(name, value);
    else if (typeof value === "object" && value !== null) walk(value, name, visitor);
  }
}

/** The paths of all numbers, in their order. */
export function keyframePaths(state: KernelState): string[] {
  const paths: string[] = [];
  walk(state, "", {
    one: (path, value) => {
      paths.push(path);
      return value;
    },
    block: (path, { length }) => {
      for (let i = 0; i < length; i++) paths.push(path);
    },
  });
  return paths;
}

/** How many numbers the state holds. */
export function countNumbers(state: KernelState): number {
  return keyframePaths(state).length;
}

/** Writes the state into float64 words; NaN is canonical. Returns how many were written. */
export function snapshot(state: KernelState, into: Float64Array): number {
  let at = 0;
  walk(state, "", {
    one: (_path, value) => {
      into[at] = value === value ? value : NaN;
      at += 1;
      return value;
    },
    block: (_path, values) => {
      into.set(values, at);
      const end = at + values.length;
      for (; at < end; at++) if (into[at] !== into[at]) into[at] = NaN;
    },
  });
  return at;
}

/** Reads the state back from float64 words. */
export function restore(state: KernelState, from: Float64Array): void {
  let at = 0;
  walk(state, "", {
    one: () => {
      const value = from[at] ?? 0;
      at += 1;
      return value;
    },
    block: (_path, values) => {
      values.set(from.subarray(at, at + values.length));
      at += values.length;
    },
  });
}

/** The path of the n-th number, for a difference between two snapshots. */
export function snapshotPath(state: KernelState, index: number): string {
  return keyframePaths(state)[index] ?? "";
}
