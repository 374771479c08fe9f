/** The owner's orders of steps: B only after A, or once A then B soon. @module */
import { at } from "core/fault.ts";
import { type IntentRecord, reasonNumber } from "core/messages/mod.ts";
import { sourceNumber } from "core/kernel/numbers.ts";
import { isFirstDone, isStep, isThatStep, onOf } from "core/kernel/orders.ts";
import { orderKinds } from "core/kernel/owner_params.ts";
import type { Kernel } from "core/kernel/state.ts";
import type { Rule } from "./rule.ts";

const onlyAfter = reasonNumber("GATE_ONLY_AFTER");
const dueFirst = reasonNumber("GATE_DUE_FIRST");

/** True where an intent may come now, as one order has it: the reason against it, or 0. */
function askOrder(kernel: Kernel, index: number, r: IntentRecord, nowNs: number): number {
  const order = at(kernel.params.orders, index);
  const { firstNs, steps } = kernel.state.orders;
  const isSecond = isThatStep(order.second, r.action, r.target, onOf(r));
  const isDone = isFirstDone(kernel, index);
  // The next step is the first one behind A, and `withinSteps: 1` asks for it.
  const isSoon = nowNs - at(firstNs, index) <= order.withinNs;
  const left = order.withinSteps - at(steps, index);
  if (order.kind === orderKinds.only) {
    if (!isSecond) return 0;
    return isDone && isSoon && left >= 1 ? 0 : onlyAfter;
  }
  if (!isDone || isSecond || !isStep(r.action)) return 0;
  // Whoever drives by hand gets a robot out of what its brain cannot end, and so does its failsafe.
  if (r.source === sourceNumber.operator || r.source === sourceNumber.failsafe) return 0;
  return isSoon && left > 1 ? 0 : dueFirst;
}

/** Refuses a step that comes before its first one, and any other while a second one is due. */
export const inOrder: Rule = {
  name: "inOrder",
  doc: "refuses a step of `kernel.order` before the one it needs, and others while one is due",
  check: (kernel, r, nowNs, detail) => {
    for (let i = detail.next; i < kernel.params.orders.length; i++) {
      const reason = askOrder(kernel, i, r, nowNs);
      if (reason === 0) continue;
      detail.value = i + 1;
      detail.next = i + 1;
      return reason;
    }
    return 0;
  },
};
