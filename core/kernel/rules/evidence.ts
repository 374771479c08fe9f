/**
 * How fast a robot may go by itself follows from what it can sense: a lidar sees enough, a ring of
 * range sensors less, a bumper only what it touches, and with nothing at all somebody must be there.
 *
 * @module
 */
import { reasonNumber } from "core/messages/mod.ts";
import { blindMps } from "core/kernel/params.ts";
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
  doc: "slows to what the robot's senses carry (`kernel.evidence`)",
  check: (kernel, r, nowNs, detail) => askCap(evidenceCap, kernel, r, nowNs, detail),
};
