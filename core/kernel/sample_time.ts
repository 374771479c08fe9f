/**
 * Whether the stamps of a sample may be believed. A stamp that is NaN, infinite or from the
 * future would make its sensor look fresh for ever (an age that never grows), which is the one
 * mistake that a staleness watchdog cannot see.
 *
 * @module
 */
import type { Stamp } from "core/messages/mod.ts";

/**
 * True for a fresh sample that was measured, then arrived, and neither in the future (FAULTS.md
 * I5: ages are never negative). `slackNs`: how far a tick's nominal time may lag the device's.
 */
export function timely(stamp: Stamp, nowNs: number, slackNs: number): boolean {
  if (stamp.fresh !== 1) return false;
  const latest = nowNs + slackNs;
  return stamp.measuredNs > -Infinity && stamp.measuredNs <= stamp.arrivedNs &&
    stamp.arrivedNs <= latest;
}
