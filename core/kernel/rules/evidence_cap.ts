/**
 * How fast a robot may go by itself follows from what it can sense: a lidar sees enough, a ring of
 * range sensors less, a bumper only what it touches, and with nothing at all somebody must be there.
 *
 * @module
 */
import { reasonNumber } from "core/messages/mod.ts";
import { blindMps, crawlMps } from "core/kernel/params.ts";
import { reactionS, speedWithin } from "core/kernel/room.ts";
import type { Kernel } from "core/kernel/state.ts";
import { knownWayM } from "core/world/mod.ts";
import { askCap, isByHand, type SpeedCap } from "./cap.ts";
import type { Rule } from "./rule.ts";

/** With less than a lidar: `kernel.evidence.rangeMps`, 0.15 m/s, or 0.15 m/s beside an operator. */
export const evidenceCap: SpeedCap = {
  name: "evidence",
  reason: reasonNumber("GATE_EVIDENCE"),
  turns: true,
  capMps: (kernel, source, _direction, nowNs) => {
    const { params: p, state: s } = kernel;
    if (p.scan !== null || isByHand(source)) return Infinity;
    if (p.ring !== null) return p.guards.evidence.rangeMps;
    if (p.hasBumper === 1) return blindMps;
    const present = nowNs - s.operatorBeatNs <= p.watchdogs.operatorLeaseNs;
    return present ? blindMps : 0;
  },
  valueOf: () => 0,
};

/** Clamps or refuses what a robot's senses do not carry. */
export const evidence: Rule = {
  name: evidenceCap.name,
  check: (kernel, r, nowNs, detail) => askCap(evidenceCap, kernel, r, nowNs, detail),
};

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
  check: (kernel, r, nowNs, detail) => askCap(sightCap, kernel, r, nowNs, detail),
};
