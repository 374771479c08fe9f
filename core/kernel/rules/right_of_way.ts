/** The right of way as a speed cap: who gives way goes no further forward. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { at64 } from "core/fault.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import { givesWay } from "core/kernel/peers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { askCap, isByHand, type SpeedCap } from "./cap.ts";
import type { Rule } from "./rule.ts";

/** Distance to the peer that goes first, m. */
function peerM(kernel: Kernel): number {
  const { peers, odometry: o } = kernel.state;
  if (peers.yieldsTo < 0) return Infinity;
  const dx = at64(peers.xM, peers.yieldsTo) - o.xM;
  const dy = at64(peers.yM, peers.yieldsTo) - o.yM;
  return Math.sqrt(dx * dx + dy * dy);
}

/** Nothing forward while a peer goes first; back is free, for that is how a robot makes room. */
export const rightOfWayCap: SpeedCap = {
  name: "rightOfWay",
  reason: reasonNumber("GATE_RIGHT_OF_WAY"),
  turns: false,
  capMps: (kernel, source, direction) =>
    direction < 0 || isByHand(source) || !givesWay(kernel) ? Infinity : 0,
  valueOf: peerM,
};

/** Refuses a drive forward while a peer goes first; a goal further on is taken, and waits. */
export const rightOfWay: Rule = {
  name: rightOfWayCap.name,
  doc: "goes no further forward while a robot of a lower `fleet.priority` goes first",
  check: (kernel, r, nowNs, detail) =>
    r.action === intentNumber.drive ? askCap(rightOfWayCap, kernel, r, nowNs, detail) : 0,
};
