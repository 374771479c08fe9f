/**
 * The liveness clause (FAULTS.md section 2): some time after the last fault ended, the robot is
 * normal, or it stands still and says which human act it waits for; never stuck without a word.
 * Checked at every tick of every scenario, from outputs and truth alone.
 *
 * @module
 */
import {
  actionNumber,
  causeNames,
  causeRow,
  modeNumber,
  type Violation,
  why,
} from "core/kernel/mod.ts";
import type { KernelOutputs } from "core/messages/mod.ts";

/** What the checker remembers. */
export interface LivenessMonitor {
  /** True once any fault was injected: without one the clause asks nothing. */
  faulted: boolean;
  /** Since when no fault is on and nothing real keeps the robot where it is, ns. */
  quietNs: number;
  readonly violations: Violation[];
}

/** What is true about the world at a tick. */
export interface LivenessFacts {
  readonly activeFaults: number;
  /** Something touches the robot: a bumper is pressed for a reason. */
  readonly contact: boolean;
  /** The brain answers and the link is whole. */
  readonly mindPresent: boolean;
}

/** How long recovery may take: the longest usual clear time (3 s), a drained delay that refills at
 * a quarter (10 s of voltage sag), and some. A cause that came back takes as long as the why-line
 * says of it on top. */
export const recoveryNs = 20_000_000_000;

/** Causes that are about the world itself and may last: an empty battery is no stuck kernel. */
const lasting: ReadonlySet<string> = new Set([
  "batteryLow",
  "batteryCritical",
  "tilt",
]);

/** A monitor before the first tick. */
export function createLivenessMonitor(): LivenessMonitor {
  return { faulted: false, quietNs: 0, violations: [] };
}

function isNormal(out: KernelOutputs): boolean {
  const calm = out.action < actionNumber.return;
  const mode = out.mode === modeNumber.idle || out.mode === modeNumber.auto ||
    out.mode === modeNumber.manual;
  return calm && mode;
}

/** True where the robot stands and its why-line names an act of a person. */
function waitsForHuman(out: KernelOutputs): boolean {
  if (out.linearMps !== 0 || out.angularRadps !== 0) return false;
  if (out.mode === modeNumber.stopping) return true;
  if (out.latched === 1) return true;
  return causeRow(out.cause).clear !== "auto" && /operator|fix|charge/.test(why(out).line);
}

/** Looks at one tick. Only the first breach is kept. */
export function watchLiveness(
  m: LivenessMonitor,
  out: KernelOutputs,
  facts: LivenessFacts,
  nowNs: number,
): void {
  if (facts.activeFaults > 0) m.faulted = true;
  const real = facts.contact || !facts.mindPresent ||
    lasting.has(causeNames[out.cause] ?? "none");
  const fine = isNormal(out) || waitsForHuman(out);
  if (facts.activeFaults > 0 || real || fine || !m.faulted) {
    m.quietNs = nowNs;
    return;
  }
  const allowedNs = recoveryNs + out.clearS * 1e9;
  if (nowNs - m.quietNs < allowedNs || m.violations.length > 0) return;
  m.violations.push({
    invariant: "L1",
    atS: nowNs * 1e-9,
    detail: `stuck for ${allowedNs * 1e-9} s after the faults ended, and nobody is asked: ${
      why(out).line
    }`,
  });
}
