/**
 * What the checker of invariants remembers, gathered from inputs and outputs alone: it shares data
 * tables with the kernel (limits, causes), but no code, so that a slip in a stage is not repeated
 * in its check.
 *
 * @module
 */
import { hasBit, type KernelInputs, type KernelOutputs, type Stamp } from "core/messages/mod.ts";
import { driveKinds, sharpestPerM } from "core/world/mod.ts";
import { causeNumber } from "core/kernel/causes.ts";
import {
  actionNumber,
  actNumber,
  modeNumber,
  sourceNumber,
  verdictNumber,
} from "core/kernel/numbers.ts";
import { crawlMps, type KernelParams } from "core/kernel/params.ts";
import { tunableNames, tunableRange, type Tuning } from "core/kernel/tuning.ts";

/** The invariants that are checked at every tick (FAULTS.md section 2). */
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

/** The checker's own memory of the ticks so far. */
export interface InvariantMonitor {
  readonly params: KernelParams;
  readonly tuning: Tuning;
  linearMps: number;
  angularRadps: number;
  lateralMps: number;
  steerRad: number;
  /** Acceleration away from zero of the last command (jerk.ts). */
  readonly rise: { linearMps2: number; angularRadps2: number; lateralMps2: number };
  /** Time of the tick before, ns. */
  lastNs: number;
  enable: number;
  mode: number;
  latched: number;
  latchId: number;
  causes: number;
  /** True from a start or take on, until a latch or a cause that an operator must end. */
  armed: boolean;
  /** Measurement time of the newest scan of any quality, and of the newest good one. */
  scanSeenNs: number;
  scanNs: number;
  wheelsNs: number;
  imuNs: number;
  tiltRad: number;
  leaseNs: number;
  /** Intents born before this must not move the robot any more. */
  deadBeforeNs: number;
  /** The operator's accepted wish, and until when it lives. */
  handLinearMps: number;
  handAngularRadps: number;
  handLateralMps: number;
  handUntilNs: number;
  readonly violations: Violation[];
}

/** Breaches kept; a broken kernel would otherwise fill the memory. */
const keptViolations = 20;
/** A source whose clock is off by more is judged by arrival: its stamps mean nothing, ns. */
const clockOffNs = 1_000_000_000;
/** Rounding that no limit is broken by. */
export const tiny = 1e-9;
const linkLost = causeNumber("linkLost");
const tickGap = causeNumber("tickGap");

/** A monitor before the first tick. */
export function createInvariantMonitor(params: KernelParams): InvariantMonitor {
  return {
    params,
    tuning: { ...params.tuning },
    linearMps: 0,
    angularRadps: 0,
    lateralMps: 0,
    steerRad: 0,
    rise: { linearMps2: 0, angularRadps2: 0, lateralMps2: 0 },
    lastNs: 0,
    enable: 0,
    mode: modeNumber.boot,
    latched: params.latchedAtStart > 0 ? 1 : 0,
    latchId: params.latchedAtStart,
    causes: 0,
    armed: false,
    scanSeenNs: -Infinity,
    scanNs: -Infinity,
    wheelsNs: -Infinity,
    imuNs: -Infinity,
    tiltRad: 0,
    leaseNs: -Infinity,
    deadBeforeNs: -Infinity,
    handLinearMps: 0,
    handAngularRadps: 0,
    handLateralMps: 0,
    handUntilNs: -Infinity,
    violations: [],
  };
}

/** Notes a breach. */
export function breach(
  m: InvariantMonitor,
  invariant: InvariantId,
  nowNs: number,
  detail: string,
): void {
  if (m.violations.length >= keptViolations) return;
  m.violations.push({ invariant, atS: nowNs * 1e-9, detail });
}

/**
 * When a sample was measured, at best: by its stamp where that is possible (before its arrival,
 * neither in the future), else by its arrival, for a source's clock may be off; NaN where it says
 * nothing.
 */
