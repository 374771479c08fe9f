/**
 * Speed caps by the world: each is a rule of the gate (an intent that asks for more is told that
 * it will be slower, or refused where nothing is left) and a cap of the limiter (a running skill is slowed alike).
 *
 * @module
 */
import { at } from "core/fault.ts";
import type { IntentRecord } from "core/messages/mod.ts";
import { planarLength } from "core/world/mod.ts";
import { intentNumber, sourceNumber } from "core/kernel/numbers.ts";
import { crawlMps } from "core/kernel/params.ts";
import type { Kernel } from "core/kernel/state.ts";
import type { RuleDetail } from "./rule.ts";

/** One cap. */
export interface SpeedCap {
  readonly name: string;
  /** Number of the reason. */
  readonly reason: number;
  /** Highest speed of a source in one direction (1 forward, -1 backward), m/s; Infinity = free. */
  readonly capMps: (kernel: Kernel, source: number, direction: number, nowNs: number) => number;
  /** What the reason's sentence says beside the cap: a distance, an angle, a temperature. */
  readonly valueOf: (kernel: Kernel) => number;
  /** True where a turn on the spot is as bad as a drive. */
  readonly turns: boolean;
}

/** True for a source that drives by hand, with eyes of its own. */
export function isByHand(source: number): boolean {
  return source === sourceNumber.operator;
}

/** What is left where a source must not go on by itself: nothing, or crawl for an operator. */
export function handsOnlyMps(source: number): number {
  return isByHand(source) ? crawlMps : 0;
}

function askDrive(cap: SpeedCap, kernel: Kernel, r: IntentRecord, nowNs: number, d: RuleDetail) {
  const speed = planarLength(r.x, r.y);
  if (speed === 0) {
    if (!cap.turns || r.z === 0) return 0;
    const least = cap.capMps(kernel, r.source, 1, nowNs);
    d.limit = least;
    return least > 0 ? 0 : cap.reason;
  }
  let most = cap.capMps(kernel, r.source, r.x > 0 ? 1 : -1, nowNs);
  // To the side neither way alone tells: the lower one counts.
  if (r.y !== 0) most = Math.min(most, cap.capMps(kernel, r.source, r.x > 0 ? -1 : 1, nowNs));
  if (speed <= most) return 0;
  d.limit = most;
  if (most <= 0) return cap.reason;
  // Said, not written into the intent: the cap may end long before the drive does, and until then
  // the limiter holds it at every tick.
  d.clamped = 1;
  return cap.reason;
}

/** The gate's side of a cap: the check of its rule. */
export function askCap(
  cap: SpeedCap,
  kernel: Kernel,
  r: IntentRecord,
  nowNs: number,
  detail: RuleDetail,
): number {
  detail.value = cap.valueOf(kernel);
  if (r.action === intentNumber.drive) return askDrive(cap, kernel, r, nowNs, detail);
  const goes = r.action === intentNumber.goto || r.action === intentNumber.dock ||
    (cap.turns && r.action === intentNumber.turn);
  if (!goes) return 0;
  // A goal is reached later, perhaps another way round: only what forbids both ways is said now.
  detail.limit = Math.max(
    cap.capMps(kernel, r.source, 1, nowNs),
    cap.capMps(kernel, r.source, -1, nowNs),
  );
  return detail.limit > 0 ? 0 : cap.reason;
}

/**
 * The least of all caps in one direction for the limiter; `work.capReason` and `work.worldMps`
 * keep the one that binds most.
 */
export function highestMps(
  kernel: Kernel,
  caps: readonly SpeedCap[],
  source: number,
  direction: number,
  nowNs: number,
): number {
  const { work } = kernel;
  let least = Infinity;
  for (let i = 0; i < caps.length; i++) {
    const cap = at(caps, i);
    const most = cap.capMps(kernel, source, direction, nowNs);
    if (most >= least) continue;
    least = most;
    if (most < work.worldMps) {
      work.worldMps = most;
      work.worldValue = cap.valueOf(kernel);
      work.worldReason = cap.reason;
    }
  }
  return least;
}

/** True where a cap that counts for turns as well leaves nothing: then no turn on the spot either. */
export function turnIsHeld(
  kernel: Kernel,
  caps: readonly SpeedCap[],
  source: number,
  nowNs: number,
): boolean {
  for (let i = 0; i < caps.length; i++) {
    const cap = at(caps, i);
    if (cap.turns && cap.capMps(kernel, source, 1, nowNs) <= 0) return true;
  }
  return false;
}
