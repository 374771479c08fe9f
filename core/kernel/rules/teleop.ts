/** Rules over an operator's stick: fresh, in order, and of the operator who has the robot. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { isMotion } from "core/kernel/skills/motion.ts";
import { sourceNumber } from "core/kernel/numbers.ts";
import { isStick } from "core/kernel/teleop.ts";
import type { Rule } from "./rule.ts";

const expired = reasonNumber("GATE_EXPIRED");
const outOfOrder = reasonNumber("GATE_ORDER");
const noLease = reasonNumber("GATE_LEASE");

/** Refuses a stick frame that is older than a teleop command lives, or than one seen before. */
export const stickFresh: Rule = {
  name: "stickFresh",
  doc: "refuses a stick frame older than a teleop command lives, or out of order",
  check: (kernel, r, nowNs, detail) => {
    if (!isStick(r)) return 0;
    const { params: p, state: s } = kernel;
    if (r.issuedAtNs < s.teleopIssuedNs) {
      detail.value = (s.teleopIssuedNs - r.issuedAtNs) * 1e-6;
      return outOfOrder;
    }
    const ageMs = (nowNs - r.issuedAtNs) * 1e-6;
    if (ageMs <= p.teleopTtlMs) return 0;
    detail.value = ageMs;
    detail.limit = p.teleopTtlMs;
    return expired;
  },
};

/**
 * Motion of an operator counts only from the one who holds the lease. A lane that serves one
 * operator alone leaves the operator's number out (0): it answers for the lease itself.
 */
export const leaseHeld: Rule = {
  name: "leaseHeld",
  doc: "refuses motion of an operator who does not hold the lease",
  check: (kernel, r, _nowNs, detail) => {
    if (r.source !== sourceNumber.operator || !isMotion(r.action) || r.ref0 === 0) return 0;
    const { operatorHolder } = kernel.state;
    if (operatorHolder === 0 || operatorHolder === r.ref0) return 0;
    detail.value = operatorHolder;
    return noLease;
  },
};
