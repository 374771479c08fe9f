/**
 * Reports changes in the life of intents: a bounded queue, a few of which each tick carries out.
 *
 * @module
 */
import type { IdWords } from "core/messages/mod.ts";
import type { Kernel } from "./state.ts";

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
  out.statusCount = moved;
  for (let i = moved; i < s.pendingCount; i++) {
    const from = s.pending[i];
    const into = s.pending[i - moved];
    if (from !== undefined && into !== undefined) Object.assign(into, from);
  }
  s.pendingCount -= moved;
}
