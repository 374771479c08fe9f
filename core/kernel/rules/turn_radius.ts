/** How tight a steered drive can turn. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import { isSteered, leastRadiusM, possibleTurn } from "core/kernel/steering.ts";
import type { Rule } from "./rule.ts";

const tooTight = reasonNumber("GATE_TURN_RADIUS");

/**
 * A steered drive turns only while it rolls: a turn on the spot is refused, a tighter arc than its
 * lock allows is widened to that.
 */
export const turnRadius: Rule = {
  name: "turnRadius",
  doc: "widens an arc that a steered drive cannot turn, and refuses a turn on its spot",
  check: (kernel, r, _nowNs, detail) => {
    if (!isSteered(kernel)) return 0;
    detail.limit = leastRadiusM(kernel);
    if (r.action === intentNumber.turn) return tooTight;
    if (r.action !== intentNumber.drive || r.z === 0) return 0;
    const possible = possibleTurn(kernel, r.x, r.z);
    if (possible === r.z) return 0;
    detail.value = Math.abs(r.x / r.z);
    if (r.x === 0) return tooTight;
    r.z = possible;
    detail.clamped = 1;
    return tooTight;
  },
};
