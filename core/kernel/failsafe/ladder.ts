/**
 * The mechanism of the failsafe: a condition must last its delay before its cause acts (the delay
 * drains at 1x while the condition is true and refills at 1/4x while it is not, so that flapping
 * still fires, as in PX4), a cause ends only as its clear rule says, and the worst active cause
 * sets the action.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { actionNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { withBit } from "core/messages/mod.ts";
import { canReturn } from "./needs.ts";

/** Numbers of the clear rules in `CauseParams.clear`. */
export const clearRules = { auto: 0, operator: 1, ack: 2, reset: 3, never: 4 } as const;

/** A cause that comes back within this time after it ended must be gone for longer, ns. */
const flapNs = 30_000_000_000;
/** The longest that a cause must be gone before it ends, ns. */
const longestClearNs = 30_000_000_000;
/** Each return multiplies the time that a cause must be gone: at most 6 changes of rung a minute. */
const returnFactor = 4;
const mostReturns = 4;
/** Most ticks by which one look drains a delay: late ticks count, a long gap does not. */
export const mostTicks = 3;

function raise(kernel: Kernel, index: number): void {
  const { failsafe: f, nowNs } = kernel.state;
  f.active[index] = 1;
  f.activeSinceNs[index] = nowNs;
  const soon = nowNs - (f.endedNs[index] ?? -Infinity) < flapNs;
  f.returns[index] = soon ? Math.min(mostReturns, (f.returns[index] ?? 0) + 1) : 0;
  f.raised = withBit(f.raised, index);
  f.faults += 1;
}

/** Ends a cause and refills its delay. */
export function clearCause(kernel: Kernel, index: number): void {
  const f = kernel.state.failsafe;
  if (f.active[index] === 0) return;
  f.active[index] = 0;
  f.endedNs[index] = kernel.state.nowNs;
  f.cleared = withBit(f.cleared, index);
  f.budgetNs[index] = at(kernel.params.causes, index).delayNs;
}

function advance(kernel: Kernel, index: number, dtNs: number, nowNs: number): void {
  const f = kernel.state.failsafe;
  const p = at(kernel.params.causes, index);
  if (p.enabled === 0) return;
  const budget = f.budgetNs[index] ?? 0;
  if (f.condition[index] === 1) {
    f.clearSinceNs[index] = nowNs;
    f.budgetNs[index] = Math.max(0, budget - dtNs);
    if (f.active[index] === 0 && (f.budgetNs[index] ?? 0) <= 0) raise(kernel, index);
    return;
  }
  if (f.active[index] === 0) {
    f.budgetNs[index] = Math.min(p.delayNs, budget + dtNs * 0.25);
    return;
  }
  const clearForNs = nowNs - (f.clearSinceNs[index] ?? 0);
  if (p.clear !== clearRules.auto) return;
  if (clearForNs >= clearTimeNs(p.clearNs, f.returns[index] ?? 0)) clearCause(kernel, index);
}

/** How long a cause must be gone before it ends: four times as long for each return. */
function clearTimeNs(clearNs: number, returns: number): number {
  let ns = clearNs;
  for (let i = 0; i < returns; i++) ns *= returnFactor;
  return Math.max(clearNs, Math.min(ns, longestClearNs));
}

/** How long a cause must be gone before it ends by itself, s; 0 where it does not. */
export function clearingS(kernel: Kernel, index: number): number {
  const p = at(kernel.params.causes, index);
  if (index === 0 || p.clear !== clearRules.auto) return 0;
  return clearTimeNs(p.clearNs, kernel.state.failsafe.returns[index] ?? 0) * 1e-9;
}

/** What a cause asks for by now: its first action, or the later one once its grace is over. */
function wishOf(kernel: Kernel, index: number): number {
  const p = at(kernel.params.causes, index);
  const forNs = kernel.state.nowNs - (kernel.state.failsafe.activeSinceNs[index] ?? 0);
  return forNs >= p.thenAfterNs ? p.thenAction : p.action;
}

/**
 * Picks the worst active action and the cause to name for it: of several the one that waits for a
 * human, since the others end by themselves and would hide who must act; then the first.
 */
function chooseWorst(kernel: Kernel): void {
  const f = kernel.state.failsafe;
  f.action = 0;
  f.cause = 0;
  const mayReturn = canReturn(kernel);
  for (let i = 1; i < f.active.length; i++) {
    if (f.active[i] === 0) continue;
    // `return` needs a pose, range sensing and a way: where they are missing it becomes `hold`.
    const wish = wishOf(kernel, i);
    const action = wish === actionNumber.return && !mayReturn ? actionNumber.hold : wish;
    const harder = f.cause !== 0 && action === f.action && waitsHarder(kernel, i, f.cause);
    if (action > f.action || f.cause === 0 || harder) {
      f.action = action;
      f.cause = i;
    }
  }
}

/** True where cause `a` waits for a human and cause `b` ends by itself. */
function waitsHarder(kernel: Kernel, a: number, b: number): boolean {
  const { causes } = kernel.params;
  return at(causes, a).clear !== clearRules.auto && at(causes, b).clear === clearRules.auto;
}

/** Advances every cause by one tick and chooses the action. */
export function climbLadder(kernel: Kernel, nowNs: number): void {
  const s = kernel.state;
  // One look is one tick of evidence, however long the kernel itself was away.
  const mostNs = kernel.params.tickPeriodNs * mostTicks;
  const sinceNs = s.lastNs < 0 ? kernel.params.tickPeriodNs : nowNs - s.lastNs;
  const dtNs = Math.min(sinceNs, mostNs);
  for (let i = 1; i < s.failsafe.active.length; i++) advance(kernel, i, dtNs, nowNs);
  chooseWorst(kernel);
}

/** Raises a cause at once, whatever its delay: for what is found after the conditions. */
export function raiseNow(kernel: Kernel, index: number): void {
  if (kernel.state.failsafe.active[index] === 0) raise(kernel, index);
  chooseWorst(kernel);
}

/**
 * An operator's act ends the causes of one clear rule whose condition is gone. `only` limits it
 * to one cause; 0 means all. Returns how many ended.
 */
export function clearByOperator(kernel: Kernel, rule: number, only: number): number {
  const f = kernel.state.failsafe;
  let ended = 0;
  for (let i = 1; i < f.active.length; i++) {
    if (f.active[i] === 0 || (only !== 0 && only !== i)) continue;
    if (at(kernel.params.causes, i).clear !== rule || f.condition[i] === 1) continue;
    clearCause(kernel, i);
    ended += 1;
  }
  chooseWorst(kernel);
  return ended;
}

/** True where any active cause forbids (0) or restricts (1) the operator; 2 = free. */
export function operatorFreedom(kernel: Kernel): number {
  const f = kernel.state.failsafe;
  let freedom = 2;
  for (let i = 1; i < f.active.length; i++) {
    if (f.active[i] === 0) continue;
    if (wishOf(kernel, i) < actionNumber.return) continue;
    freedom = Math.min(freedom, at(kernel.params.causes, i).operator);
  }
  return freedom;
}

/** True while an active cause asks for `slow`, whatever worse another one asks for. */
export function slowed(kernel: Kernel): boolean {
  const f = kernel.state.failsafe;
  for (let i = 1; i < f.active.length; i++) {
    if (f.active[i] === 1 && wishOf(kernel, i) === actionNumber.slow) return true;
  }
  return false;
}
