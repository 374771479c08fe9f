/**
 * Faults of the computer around the kernel: its other workers, its disk, its clocks, and the
 * kernel's own pace. In lockstep they are modelled by what the kernel would see of them: missing
 * heartbeats, reported troubles, missed and late ticks (sim/scenario/host.ts).
 *
 * @module
 */
import { chance, type FaultKind, parameter, row } from "./row.ts";

function worker(name: string, expect: string): Record<string, FaultKind> {
  return {
    [`${name}.hang`]: row("host", `The ${name} worker answers no more`, expect),
    [`${name}.crash`]: row("host", `The ${name} worker is gone until the fault ends`, expect),
    [`${name}.slow`]: row(
      "host",
      `The ${name} worker beats only every ms`,
      `${expect}, where that is past its deadline`,
      { ms: parameter(1000, 1, 60_000, "ms") },
    ),
  };
}

const warned = "warn within 2000 ms; motion is not affected";

/** Rows of the host. */
export const hostFaults: Readonly<Record<string, FaultKind>> = {
  ...worker("store", warned),
  ...worker("planner", warned),
  ...worker("recorder", warned),
  ...worker("supervisor", "hold within 500 ms, until an operator resumes"),
  "store.full": row("host", "The store reports that it can keep no more", warned),
  "recorder.full": row("host", "The recorder's ring is full: it drops messages", warned),
  "disk.full": row(
    "host",
    "The disk is full",
    "warn within 1000 ms, no new mission; motion is not affected",
  ),
  "disk.slow": row("host", "The disk stalls: recorder and store fall behind", warned),
  "disk.off": row(
    "host",
    "The disk is gone or read-only",
    "warn within 1000 ms, no new mission; motion is not affected",
  ),
  "clock.jump": row("host", "The wall clock jumps by s", "nothing: the kernel does not read it", {
    s: parameter(3600, -1e9, 1e9, "s"),
  }),
  "clock.stuck": row("host", "The wall clock stands still", "nothing: the kernel does not read it"),
  "kernel.hang": row(
    "kernel",
    "The kernel runs no tick until the fault ends",
    "the device stops itself in 200 ms; on waking hold at once, until an operator resumes",
  ),
  "kernel.drop": row(
    "kernel",
    "Each tick is missed with probability p",
    "slow at 3 misses a second, hold at a gap of 5 ticks",
    { p: chance(0.1) },
  ),
  "kernel.slow": row(
    "kernel",
    "Each tick runs ms late; ticks that do not fit any more are missed",
    "the room to stop grows with it; slow at 3 misses a second",
    { ms: parameter(3, 0.1, 1000, "ms") },
  ),
};
