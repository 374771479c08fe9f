/**
 * The mode machine: where the kernel goes by itself. Operators move it in operator.ts; nothing
 * here ever leads to `auto` but the way back from a failsafe hold that began there.
 *
 * @module
 */
import { reasonNumber } from "core/messages/mod.ts";
import { operatorFreedom } from "./failsafe/ladder.ts";
import { brainLostCause, linkLostCause, tickGapCause } from "./failsafe/conditions.ts";
import { actionNumber, intentStateNumber, modeNumber } from "./numbers.ts";
import { goAuto, latch, mayArm } from "./operator.ts";
import { endSkill } from "./skills/end.ts";
import type { Kernel } from "./state.ts";
import { failsafeMoves } from "./tree/moves.ts";

const leaseLapsed = reasonNumber("INTENT_LEASE");
const endedByFailsafe = reasonNumber("INTENT_FAILSAFE");

/** Sensors that motion does not need may be silent for so long at most, then the robot may go on without, ns. */
const selfTestNs = 3_000_000_000;

/** Self-test: every sensor that motion needs has been heard, the others for as long as is fair. */
function selfTestPassed(kernel: Kernel, nowNs: number): boolean {
  const { params: p, state: s } = kernel;
  const scanSeen = p.scan === null || s.scan.measuredNs > -Infinity;
  const wheelsSeen = p.hasWheels === 0 || s.odometry.wheelsKnown === 1;
  const imuSeen = p.hasImu === 0 || s.odometry.gyroNs > -Infinity;
  const batterySeen = p.hasBattery === 0 || s.batteryNs > -Infinity;
  const bumperSeen = p.hasBumper === 0 || s.bumperNs > -Infinity;
  const rangeSeen = p.ring === null || s.ring.measuredNs > -Infinity || p.scan !== null;
  const estopSeen = p.estopInput === null || s.estopContact.heardNs >= 0;
  if (!scanSeen || !wheelsSeen || !rangeSeen || !estopSeen) return false;
  if (s.evidenceNs < 0) s.evidenceNs = nowNs;
  return (imuSeen && batterySeen && bumperSeen) || nowNs - s.evidenceNs >= selfTestNs;
}

function enterFailsafe(kernel: Kernel): void {
  const s = kernel.state;
  s.resumeMode = s.mode;
  s.mode = modeNumber.failsafe;
}

function holdOrReturn(kernel: Kernel): void {
  const s = kernel.state;
  const action = s.failsafe.action;
  if (s.mode === modeNumber.auto && action >= actionNumber.return) enterFailsafe(kernel);
  const forbidden = action >= actionNumber.disarm || operatorFreedom(kernel) === 0;
  if (s.mode === modeNumber.manual && action >= actionNumber.return && forbidden) {
    enterFailsafe(kernel);
  }
  if (s.mode === modeNumber.idle && action >= actionNumber.disarm) enterFailsafe(kernel);
  if (s.mode !== modeNumber.failsafe) return;
  if (action >= actionNumber.disarm) {
    endSkill(kernel, intentStateNumber.aborted, endedByFailsafe, 0, 0);
    s.resumeMode = modeNumber.idle;
  }
  if (action < actionNumber.return) s.mode = s.resumeMode;
}

/**
 * What a break in command ends. A lapsed lease ends the skill; a silent mind, a gap in time, a
 * disarm or a latch also kill every intent born before its end (FAULTS.md I3).
 */
function endLeases(kernel: Kernel, nowNs: number): void {
  const s = kernel.state;
  const { active } = s.failsafe;
  const gap = active[tickGapCause] === 1;
  const broken = gap || active[linkLostCause] === 1;
  // The failsafe's own way home is no skill of the brain.
  if ((broken || active[brainLostCause] === 1) && !failsafeMoves(kernel)) {
    endSkill(kernel, intentStateNumber.aborted, leaseLapsed, 0, 0);
  }
  if (gap) s.operatorBeatNs = -Infinity;
  const dead = broken || s.latched === 1 || s.failsafe.action >= actionNumber.disarm;
  if (dead) s.deadBeforeNs = nowNs;
  const lapsed = nowNs - s.operatorBeatNs > kernel.params.watchdogs.operatorLeaseNs;
  if (!lapsed) return;
  s.operatorHolds = 0;
  s.operatorHolder = 0;
  if (s.mode === modeNumber.manual) s.mode = modeNumber.idle;
  // A lapsed lease never resumes by itself, whatever else holds the robot meanwhile.
  if (s.resumeMode === modeNumber.manual) s.resumeMode = modeNumber.idle;
}

/** Moves the mode by latch, failsafe action, leases and self-test. */
export function moveMode(kernel: Kernel, nowNs: number): void {
  const s = kernel.state;
  endLeases(kernel, nowNs);
  // Every E-stop latches, also one that a cause asked for: without an id nothing could reset it.
  if (s.failsafe.action === actionNumber.estop) latch(kernel);
  if (s.mode === modeNumber.stopping) return;
  if (s.failsafe.action >= actionNumber.estop) {
    if (s.mode !== modeNumber.estop) {
      endSkill(kernel, intentStateNumber.aborted, endedByFailsafe, 0, 0);
    }
    s.mode = modeNumber.estop;
    return;
  }
  if (s.mode === modeNumber.estop) s.mode = modeNumber.idle;
  if (s.mode === modeNumber.boot && selfTestPassed(kernel, nowNs)) s.mode = modeNumber.idle;
  holdOrReturn(kernel);
  endSuspension(kernel, nowNs);
}

/**
 * After an operator gave the robot back on purpose, and only then, the brain may get it again by
 * itself: where config says so, after the suspension, while an operator is still there.
 */
function endSuspension(kernel: Kernel, nowNs: number): void {
  const { params: p, state: s } = kernel;
  if (s.suspendedNs < 0 || p.autoResume === 0 || s.mode !== modeNumber.idle) return;
  const present = nowNs - s.operatorBeatNs <= p.watchdogs.operatorLeaseNs;
  if (nowNs - s.suspendedNs < p.suspensionNs || !present || !mayArm(kernel)) return;
  goAuto(kernel);
}
