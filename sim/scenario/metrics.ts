/** Figures of a run that a later version should not make worse. @module */
import { missionStates } from "core/brain/mod.ts";
import type { KernelOutputs } from "core/messages/mod.ts";

/** What is measured while a run goes on. */
export interface MetricsMonitor {
  lastXM: number;
  lastYM: number;
  pathM: number;
  minClearanceM: number;
  maxLinearMps: number;
  /** When the mission was done first, s; -1 = never. */
  missionDoneS: number;
  heldTicks: number;
}

/** The figures of a run; null where a figure does not apply. */
export interface RunMetrics {
  /** Until the mission was done. */
  readonly timeToGoalS: number | null;
  /** Way that the robot really drove. */
  readonly pathM: number;
  readonly energyWh: number | null;
  /** Least distance of the footprint to anything. */
  readonly minClearanceM: number | null;
  readonly maxLinearMps: number;
  readonly refused: number;
  readonly clamped: number;
  /** How long the failsafe held the robot. */
  readonly heldS: number;
  readonly tokens: number;
}

const done = missionStates.indexOf("done");
/** Action number of `return`: from here on the failsafe has the robot. */
const held = 3;

/** Nothing measured yet. */
export function createMetrics(): MetricsMonitor {
  return {
    lastXM: NaN,
    lastYM: NaN,
    pathM: 0,
    minClearanceM: Infinity,
    maxLinearMps: 0,
    missionDoneS: -1,
    heldTicks: 0,
  };
}

/** Truth at a tick. */
export interface MetricsFacts {
  readonly xM: number;
  readonly yM: number;
  readonly linearMps: number;
  readonly clearanceM: number;
  /** Index in `missionStates`. */
  readonly missionState: number;
}

/** Notes one tick. */
export function measureTick(
  m: MetricsMonitor,
  out: KernelOutputs,
  facts: MetricsFacts,
): void {
  if (m.lastXM === m.lastXM) {
    const dx = facts.xM - m.lastXM;
    const dy = facts.yM - m.lastYM;
    m.pathM += Math.sqrt(dx * dx + dy * dy);
  }
  m.lastXM = facts.xM;
  m.lastYM = facts.yM;
  m.minClearanceM = Math.min(m.minClearanceM, facts.clearanceM);
  m.maxLinearMps = Math.max(m.maxLinearMps, Math.abs(facts.linearMps));
  if (m.missionDoneS < 0 && facts.missionState === done) m.missionDoneS = out.nowNs * 1e-9;
  if (out.action >= held) m.heldTicks += 1;
}

function short(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** The figures at the end. `energyWh` is what was taken from the battery, null without one. */
export function metricsOf(
  m: MetricsMonitor,
  out: KernelOutputs,
  tickPeriodNs: number,
  energyWh: number | null,
  tokens: number,
): RunMetrics {
  return {
    timeToGoalS: m.missionDoneS < 0 ? null : short(m.missionDoneS),
    pathM: short(m.pathM),
    energyWh: energyWh === null ? null : short(energyWh),
    minClearanceM: m.minClearanceM === Infinity ? null : short(m.minClearanceM),
    maxLinearMps: short(m.maxLinearMps),
    refused: out.refused,
    clamped: out.clamped,
    heldS: short(m.heldTicks * tickPeriodNs * 1e-9),
    tokens,
  };
}
