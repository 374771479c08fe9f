/** The owner's rules: what is refused, and how fast the robot may be, while a condition is true. @module */
import { at } from "core/fault.ts";
import { createScratch, evaluate } from "core/condition/runtime/mod.ts";
import { reasonNumber } from "core/messages/mod.ts";
import { planarLength } from "core/world/mod.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import type { OwnerRule } from "core/kernel/owner_params.ts";
import type { Kernel } from "core/kernel/state.ts";
import type { SpeedCap } from "./cap.ts";
import type { Rule } from "./rule.ts";

const refused = reasonNumber("GATE_OWNER_RULE");
const capped = reasonNumber("GATE_OWNER_CAP");
const turnCapped = reasonNumber("GATE_OWNER_TURN");

const scratch = createScratch();

/** True while a rule's condition is true; one that cannot be told is not. */
function holds(kernel: Kernel, rule: OwnerRule): boolean {
  return evaluate(rule.condition, kernel.work.ruleSlots, scratch) === 1;
}

/** Refuses the actions of each owner's rule whose condition is true. */
export const ownerRules: Rule = {
  name: "ownerRules",
  doc: "refuses what a rule of `kernel.rules` refuses while its `refuseIf` is true",
  check: (kernel, r, _nowNs, detail) => {
    const { rules } = kernel.params;
    for (let i = detail.next; i < rules.length; i++) {
      const rule = at(rules, i);
      if ((rule.refuses & (1 << r.action)) === 0 || !holds(kernel, rule)) continue;
      detail.value = i + 1;
      detail.next = i + 1;
      return refused;
    }
    return 0;
  },
};

/** Finds this tick's caps of the owner's rules: least speed, least turn rate, who sets them. */
export function findOwnerCaps(kernel: Kernel): void {
  const { params, work } = kernel;
  work.ownerMps = Infinity;
  work.ownerRadps = Infinity;
  work.ownerMpsRule = 0;
  work.ownerCaps = 0;
  for (let i = 0; i < params.rules.length; i++) {
    const rule = at(params.rules, i);
    if (rule.refuses !== 0 || !holds(kernel, rule)) continue;
    work.ownerCaps |= 1 << i;
    work.ownerRadps = Math.min(work.ownerRadps, rule.maxAngularRadps);
    if (rule.maxLinearMps >= work.ownerMps) continue;
    work.ownerMps = rule.maxLinearMps;
    work.ownerMpsRule = i + 1;
  }
}

/** The least speed that the owner's rules allow now, whoever drives. */
export const ownerCap: SpeedCap = {
  name: "ownerCaps",
  reason: capped,
  turns: false,
  capMps: (kernel) => kernel.work.ownerMps,
  valueOf: (kernel) => kernel.work.ownerMpsRule,
};

/** Says each owner's cap that a drive is above; the limiter keeps it at every tick. */
export const ownerCaps: Rule = {
  name: ownerCap.name,
  doc: "caps speed and turn rate at those of `kernel.rules` whose `capIf` is true",
  check: (kernel, r, _nowNs, detail) => {
    if (r.action !== intentNumber.drive || kernel.work.ownerCaps === 0) return 0;
    const { rules } = kernel.params;
    const speed = planarLength(r.x, r.y);
    // Two questions a rule: its speed, then its turn rate.
    for (let i = detail.next; i < 2 * rules.length; i++) {
      const index = i >> 1;
      if ((kernel.work.ownerCaps & (1 << index)) === 0) continue;
      const rule = at(rules, index);
      const isTurn = (i & 1) === 1;
      const limit = isTurn ? rule.maxAngularRadps : rule.maxLinearMps;
      if ((isTurn ? Math.abs(r.z) : speed) <= limit) continue;
      detail.value = index + 1;
      detail.limit = limit;
      detail.clamped = 1;
      detail.next = i + 1;
      return isTurn ? turnCapped : capped;
    }
    return 0;
  },
};
