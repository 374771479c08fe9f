/** I6 of accelerations: no part of the command speeds up harder than its jerk allows. @module */
import type { KernelOutputs } from "core/messages/mod.ts";
import { breach, type InvariantMonitor, steers, tiny } from "./monitor.ts";

/** Acceleration away from zero between two commands, one tick apart; 0 where it brakes. */
function riseOf(m: InvariantMonitor, before: number, after: number): number {
  return Math.max(0, Math.abs(after) - Math.abs(before)) / (m.params.tickPeriodNs * 1e-9);
}

/**
 * Keeps how the command rose; before `noteOutputs`. After a gap the command may have begun at zero
 * anew: how it rose then cannot be seen from here.
 */
export function noteRises(m: InvariantMonitor, out: KernelOutputs): void {
  const gap = out.nowNs - m.lastNs > m.params.watchdogs.gapNs;
  m.rise.linearMps2 = gap ? Infinity : riseOf(m, m.linearMps, out.linearMps);
  m.rise.angularRadps2 = gap ? Infinity : riseOf(m, m.angularRadps, out.angularRadps);
  m.rise.lateralMps2 = gap ? Infinity : riseOf(m, m.lateralMps, out.lateralMps);
}

/** I6: no part of the command speeds up harder than a tick before by more than its jerk allows. */
export function checkJerks(m: InvariantMonitor, out: KernelOutputs): void {
  const t = m.tuning;
  const jerk = t.maxLinearJerkMps3;
  checkJerk(m, out, "linear", riseOf(m, m.linearMps, out.linearMps), m.rise.linearMps2, jerk);
  checkJerk(m, out, "lateral", riseOf(m, m.lateralMps, out.lateralMps), m.rise.lateralMps2, jerk);
  if (steers(m)) return;
  const turn = riseOf(m, m.angularRadps, out.angularRadps);
  checkJerk(m, out, "angular", turn, m.rise.angularRadps2, t.maxAngularJerkRadps3);
}

function checkJerk(
  m: InvariantMonitor,
  out: KernelOutputs,
  name: string,
  rise: number,
  lastRise: number,
  jerk: number,
): void {
  const dtS = m.params.tickPeriodNs * 1e-9;
  // The acceleration before a gap was the drive's own meanwhile.
  const last = out.nowNs - m.lastNs > m.params.watchdogs.gapNs ? 0 : lastRise;
  const most = last + jerk * dtS;
  if (rise <= most + tiny / dtS) return;
  breach(m, "I6", out.nowNs, `${name} acceleration grows to ${rise}, at most ${most}`);
}
