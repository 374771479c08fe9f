/**
 * What must hold after every tick, whatever the inputs were (FAULTS.md section 2), checked from
 * outside: from inputs and outputs alone, with its own memory (invariants/monitor.ts). Run in
 * every scenario and test.
 *
 * @module
 */
import type { KernelInputs, KernelOutputs } from "core/messages/mod.ts";
import {
  checkAuthority,
  checkBounds,
  checkEvidence,
  checkLadder,
  checkRoom,
} from "./invariants/command.ts";
import { checkJerks, noteRises } from "./invariants/jerk.ts";
import { type InvariantMonitor, noteHand, noteInputs, noteOutputs } from "./invariants/monitor.ts";
import { checkStops } from "./invariants/stops.ts";

export {
  createInvariantMonitor,
  type InvariantId,
  type InvariantMonitor,
  type Violation,
} from "./invariants/monitor.ts";

/** Checks one tick: the inputs it was given and the outputs it made. */
export function checkInvariants(
  m: InvariantMonitor,
  inputs: KernelInputs,
  out: KernelOutputs,
): void {
  noteInputs(m, inputs, out.nowNs);
  noteHand(m, inputs, out);
  checkStops(m, inputs, out);
  checkAuthority(m, out);
  checkEvidence(m, out);
  checkBounds(m, out);
  checkJerks(m, out);
  checkRoom(m, out);
  checkLadder(m, out);
  noteRises(m, out);
  noteOutputs(m, out);
}
