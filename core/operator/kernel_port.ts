/**
 * What the operator worker needs of the kernel's thread, and nothing more. In `run` it is shared
 * memory (the operator's ring, the parameters' ring, the stop word, the latest outputs); in tests
 * it is a kernel stepped in lockstep by a simulated robot. Every call returns at once.
 *
 * @module
 */
import type { IntentRecord, KernelOutputs, OperatorInput } from "core/messages/mod.ts";

/** One parameter change: index in `tunableNames` of core/kernel. */
export interface ParamChange {
  readonly index: number;
  readonly value: number;
}

/** The kernel as operators reach it. The operator worker is the only writer of these lanes. */
export interface KernelPort {
  /** Puts an act into the operator's ring (copied); false = the ring is full. */
  pushAct(act: OperatorInput): boolean;
  /** Puts a teleop drive into the operator's intent ring (copied); false = the ring is full. */
  pushIntent(record: IntentRecord): boolean;
  /**
   * Puts up to `inputLimits.paramChanges` changes into the ring so that all are swapped in at the
   * same tick; false = the ring is full, and none is.
   */
  pushParams(changes: readonly ParamChange[]): boolean;
  /** Sets the stop word: E-stop at the kernel's next tick and before every write of a driver. */
  pressStop(): void;
  /** Says that the operator who holds the lease is alive. */
  beat(operator: number): void;
  /** The latest outputs; the record may be the same object each time and overwritten later. */
  outputs(): KernelOutputs;
  /** The kernel's clock at its latest tick, ns: never ahead of the tick that will read a stamp. */
  nowNs(): number;
}
