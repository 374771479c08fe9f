/** Motion goes only where a sensor looked lately, or where the robot just drove. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { crawlMps } from "core/kernel/params.ts";
import { reactionS, speedWithin } from "core/kernel/room.ts";
import type { Kernel } from "core/kernel/state.ts";
import { knownWayM } from "core/world/mod.ts";
import { askCap, isByHand, type SpeedCap } from "./cap.ts";
import type { Rule } from "./rule.ts";

/** The longest way that is looked along, m. */
const farthestM = 3;

/** Way over area that a sensor saw lately, or that was just driven, m. */
function seenWayM(kernel: Kernel, direction: number, nowNs: number): number {
  const { params: p, state: s } = kernel;
  const { memoryNs, drivenNs } = p.guards.evidence;
  const top = direction > 0 ? s.tuning.maxLinearMps : s.tuning.maxReverseMps;
  const wayM = Math.min(farthestM, top * reactionS(kernel, nowNs) + top * top / (2 * p.stopMps2));
  const known = knownWayM(
    s.sight,
    p.footprint,
    s.odometry,
    direction,
    wayM,
    nowNs,
    memoryNs,
    drivenNs,
  );
  return known >= wayM ? Infinity : known;
}

/**
 * Motion only into area that was seen lately or just driven; beyond, crawl with a bumper (or by
 * hand), else nothing. Reversing without a sensor behind goes back along the way one came.
 */
export const sightCap: SpeedCap = {
  name: "unseen",
  reason: reasonNumber("GATE_UNSEEN"),
  turns: false,
  capMps: (kernel, source, direction, nowNs) => {
    const { params: p, work } = kernel;
    if (p.guards.evidence.seesAll === 1) return Infinity;
    // The limiter asks for both ways; only the one that is wanted is worth a look.
    const limits = work.inLimiter === 1;
    const sideways = limits && work.wantedLateralMps !== 0;
    if (limits && !sideways && work.wantedLinearMps * direction <= 0) return Infinity;
    // What lies beside the robot is not looked up: sideways counts as into the unknown.
    const wayM = sideways ? 0 : seenWayM(kernel, direction, nowNs);
    if (wayM === Infinity) return Infinity;
    const floor = isByHand(source) ? crawlMps : p.hasBumper === 1 ? p.guards.evidence.unseenMps : 0;
    return Math.max(floor, speedWithin(wayM, reactionS(kernel, nowNs), p.stopMps2));
  },
  valueOf: () => 0,
};

/** Clamps or refuses a drive into what no sensor saw. */
export const unseen: Rule = {
  name: sightCap.name,
  doc: "slows into what no sensor saw lately",
  check: (kernel, r, nowNs, detail) => askCap(sightCap, kernel, r, nowNs, detail),
};
