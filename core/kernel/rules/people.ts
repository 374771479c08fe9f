/**
 * Speed by proximity to people and other moving things (ISO 13855 as a speed: the robot must have
 * stopped before a person who walks toward it is there).
 *
 * @module
 */
import { reasonNumber } from "core/messages/mod.ts";
import { cos, sin } from "core/math/mod.ts";
import { moverM } from "core/world/mod.ts";
import { reactionS } from "core/kernel/room.ts";
import type { Kernel } from "core/kernel/state.ts";
import { askCap, isByHand, type SpeedCap } from "./cap.ts";
import type { Rule } from "./rule.ts";

/** Distance of the nearest moving thing to the outline, m; Infinity where none is. */
export function personM(kernel: Kernel): number {
  const { params: p, state: s } = kernel;
  return moverM(s.movers, p.footprint, s.odometry, s.nowNs, p.guards.people.holdNs);
}

/**
 * Highest v for which v^2/2a + v (T + K/a) + K T + C <= d: the way of the robot until it stands,
 * and of a person (K, m/s) meanwhile, with C kept between them.
 */
function speedBeside(awayM: number, reaction: number, decel: number, k: number, c: number): number {
  const spare = awayM - k * reaction - c;
  if (spare <= 0) return 0;
  const b = reaction + k / decel;
  return (Math.sqrt(b * b + 2 * spare / decel) - b) * decel;
}

/** A thing ahead within this of the robot's lane is waited for, m. */
const laneSideM = 0.8;

/** True for a thing in the way or about to come into it, in one direction of motion. */
function isAhead(kernel: Kernel, direction: number): boolean {
  const { movers: m, odometry: o } = kernel.state;
  const c = cos(o.yawRad);
  const s = sin(o.yawRad);
  const dx = m.xM - o.xM;
  const dy = m.yM - o.yM;
  const side = Math.abs(c * dy - s * dx);
  const along = (c * dx + s * dy) * direction;
  return along > 0 && side < kernel.params.monitor.halfWidthM + laneSideM;
}

/**
 * Falls with the distance of what moves: to nothing where it is ahead, else to
 * `kernel.people.leastMps`, so that the robot waits for who crosses and creeps past who does not.
 */
export const peopleCap: SpeedCap = {
  name: "people",
  reason: reasonNumber("GATE_PEOPLE"),
  turns: false,
  capMps: (kernel, source, direction, nowNs) => {
    const { enabled, personMps, keepM, leastMps } = kernel.params.guards.people;
    if (enabled === 0 || isByHand(source)) return Infinity;
    const awayM = personM(kernel);
    if (awayM === Infinity) return Infinity;
    const reaction = reactionS(kernel, nowNs);
    const { stopMps2 } = kernel.params;
    const floor = isAhead(kernel, direction) ? 0 : leastMps;
    return Math.max(floor, speedBeside(awayM, reaction, stopMps2, personMps, keepM));
  },
  valueOf: personM,
};

/** Clamps a drive near what moves. */
export const people: Rule = {
  name: peopleCap.name,
  doc: "slows near people and other things that move (`kernel.people`)",
  check: (kernel, r, nowNs, detail) => askCap(peopleCap, kernel, r, nowNs, detail),
};
