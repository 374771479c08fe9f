/**
 * What must hold after every tick, whatever the inputs were (FAULTS.md section 2), checked from
 * outside: from inputs and outputs alone, with its own memory, so that a slip in a stage is not
 * repeated in its check. Run in every scenario and test.
 *
 * @module
 */
import { hasBit, type KernelInputs, type KernelOutputs, type Stamp } from "core/messages/mod.ts";
import { causeNames, causeNumber } from "./causes.ts";
import { actionNumber, actNumber, modeNumber, sourceNumber } from "./numbers.ts";
import type { KernelParams } from "./params.ts";
import { crawlMps } from "./params.ts";
import { tunableNames, type Tuning } from "./tuning.ts";

/** The invariants that are checked at every tick. */
export type InvariantId =
  | "I1"
  | "I2"
  | "I3"
  | "I4"
  | "I5"
  | "I6"
  | "I7"
  | "I8"
  | "I10"
  | "I11"
  /** Liveness; checked by the scenario runner, which knows when faults end. */
  | "L1";

/** One breach. */
export interface Violation {
  readonly invariant: InvariantId;
  readonly atS: number;
  readonly detail: string;
}

/** The checker's own memory of the last tick. */
export interface InvariantMonitor {
  readonly params: KernelParams;
  readonly tuning: Tuning;
  linearMps: number;
  angularRadps: number;
  latched: number;
  latchId: number;
  enable: number;
  armed: boolean;
  scanNs: number;
  wheelsNs: number;
  readonly violations: Violation[];
}

/** Breaches kept; a broken kernel would otherwise fill the memory. */
const keptViolations = 20;
const tiny = 1e-9;
const evidenceCauses = (1 << causeNumber("lidarStale")) | (1 << causeNumber("lidarBlind")) |
  (1 << causeNumber("lidarFrozen")) | (1 << causeNumber("wheelsStale"));

/** A monitor before the first tick. */
export function createInvariantMonitor(params: KernelParams): InvariantMonitor {
  return {
    params,
    tuning: { ...params.tuning },
    linearMps: 0,
    angularRadps: 0,
    latched: params.latchedAtStart > 0 ? 1 : 0,
    latchId: params.latchedAtStart,
    enable: 0,
    armed: false,
    scanNs: -Infinity,
    wheelsNs: -Infinity,
    violations: [],
  };
}

function breach(m: InvariantMonitor, id: InvariantId, nowNs: number, detail: string): void {
  if (m.violations.length >= keptViolations) return;
  m.violations.push({ invariant: id, atS: nowNs * 1e-9, detail });
}

function hasAct(inputs: KernelInputs, act: number, value: number): boolean {
  for (let i = 0; i < inputs.operatorCount; i++) {
    const given = inputs.operators[i];
    if (given !== undefined && given.act === act && (value < 0 || given.value === value)) {
      return true;
    }
  }
  return false;
}

function rises(m: InvariantMonitor, out: KernelOutputs): boolean {
  return Math.abs(out.linearMps) > Math.abs(m.linearMps) + tiny ||
    Math.abs(out.angularRadps) > Math.abs(m.angularRadps) + tiny;
}

function checkStop(m: InvariantMonitor, inputs: KernelInputs, out: KernelOutputs): void {
  const now = out.nowNs;
  const moving = out.linearMps !== 0 || out.angularRadps !== 0 || out.leftEffort !== 0 ||
    out.rightEffort !== 0;
  if (out.mode === modeNumber.estop && (moving || out.enable !== 0)) {
    breach(m, "I1", now, `E-stop is active, command ${out.linearMps} m/s, enable ${out.enable}`);
  }
  if (inputs.stopWord !== 0 && out.latched !== 1) breach(m, "I1", now, "stop word did not latch");
  if (m.latched === 1 && out.latched === 0 && !hasAct(inputs, actNumber.reset, m.latchId)) {
    breach(m, "I2", now, `latch ${m.latchId} ended without a reset of its id`);
  }
  if (out.latched === 1) m.armed = false;
  if (hasAct(inputs, actNumber.start, -1) || hasAct(inputs, actNumber.take, -1)) m.armed = true;
  if (!m.armed && rises(m, out)) {
    breach(m, "I3", now, `command rises to ${out.linearMps} m/s before any start`);
  }
}

function checkAuthority(m: InvariantMonitor, out: KernelOutputs): void {
  const expected = out.mode === modeNumber.estop
    ? sourceNumber.estop
    : out.mode === modeNumber.manual
    ? sourceNumber.operator
    : out.mode === modeNumber.failsafe
    ? sourceNumber.failsafe
    : -1;
  if (expected >= 0 && out.authority !== expected) {
    breach(m, "I4", out.nowNs, `authority ${out.authority} in mode ${out.mode}`);
  }
  const idle = out.mode !== modeNumber.auto && out.mode !== modeNumber.manual;
  if (idle && rises(m, out)) breach(m, "I4", out.nowNs, `command rises in mode ${out.mode}`);
}

/** A source whose clock is off by more than this is judged by arrival: its stamps mean nothing, ns. */
const clockOffNs = 1_000_000_000;

function measured(stamp: Stamp): number {
  const delayNs = stamp.arrivedNs - stamp.measuredNs;
  return Math.abs(delayNs) < clockOffNs ? stamp.measuredNs : stamp.arrivedNs;
}

