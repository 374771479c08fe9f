/** Intents of the tree's leaves: source `failsafe`, through the same gate as any other. @module */
import { hasDuration, noTarget } from "core/messages/mod.ts";
import { hasDecisionSlot, submit } from "core/kernel/gate.ts";
import { sourceNumber, verdictNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";

/** Index of `tree` in the agent table: its durations are bounded as a script's. */
const treeAgent = 3;
/** Such an intent is born and judged within one tick, ms. */
const ttlMs = 1000;
/** First word of the ids: no UUIDv7 of these times begins so ("tree"). */
const idWord = 0x74726565;

/** What became of an intent. */
export const asked = { later: 0, refused: 1, accepted: 2 } as const;

/** Empties the working intent and gives it the id of the next one. */
export function beginIntent(kernel: Kernel, action: number): void {
  const r = kernel.work.intent;
  r.id0 = idWord;
  r.id1 = 0x7000;
  r.id2 = 0x80000000;
  r.id3 = (kernel.state.tree.asked + 1) >>> 0;
  r.source = sourceNumber.failsafe;
  r.agent = treeAgent;
  r.action = action;
  r.defect = 0;
  r.has = 0;
  r.target = noTarget;
  r.issuedAtNs = kernel.state.nowNs;
  r.ttlMs = ttlMs;
  r.durationMs = 0;
  r.x = 0;
  r.y = 0;
  r.z = 0;
  r.yawRad = 0;
  r.ref0 = 0;
  r.ref1 = 0;
  r.ref2 = 0;
  r.ref3 = 0;
}

/** Gives the working intent a duration. */
export function lastFor(kernel: Kernel, durationMs: number): void {
  kernel.work.intent.has = hasDuration;
  kernel.work.intent.durationMs = durationMs;
}

/** Sends the working intent through the gate; `later` where this tick has no room for it. */
export function askGate(kernel: Kernel, nowNs: number): number {
  if (!hasDecisionSlot(kernel)) return asked.later;
  kernel.state.tree.asked = (kernel.state.tree.asked + 1) >>> 0;
  kernel.work.treeAsks = 1;
  const verdict = submit(kernel, nowNs);
  kernel.work.treeAsks = 0;
  return verdict === verdictNumber.refused ? asked.refused : asked.accepted;
}
