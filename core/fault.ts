/**
 * Failures as values. An expected failure (bad YAML, refused intent, missing port) is a `Fault`
 * inside a `Result`; a broken invariant is an `assert`; `MechError` exists only for the top of a
 * thread, where it is printed once and turned into an exit code.
 *
 * @module
 */
import type { Code } from "./codes.ts";

/** Where in a text file something was found. Lines and columns count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The offending line as it stands in the file, or null where it must not be shown. */
  readonly excerpt: string | null;
  /** Where a block text (`|` or `>`) begins: its lines as they stand in the file. */
  readonly below?: readonly string[];
}

/** An expected failure: what went wrong, where, and what to do about it. */
export interface Fault {
  /** Stable code, a key of the table in core/codes.ts. */
  readonly code: Code;
  /** One sentence without a full stop: action, quoted value, colon, current and wanted state. */
  readonly message: string;
  /** The file position, where a file is the cause. */
  readonly place?: SourcePlace;
  /** Dotted path of the value inside its document, e.g. `kernel.limits.maxLinearMps`. */
  readonly path?: string;
  /** The offending value as text (masked where secret). */
  readonly value?: string;
  /** What the reader can do now. */
  readonly help?: string;
}

/** Either a value or the fault that prevented it. */
export type Result<T> = { readonly ok: true; readonly value: T } | {
  readonly ok: false;
  readonly fault: Fault;
};

/** Wraps a value as a success. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Wraps a fault as a failure. */
export function fail(fault: Fault): { readonly ok: false; readonly fault: Fault } {
  return { ok: false, fault };
}

/**
 * A fault on its way to the top of a thread: thrown only where no caller can use a `Result`
 * (command actions, worker entries), printed once and mapped to an exit code.
 */
export class MechError extends Error {
  override readonly name = "MechError";
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Returns the value of a result, or throws its fault as a `MechError`: for the top of a thread. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new MechError(result.fault);
}

/**
 * States an invariant. A breach is a bug in MechOS, never a user's mistake.
 *
 * @throws {Error} If `condition` is false; the message begins with "Invariant broken".
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}

/** Reads an array element whose presence is an invariant (bounds are asserted). */
export function at<T>(array: ArrayLike<T>, index: number): T {
  const value = array[index];
  if (value === undefined) {
    throw new Error(`Invariant broken: index ${index} outside 0..${array.length - 1}`);
  }
  return value;
}

/**
 * `at` for doubles. V8 keeps what it learned of arrays with the function that reads them: one
 * function for every kind of array makes a heap number of each double that it returns, 50 bytes a
 * beam in loops over scans (measured), so that each of these two sees one kind only.
 */
export function at64(array: Float64Array, index: number): number {
  const value = array[index];
  if (value === undefined) throw new Error(`Invariant broken: index ${index} of a Float64Array`);
  return value;
}

/** `at` for floats; see `at64`. */
export function at32(array: Float32Array, index: number): number {
  const value = array[index];
  if (value === undefined) throw new Error(`Invariant broken: index ${index} of a Float32Array`);
  return value;
}
