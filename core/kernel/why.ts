/**
 * "Why is it not moving?" in one line: cause, rung, what clears it, who must act. Made outside
 * the step, from the outputs alone.
 *
 * @module
 */
import {
  failsafeActions,
  type KernelOutputs,
  modes,
  nameOf,
  noReasonNames,
  type ReasonNames,
  reasonText,
  sources,
  stages,
} from "core/messages/mod.ts";
import { causeNames, causeRow } from "./causes.ts";
import { actionNumber, modeNumber, stageNumber } from "./numbers.ts";

/** The parts of the why-line. */
export interface Why {
  readonly mode: string;
  readonly action: string;
  readonly cause: string;
  readonly stage: string;
  readonly authority: string;
  readonly line: string;
}

function speed(out: KernelOutputs): string {
  return `${out.linearMps.toFixed(2)} m/s, ${out.angularRadps.toFixed(2)} rad/s`;
}

/** A cause that came back soon must be gone for longer than its row says. */
function longer(out: KernelOutputs): string {
  const usualS = causeRow(out.cause).clearMs / 1000;
  if (!(out.clearS > usualS)) return "";
  return `; it came back, so it must be gone for ${Math.round(out.clearS)} s this time`;
}

/** What the failsafe's tree is at, where its labels are known. */
function atLeaf(out: KernelOutputs, tree: readonly string[]): string {
  const leaf = out.treeActive === 1 ? tree[out.treeLeaf - 1] : undefined;
  return leaf === undefined ? "" : `; tree: ${leaf}`;
}

function line(out: KernelOutputs, tree: readonly string[], names: ReasonNames): string {
  const row = causeRow(out.cause);
  if (out.mode === modeNumber.estop && out.latched === 1) {
    return `E-stop ${out.latchId} is latched; an operator must release it: reset ${out.latchId}`;
  }
  if (out.action >= actionNumber.slow) {
    const rung = nameOf(failsafeActions, out.action);
    const name = causeNames[out.cause] ?? "none";
    return `${row.text} (${name}): ${rung}; clears with: ${row.remedy}${longer(out)}${
      atLeaf(out, tree)
    }`;
  }
  if (out.mode === modeNumber.boot) return "self-test waits for the first samples of the sensors";
  if (out.mode === modeNumber.idle) return "idle; an operator must start it";
  if (out.mode === modeNumber.stopping) return "stopping; the robot is being shut down";
  if (out.stage === stageNumber.room) {
    return `${nameOf(sources, out.authority)} drives at ${speed(out)}: ${
      out.freeM.toFixed(2)
    } m free ahead`;
  }
  if (out.linearMps === 0 && out.angularRadps === 0) {
    const waits = out.mode === modeNumber.manual ? "operator gives no command" : "no skill drives";
    const held = slowedBy(out, names);
    if (out.yieldsTo > 0 && out.skill !== 0 && out.mode !== modeNumber.manual) {
      return "gives way: another robot goes first, it waits until that has passed";
    }
    return held === "" ? `${waits}; nothing is wrong` : `stands${held}`;
  }
  return `${nameOf(sources, out.authority)} drives at ${speed(out)}${slowedBy(out, names)}`;
}

/** What of the world keeps it slower than it was told, if anything does. */
function slowedBy(out: KernelOutputs, names: ReasonNames): string {
  if (out.capReason === 0 || Math.abs(out.wantedLinearMps) <= out.capMps) return "";
  return `: ${reasonText(out.capReason, out.capValue, out.capMps, names)}`;
}

/**
 * Explains the outputs of one tick; `tree` names the failsafe tree's nodes and `names` the owner's
 * rules, where they are known.
 */
export function why(
  out: KernelOutputs,
  tree: readonly string[] = [],
  names: ReasonNames = noReasonNames,
): Why {
  return {
    mode: nameOf(modes, out.mode),
    action: nameOf(failsafeActions, out.action),
    cause: causeNames[out.cause] ?? "none",
    stage: nameOf(stages, out.stage),
    authority: nameOf(sources, out.authority),
    line: line(out, tree, names),
  };
}