function checkEvidence(m: InvariantMonitor, inputs: KernelInputs, out: KernelOutputs): void {
  const p = m.params;
  if (inputs.scan.fresh === 1) m.scanNs = Math.max(m.scanNs, measured(inputs.scan));
  if (inputs.wheels.fresh === 1) m.wheelsNs = Math.max(m.wheelsNs, measured(inputs.wheels));
  if (!rises(m, out)) return;
  const slow = Math.abs(out.linearMps) <= crawlMps + tiny &&
    out.authority === sourceNumber.operator;
  const scanAgeNs = out.nowNs - m.scanNs;
  if (p.scan !== null && scanAgeNs > p.watchdogs.scanNs && !slow) {
    breach(m, "I5", out.nowNs, `command rises on a scan ${scanAgeNs * 1e-6} ms old`);
  }
  if (p.hasWheels === 1 && out.nowNs - m.wheelsNs > p.watchdogs.wheelsNs) {
    breach(m, "I5", out.nowNs, "command rises on stale wheel samples");
  }
  if ((out.causes & evidenceCauses) !== 0 && !slow) {
    breach(m, "I7", out.nowNs, `command rises without evidence, causes ${out.causes}`);
  }
}

function checkBounds(m: InvariantMonitor, out: KernelOutputs): void {
  const now = out.nowNs;
  const sum = out.linearMps + out.angularRadps + out.leftEffort + out.rightEffort;
  if (!(sum - sum === 0)) return breach(m, "I6", now, "a command is not finite");
  const p = m.params;
  const t = m.tuning;
  const dtS = p.tickPeriodNs * 1e-9;
  const dropped = out.enable === 0 && out.linearMps === 0 && out.angularRadps === 0;
  const highest = Math.max(t.maxLinearMps, Math.abs(m.linearMps) - p.stopMps2 * dtS);
  const lowest = Math.max(t.maxReverseMps, Math.abs(m.linearMps) - p.stopMps2 * dtS);
  if (out.linearMps > highest + tiny || out.linearMps < -lowest - tiny) {
    breach(m, "I6", now, `${out.linearMps} m/s is above the limit of ${t.maxLinearMps} m/s`);
  }
  const turn = Math.max(t.maxAngularRadps, Math.abs(m.angularRadps) - p.stopRadps2 * dtS);
  if (Math.abs(out.angularRadps) > turn + tiny) {
    breach(m, "I6", now, `${out.angularRadps} rad/s is above the limit of ${t.maxAngularRadps}`);
  }
  if (Math.abs(out.leftEffort) > 1 || Math.abs(out.rightEffort) > 1) {
    breach(m, "I6", now, "an effort is outside -1..1");
  }
  const step = Math.abs(out.linearMps - m.linearMps);
  const mayStep = (rises(m, out) ? t.maxLinearMps2 : Math.max(p.stopMps2, t.maxLinearMps2)) * dtS;
  if (!dropped && step > mayStep + tiny) {
    breach(m, "I6", now, `command steps by ${step} m/s in one tick, at most ${mayStep}`);
  }
  const powered = m.enable === 0 && out.enable === 1;
  if (powered && Math.abs(out.linearMps) > t.maxLinearMps2 * dtS + tiny) {
    breach(m, "I11", now, `drives come on at ${out.linearMps} m/s`);
  }
}

function checkRoom(m: InvariantMonitor, out: KernelOutputs): void {
  const dtS = m.params.tickPeriodNs * 1e-9;
  const falls = Math.abs(out.linearMps) <= Math.abs(m.linearMps) - m.params.stopMps2 * dtS + tiny;
  if (Math.abs(out.linearMps) > out.roomMps + tiny && !falls && out.linearMps !== 0) {
    const free = `${out.freeM} m free allow ${out.roomMps} m/s`;
    breach(m, "I8", out.nowNs, `command ${out.linearMps} m/s: ${free}`);
  }
}

function checkLadder(m: InvariantMonitor, out: KernelOutputs): void {
  for (let i = 1; i < causeNames.length; i++) {
    if (!hasBit(out.causes, i)) continue;
    const wish = m.params.causes[i]?.action ?? 0;
    const least = wish === actionNumber.return ? actionNumber.hold : wish;
    if (out.action < least) {
      breach(m, "I10", out.nowNs, `action ${out.action} is below cause ${causeNames[i]}`);
    }
  }
}

/** Checks one tick: the inputs it was given and the outputs it made. */
export function checkInvariants(
  m: InvariantMonitor,
  inputs: KernelInputs,
  out: KernelOutputs,
): void {
  for (let i = 0; i < inputs.params.count; i++) {
    const name = tunableNames[inputs.params.index[i] ?? -1];
    const value = inputs.params.value[i] ?? NaN;
    if (name !== undefined && value - value === 0 && value >= 0) m.tuning[name] = value;
  }
  checkStop(m, inputs, out);
  checkAuthority(m, out);
  checkEvidence(m, inputs, out);
  checkBounds(m, out);
  checkRoom(m, out);
  checkLadder(m, out);
  m.linearMps = out.linearMps;
  m.angularRadps = out.angularRadps;
  m.latched = out.latched;
  m.latchId = out.latchId;
  m.enable = out.enable;
}
