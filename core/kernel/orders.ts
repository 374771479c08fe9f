/**
 * What the orders of `kernel.order` remember: when each one's first step was done, and how many
 * steps were taken since. `only B after A`: a B needs its A done before it. `once A then B`: when A
 * is done its B is due soon, and once it is late nothing else that is a step is taken. A step is
 * done when its intent succeeded.
 *
 * An `only` forgets its A at each start by an operator: a run begins with nothing done. A `then`
 * is forgotten only when it is kept: a hatch that was opened is open after a start, too.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { type IntentRecord, maxOrders, noTarget, stepActions } from "core/messages/mod.ts";
import { intentNumber, sourceNumber } from "./numbers.ts";
import { orderKinds, type StepParams } from "./owner_params.ts";
import type { Kernel } from "./state.ts";
import { isStick } from "./teleop.ts";

/** The memory of the orders, one slot each. */
export interface OrderState {
  /** When the first step was done, ns; -Infinity = not, or undone since. */
  readonly firstNs: Float64Array;
  /** Steps taken since. */
  readonly steps: Float64Array;
}

/** Nothing done yet. */
export function createOrders(): OrderState {
  return {
    firstNs: new Float64Array(maxOrders).fill(-Infinity),
    steps: new Float64Array(maxOrders),
  };
}

const steps = stepActions.reduce((bits, action) => bits | (1 << intentNumber[action]), 0);

/** True for an action that is a step: what the robot does, not what it says or is told to end. */
export function isStep(action: number): boolean {
  return (steps & (1 << action)) !== 0;
}

/** True where an action with its target and state is the step that an order speaks of. */
export function isThatStep(step: StepParams, action: number, target: number, on: number): boolean {
  if (step.action !== action) return false;
  if (step.target !== noTarget && step.target !== target) return false;
  return step.on === -1 || step.on === on;
}

/** Whether a relay is asked to be on: 1 or 0. */
export function onOf(r: IntentRecord): number {
  return r.x !== 0 ? 1 : 0;
}

/** True while the first step of an order counts as done. */
export function isFirstDone(kernel: Kernel, order: number): boolean {
  return at(kernel.state.orders.firstNs, order) > -Infinity;
}

function mark(kernel: Kernel, order: number, firstNs: number): void {
  kernel.state.orders.firstNs[order] = firstNs;
  kernel.state.orders.steps[order] = 0;
}

function undo(kernel: Kernel, action: number, target: number, on: number): void {
  const { orders } = kernel.params;
  for (let i = 0; i < orders.length; i++) {
    const { undoneBy } = at(orders, i);
    for (let k = 0; k < undoneBy.length; k++) {
      if (isThatStep(at(undoneBy, k), action, target, on)) mark(kernel, i, -Infinity);
    }
  }
}

/** Notes that an intent passed the gate: a step more, and what it undoes. Call before its skill. */
export function noteBegun(kernel: Kernel, r: IntentRecord): void {
  const { steps: taken } = kernel.state.orders;
  // A stick sends many frames for one wish, and the failsafe's steps are none of the plan's.
  if (isStep(r.action) && !isStick(r) && r.source !== sourceNumber.failsafe) {
    for (let i = 0; i < kernel.params.orders.length; i++) taken[i] = at(taken, i) + 1;
  }
  undo(kernel, r.action, r.target, onOf(r));
}

/** Notes that the failsafe drives home: a `dock` that nobody asked for. */
export function noteReturn(kernel: Kernel): void {
  undo(kernel, intentNumber.dock, noTarget, 0);
}

/** Notes that a step was done to its end. */
export function noteDone(
  kernel: Kernel,
  action: number,
  target: number,
  on: number,
  nowNs: number,
): void {
  const { orders } = kernel.params;
  for (let i = 0; i < orders.length; i++) {
    const order = at(orders, i);
    const isThen = order.kind === orderKinds.then;
    if (isThen && isThatStep(order.second, action, target, on)) {
      mark(kernel, i, -Infinity);
      continue;
    }
    if (!isThatStep(order.first, action, target, on)) continue;
    // One that is due already stays as old as it is, or it could be put off for ever.
    if (!isThen || !isFirstDone(kernel, i)) mark(kernel, i, nowNs);
  }
}

/** Notes that a relay went off by itself. */
export function noteSwitchedOff(kernel: Kernel, relay: number, nowNs: number): void {
  undo(kernel, intentNumber.trigger_relay, relay, 0);
  noteDone(kernel, intentNumber.trigger_relay, relay, 0, nowNs);
}

/** A run begins: nothing that comes before another step was done in it. */
export function beginOrders(kernel: Kernel): void {
  const { orders } = kernel.params;
  for (let i = 0; i < orders.length; i++) {
    if (at(orders, i).kind === orderKinds.only) mark(kernel, i, -Infinity);
  }
}