function measuredAt(m: InvariantMonitor, stamp: Stamp, nowNs: number): number {
  const latest = nowNs + m.params.tickPeriodNs;
  if (stamp.fresh !== 1 || !(stamp.arrivedNs <= latest)) return NaN;
  if (!Number.isFinite(stamp.measuredNs) || !Number.isFinite(stamp.arrivedNs)) return NaN;
  const delayNs = stamp.arrivedNs - stamp.measuredNs;
  return delayNs >= 0 && delayNs < clockOffNs ? stamp.measuredNs : stamp.arrivedNs;
}

function noteScan(m: InvariantMonitor, inputs: KernelInputs, nowNs: number): void {
  const { scan } = inputs;
  const beams = m.params.scan?.beams ?? -1;
  const measuredNs = measuredAt(m, scan, nowNs);
  if (!(measuredNs > m.scanSeenNs) || scan.count !== beams) return;
  m.scanSeenNs = measuredNs;
  let valid = 0;
  for (let i = 0; i < scan.count; i++) if (!Number.isNaN(scan.rangesM[i] ?? NaN)) valid += 1;
  // Nine beams in ten that measured nothing are no evidence (FAULTS.md S03).
  if (valid * 10 >= scan.count) m.scanNs = measuredNs;
}

function noteWheels(m: InvariantMonitor, inputs: KernelInputs, nowNs: number): void {
  const w = inputs.wheels;
  const measuredNs = measuredAt(m, w, nowNs);
  if (!(measuredNs > m.wheelsNs)) return;
  const angle = Math.max(Math.abs(w.leftRad), Math.abs(w.rightRad));
  const rate = Math.max(Math.abs(w.leftRadps), Math.abs(w.rightRadps));
  // No wheel turns so far or so fast; NaN is no number at all.
  if (!(angle <= 1e7 && rate <= 1e4)) return;
  m.wheelsNs = measuredNs;
}

function noteTilt(m: InvariantMonitor, inputs: KernelInputs, nowNs: number): void {
  const { imu } = inputs;
  const measuredNs = measuredAt(m, imu, nowNs);
  if (!(measuredNs > m.imuNs)) return;
  if (Number.isFinite(imu.tiltRad)) m.tiltRad = imu.tiltRad;
  m.imuNs = measuredNs;
}

/** Takes what the inputs of this tick tell; before any check. */
export function noteInputs(m: InvariantMonitor, inputs: KernelInputs, nowNs: number): void {
  const { params } = inputs;
  for (let i = 0; i < params.count; i++) {
    const name = tunableNames[params.index[i] ?? -1];
    const value = params.value[i] ?? NaN;
    if (name === undefined || Number.isNaN(value)) continue;
    if (value < tunableRange[name][0] || value > m.params.envelope[name]) continue;
    m.tuning[name] = value;
  }
  noteScan(m, inputs, nowNs);
  noteWheels(m, inputs, nowNs);
  noteTilt(m, inputs, nowNs);
  if (inputs.mind.lease === 1) m.leaseNs = nowNs;
  // A start gives the brain one lease period to come forward.
  for (let i = 0; i < inputs.operatorCount; i++) {
    if (inputs.operators[i]?.act === actNumber.start) m.leaseNs = nowNs;
  }
}

/** Takes the operator's wishes that the gate let pass; after the tick. */
export function noteHand(m: InvariantMonitor, inputs: KernelInputs, out: KernelOutputs): void {
  for (let i = 0; i < out.decisionCount; i++) {
    const decision = out.decisions[i];
    const intent = inputs.intents[i];
    if (decision === undefined || intent === undefined) continue;
    const passed = decision.verdict === verdictNumber.accepted ||
      decision.verdict === verdictNumber.clamped;
    if (!passed || intent.source !== sourceNumber.operator || intent.action !== 4) continue;
    m.handLinearMps = intent.x;
    m.handAngularRadps = intent.z;
    m.handLateralMps = intent.y;
    m.handUntilNs = out.nowNs + Math.min(intent.durationMs, m.params.teleopTtlMs) * 1e6;
  }
}

