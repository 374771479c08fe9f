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

/** Numbers of the clear rules in `CauseParams.clear`. */
export const clearRules = { auto: 0, operator: 1, ack: 2, reset: 3, never: 4 } as const;

function raise(kernel: Kernel, index: number): void {
  const f = kernel.state.failsafe;
  f.active[index] = 1;
  f.raised = (f.raised | (1 << index)) >>> 0;
  f.faults += 1;
}

/** Ends a cause and refills its delay. */
export function clearCause(kernel: Kernel, index: number): void {
  const f = kernel.state.failsafe;
  if (f.active[index] === 0) return;
  f.active[index] = 0;
  f.cleared = (f.cleared | (1 << index)) >>> 0;
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
  if (p.clear === clearRules.auto && clearForNs >= p.clearNs) clearCause(kernel, index);
}

/** Picks the worst active action and the first cause that asks for it. */
function chooseWorst(kernel: Kernel): void {
  const f = kernel.state.failsafe;
  f.action = 0;
  f.cause = 0;
  for (let i = 1; i < f.active.length; i++) {
    if (f.active[i] === 0) continue;
    // `return` needs a pose, range sensing, a path and energy; while no planner fills a path its
    // needs are missing, and an action whose needs are missing becomes the next worse.
    const wish = at(kernel.params.causes, i).action;
    const action = wish === actionNumber.return ? actionNumber.hold : wish;
    if (action > f.action || f.cause === 0) {
      f.action = action;
      f.cause = i;
    }
  }
}

/** Advances every cause by one tick and chooses the action. */
export function climbLadder(kernel: Kernel, nowNs: number): void {
  const s = kernel.state;
  const dtNs = s.lastNs < 0 ? kernel.params.tickPeriodNs : nowNs - s.lastNs;
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
    const p = at(kernel.params.causes, i);
    if (p.action < actionNumber.return) continue;
    freedom = Math.min(freedom, p.operator);
  }
  return freedom;
}
