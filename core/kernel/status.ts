/**
 * Reports changes in the life of intents: a bounded queue, a few of which each tick carries out.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { createOutputs, type IdWords, type StatusOutput } from "core/messages/mod.ts";
import type { Kernel } from "./state.ts";

const noStatus: Readonly<StatusOutput> = at(createOutputs().statuses, 0);

/** Queues a change of state of an intent; where the queue is full the change is dropped. */
export function reportStatus(
  kernel: Kernel,
  id: IdWords,
  action: number,
  state: number,
  reason: number,
  progress: number,
  value: number,
  limit: number,
): void {
  const s = kernel.state;
  const slot = s.pending[s.pendingCount];
  if (slot === undefined) return;
  slot.id0 = id.id0;
  slot.id1 = id.id1;
  slot.id2 = id.id2;
  slot.id3 = id.id3;
  slot.action = action;
  slot.state = state;
  slot.reason = reason;
  slot.progress = progress;
  slot.value = value;
  slot.limit = limit;
  s.pendingCount += 1;
}

/** Moves queued changes into this tick's outputs, oldest first. */
export function drainStatuses(kernel: Kernel): void {
  const s = kernel.state;
  const out = kernel.outputs;
  let moved = 0;
  for (const into of out.statuses) {
    const from = s.pending[moved];
    if (moved >= s.pendingCount || from === undefined) break;
    Object.assign(into, from);
    moved += 1;
  }
  // Nothing of an older tick may stay in the struct: its bytes are compared.
  for (let i = moved; i < out.statusCount; i++) Object.assign(at(out.statuses, i), noStatus);
  out.statusCount = moved;
  for (let i = moved; i < s.pendingCount; i++) {
    const from = s.pending[i];
    const into = s.pending[i - moved];
    if (from !== undefined && into !== undefined) Object.assign(into, from);
  }
  s.pendingCount -= moved;
}
