/** I1 to I3: an E-stop dominates, a latch lasts until its reset, nothing restarts by itself. @module */
import { hasBit, type KernelInputs, type KernelOutputs } from "core/messages/mod.ts";
import { causeNames, causeNumber } from "core/kernel/causes.ts";
import { actionNumber, actNumber, modeNumber, verdictNumber } from "core/kernel/numbers.ts";
import { tiltRad } from "core/kernel/params.ts";
import { breach, holds, type InvariantMonitor, rises, within } from "./monitor.ts";

const clearActs: readonly (readonly number[])[] = [
  [],
  [actNumber.start, actNumber.resume, actNumber.missionResume],
  [actNumber.ack],
  [actNumber.reset],
  [],
];
/** Numbers of the clear rules `auto` and `never`. */
const auto = 0;
const never = 4;
/** Bits of what moves the robot: stop, wait, drive, goto, turn, dock. */
const motionActions = (1 << 3) | (1 << 4) | (1 << 5) | (1 << 6) | (1 << 7);

function has(inputs: KernelInputs, acts: readonly number[]): boolean {
  for (let i = 0; i < inputs.operatorCount; i++) {
    if (acts.includes(inputs.operators[i]?.act ?? 0)) return true;
  }
  return false;
}

function pressed(inputs: KernelInputs): boolean {
  return inputs.stopWord !== 0 || has(inputs, [actNumber.estop]);
}

function isZero(out: KernelOutputs): boolean {
  const rests = out.linearMps === 0 && out.angularRadps === 0 && out.lateralMps === 0;
  const front = out.leftSetRadps === 0 && out.rightSetRadps === 0 && out.leftEffort === 0 &&
    out.rightEffort === 0;
  const rear = out.rearLeftSetRadps === 0 && out.rearRightSetRadps === 0 &&
    out.rearLeftEffort === 0 && out.rearRightEffort === 0;
  return rests && front && rear && out.enable === 0;
}

/** True where an E-stop takes the power at once: by its device, or by what it is for. */
function cuts(m: InvariantMonitor, out: KernelOutputs): boolean {
  if (m.params.stopCategory === 0 || out.action >= actionNumber.fault) return true;
  for (const [index, row] of m.params.causes.entries()) {
    if (index > 0 && row.cuts === 1 && hasBit(out.causes, index)) return true;
  }
  return false;
}

/** I1: category 0 at once under a latch (1 where the load needs it), category 1 under a disarm. */
function checkDominance(m: InvariantMonitor, inputs: KernelInputs, out: KernelOutputs): void {
  const now = out.nowNs;
  if (pressed(inputs) && out.latched !== 1) breach(m, "I1", now, "a press did not latch");
  const stopped = out.latched === 1 || out.mode === modeNumber.estop ||
    out.action >= actionNumber.estop;
  if (stopped && cuts(m, out) && !isZero(out)) {
    breach(m, "I1", now, `E-stop is active, command ${out.linearMps} m/s, enable ${out.enable}`);
  }
  if (out.action === actionNumber.estop && out.latched !== 1) {
    breach(m, "I1", now, "an E-stop without a latch: nothing could reset it");
  }
  if (out.action < actionNumber.disarm && !stopped) return;
  if (!within(m, out, 0, 0)) breach(m, "I1", now, `disarmed, command ${out.linearMps} m/s`);
  const rests = out.linearMps === 0 && out.angularRadps === 0 && out.lateralMps === 0;
  if (rests && out.enable !== 0) breach(m, "I1", now, "disarmed and at rest, drives still on");
}

/** I2: only a reset that carries the present id, with nothing pressing and nothing triggering. */
function checkLatch(m: InvariantMonitor, inputs: KernelInputs, out: KernelOutputs): void {
  const now = out.nowNs;
  if (m.latched === 0 && out.latched === 1 && out.latchId <= m.latchId) {
    breach(m, "I2", now, `latch ${out.latchId} reuses an id: the last one was ${m.latchId}`);
  }
  if (m.latched === 0 || (out.latched === 1 && out.latchId === m.latchId)) return;
  let named = false;
  for (let i = 0; i < inputs.operatorCount; i++) {
    const act = inputs.operators[i];
    if (act?.act === actNumber.reset && act.value === m.latchId) named = true;
  }
  const tilted = Math.abs(m.tiltRad) > tiltRad && m.params.causes[causeNumber("tilt")]?.clear === 3;
  if (!named || pressed(inputs)) breach(m, "I2", now, `latch ${m.latchId} ended without its reset`);
  else if (tilted && holds(m, causeNumber("tilt"))) {
    breach(m, "I2", now, `latch ${m.latchId} was reset on a tilted robot`);
  }
}

/** I3: causes end as their rule says, and nothing moves before a start that came after them. */
function checkRestart(m: InvariantMonitor, inputs: KernelInputs, out: KernelOutputs): void {
  let latched = m.latched === 1;
  if (latched) m.armed = false;
  for (let i = 0; i < inputs.operatorCount; i++) {
    const act = inputs.operators[i]?.act ?? 0;
    if (act === actNumber.reset && inputs.operators[i]?.value === m.latchId) latched = false;
    const begins = act === actNumber.start || act === actNumber.take ||
      act === actNumber.resume || act === actNumber.missionResume;
    if (begins && !latched) m.armed = true;
  }
  if (out.latched === 1) m.armed = false;
  if (!m.armed && rises(m, out)) {
    breach(m, "I3", out.nowNs, `command rises to ${out.linearMps} m/s before any start`);
  }
  for (let i = 1; m.causes !== 0 && i < causeNames.length; i++) {
    if (!hasBit(m.causes, i) || hasBit(out.causes, i)) continue;
    const rule = m.params.causes[i]?.clear ?? auto;
    if (rule === auto) continue;
    if (rule === never || !has(inputs, clearActs[rule] ?? [])) {
      breach(m, "I3", out.nowNs, `cause ${causeNames[i]} ended without its operator`);
    }
  }
}

/** I3: what was asked for before a latch, a disarm or a lost link is dead. */
function checkDead(m: InvariantMonitor, inputs: KernelInputs, out: KernelOutputs): void {
  // What the failsafe's own tree asked stands behind the decisions on what came in.
  for (let i = 0; i < Math.min(out.decisionCount, inputs.intentCount); i++) {
    const decision = out.decisions[i];
    const intent = inputs.intents[i];
    if (decision === undefined || intent === undefined) continue;
    const passed = decision.verdict === verdictNumber.accepted ||
      decision.verdict === verdictNumber.clamped;
    const moves = (motionActions & (1 << intent.action)) !== 0;
    if (passed && moves && intent.issuedAtNs < m.deadBeforeNs) {
      breach(m, "I3", out.nowNs, "an intent from before the stop was accepted");
    }
  }
}

/** Checks I1, I2 and I3 of one tick. */
export function checkStops(m: InvariantMonitor, inputs: KernelInputs, out: KernelOutputs): void {
  checkDominance(m, inputs, out);
  checkLatch(m, inputs, out);
  checkRestart(m, inputs, out);
  checkDead(m, inputs, out);
}