/** Keeps this tick for the next one; last of all. */
export function noteOutputs(m: InvariantMonitor, out: KernelOutputs): void {
  m.linearMps = out.linearMps;
  m.angularRadps = out.angularRadps;
  m.lateralMps = out.lateralMps;
  m.steerRad = out.steerSetRad;
  m.lastNs = out.nowNs;
  m.latched = out.latched;
  m.latchId = out.latchId;
  m.enable = out.enable;
  m.mode = out.mode;
  m.causes = out.causes;
  const broken = hasBit(out.causes, linkLost) || hasBit(out.causes, tickGap);
  const dead = out.latched === 1 || out.action >= actionNumber.disarm || broken;
  if (dead) m.deadBeforeNs = out.nowNs;
}

/** True for a drive whose turn rate follows from its speed and its steering. */
export function steers(m: InvariantMonitor): boolean {
  return m.params.drive.kind === driveKinds.ackermann;
}

/** True where a part of the command is further from zero than it was. */
export function rises(m: InvariantMonitor, out: KernelOutputs): boolean {
  return Math.abs(out.linearMps) > Math.abs(m.linearMps) + tiny ||
    Math.abs(out.lateralMps) > Math.abs(m.lateralMps) + tiny ||
    (!steers(m) && Math.abs(out.angularRadps) > Math.abs(m.angularRadps) + tiny);
}

/**
 * True where the command is at most these caps, or falls toward them with all braking there is. A
 * steered drive may turn for as long as it rolls.
 */
export function within(
  m: InvariantMonitor,
  out: KernelOutputs,
  linearMps: number,
  angularRadps: number,
  lateralMps = linearMps,
): boolean {
  const dtS = m.params.tickPeriodNs * 1e-9;
  const linear = Math.max(linearMps, Math.abs(m.linearMps) - m.params.stopMps2 * dtS);
  const angular = Math.max(angularRadps, Math.abs(m.angularRadps) - m.params.stopRadps2 * dtS);
  const lateral = Math.max(lateralMps, Math.abs(m.lateralMps) - m.params.stopMps2 * dtS);
  const turn = steers(m) ? Math.abs(out.linearMps) * sharpestPerM(m.params.drive) : 0;
  return Math.abs(out.linearMps) <= linear + tiny &&
    Math.abs(out.lateralMps) <= lateral + tiny &&
    Math.abs(out.angularRadps) <= Math.max(angular, turn) + tiny;
}

/** True where config lets a cause act at least as hard as a hold. */
export function holds(m: InvariantMonitor, cause: number): boolean {
  const row = m.params.causes[cause];
  return row !== undefined && row.enabled === 1 && row.action >= actionNumber.return;
}

/** What an operator may do while these causes are active, by their rows: 0 no, 1 crawl, 2 yes. */
export function freedomOf(m: InvariantMonitor, causes: number): number {
  let freedom = 2;
  for (const [index, row] of m.params.causes.entries()) {
    const active = index > 0 && hasBit(causes, index);
    if (active && row.action >= actionNumber.return) freedom = Math.min(freedom, row.operator);
  }
  return freedom;
}

/** Highest speed that the failsafe leaves to whoever commands, m/s. */
export function failsafeCap(m: InvariantMonitor, out: KernelOutputs): number {
  if (out.action >= actionNumber.disarm) return 0;
  if (out.action < actionNumber.return) return Infinity;
  const returns = out.mode === modeNumber.failsafe && out.action === actionNumber.return;
  if (out.mode !== modeNumber.manual) return returns ? Infinity : 0;
  const freedom = freedomOf(m, out.causes);
  return freedom === 0 ? 0 : freedom === 1 ? crawlMps : Infinity;
}

/** Share of the limits that the failsafe leaves: half while a cause slows or worse. */
export function failsafeScale(m: InvariantMonitor, out: KernelOutputs): number {
  if (out.action < actionNumber.slow) return 1;
  const free = out.mode === modeNumber.manual && out.action >= actionNumber.return &&
    freedomOf(m, out.causes) === 2;
  if (!free) return 0.5;
  for (const [index, row] of m.params.causes.entries()) {
    const slows = index > 0 && row.action === actionNumber.slow;
    if (slows && hasBit(out.causes, index)) return 0.5;
  }
  return 1;
}
