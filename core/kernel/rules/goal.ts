/** A goal must be a place that there is, and the robot must know where it is itself. @module */
import { hasYaw, noTarget, reasonNumber } from "core/messages/mod.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import type { Rule } from "./rule.ts";

const outOfRange = reasonNumber("GATE_RANGE");
const noPose = reasonNumber("GATE_NO_POSE");
const unknownName = reasonNumber("GATE_UNKNOWN_NAME");

/** A single turn intent may ask for at most ten whole turns, rad. */
const maxTurnRad = 62.83185307179586;

/** A goal must be a known place or a point of this site, and the robot must know where it is. */
export const goalKnown: Rule = {
  name: "goalKnown",
  doc: "refuses a goal that is no place of this site, or without a pose to start from",
  check: (kernel, r, _nowNs, detail) => {
    const p = kernel.params;
    if (r.action === intentNumber.turn) {
      detail.value = r.z;
      detail.limit = maxTurnRad;
      return Math.abs(r.z) <= maxTurnRad ? 0 : outOfRange;
    }
    if (r.action === intentNumber.dock) return p.dock < 0 ? unknownName : poseKnown(kernel);
    if (r.action !== intentNumber.goto) return 0;
    if (r.target !== noTarget) {
      return r.target < p.places.length ? poseKnown(kernel) : unknownName;
    }
    detail.value = Math.max(Math.abs(r.x), Math.abs(r.y));
    detail.limit = p.goalRangeM;
    if (!(detail.value <= p.goalRangeM)) return outOfRange;
    if ((r.has & hasYaw) === 0) return poseKnown(kernel);
    // A heading of 1e39 rad is a finite number and no heading: normalising it leaves nothing of it.
    detail.value = Math.abs(r.z);
    detail.limit = maxTurnRad;
    return detail.value <= maxTurnRad ? poseKnown(kernel) : outOfRange;
  },
};

function poseKnown(kernel: Parameters<Rule["check"]>[0]): number {
  return kernel.state.odometry.posed === 1 ? 0 : noPose;
}
