/** The result of a run, as `sim --json` gives it (INTERFACES.md section 6). @module */
import { failsafeActions, modes, nameOf } from "core/messages/mod.ts";
import { type Violation, why } from "core/kernel/mod.ts";
import { type CoverageReport, coverageReport, joinCoverage } from "./coverage.ts";
import { metricsOf, type RunMetrics } from "./metrics.ts";
import { type ExpectationResult, judge } from "./expectation_monitor.ts";
import type { EngineLink } from "sim/engine/mod.ts";
import type { RunTrace } from "./trace.ts";
import { type Run, stateHash, worldHash } from "./run.ts";

/** The result of one run. */
export interface RunResult {
  readonly scenario: string;
  readonly file: string;
  readonly seed: number;
  readonly outcome: "passed" | "failed" | "error";
  readonly simulatedS: number;
  readonly wallS: number;
  readonly realTimeFactor: number;
  readonly expectations: readonly ExpectationResult[];
  readonly violations: readonly Violation[];
  readonly counters: Readonly<Record<string, number>>;
  readonly metrics: RunMetrics;
  readonly finalState: Readonly<Record<string, unknown>>;
  readonly stateHash: string;
  readonly worldHash: string;
  recording: string | null;
  /** What was drawn for the open values of the scenario; absent where it has none. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Of several robots each, the first one too; absent for a robot alone. */
  readonly robots?: readonly RobotResult[];
  /** The simulator outside that moved the robot; absent where our own physics did. */
  readonly engine?: { readonly name: string; readonly deterministic: boolean };
  /** What was reached; only where it was asked for. */
  readonly coverage?: CoverageReport;
  /** Samples for a report; only where one was asked for. */
  readonly trace?: RunTrace;
}

/** What became of one of several robots. */
export interface RobotResult {
  readonly name: string;
  readonly violations: readonly Violation[];
  readonly counters: Readonly<Record<string, number>>;
  readonly metrics: RunMetrics;
  readonly finalState: Readonly<Record<string, unknown>>;
  readonly stateHash: string;
  readonly worldHash: string;
  recording: string | null;
}

function finalState(run: Run): Record<string, unknown> {
  const out = run.kernel.outputs;
  const { robot, contact } = run.robot.world;
  const mission = run.mind.brain?.mission();
  return {
    mode: nameOf(modes, out.mode),
    failsafeAction: nameOf(failsafeActions, out.action),
    estop: out.latched === 1,
    x: robot.xM,
    y: robot.yM,
    yawRad: robot.yawRad,
    linearMps: robot.linearMps,
    odom: { x: out.odomXM, y: out.odomYM, yawRad: out.odomYawRad },
    clearanceM: Number.isFinite(contact.clearanceM) ? contact.clearanceM : null,
    batteryPercent: Number.isFinite(out.batteryPercent) ? out.batteryPercent : null,
    mission: { state: mission?.state ?? "none", reason: mission?.reason ?? "" },
    why: why(out, [], run.kernel.params.said).line,
  };
}

/** Energy taken from the battery, Wh; null where the robot has none. */
function usedWh(run: Run): number | null {
  const { battery, spec } = run.robot.suite;
  if (spec.battery === null) return null;
  return spec.battery.capacityWh * spec.battery.initialPercent / 100 - battery.energyWh;
}

/** Who moved the robot, and whether the same run would come out the same again. */
function engineOf({ name, deterministic }: EngineLink): RunResult["engine"] & object {
  return { name, deterministic };
}

function countersOf(run: Run): RobotResult["counters"] {
  const out = run.kernel.outputs;
  return {
    intents: out.intents,
    accepted: out.accepted,
    clamped: out.clamped,
    refused: out.refused,
    faults: out.faults,
    droppedIntents: run.mind.link.dropped,
    undefinedConditions: run.scratch.undefinedCount,
  };
}

function metricsOfRun(run: Run): RunMetrics {
  return metricsOf(
    run.metrics,
    run.kernel.outputs,
    run.periodNs,
    usedWh(run),
    run.names.slots[run.names.slotOf("budget.tokens")] ?? 0,
  );
}

function robotResult(run: Run): RobotResult {
  return {
    name: run.loaded.robotName ?? "",
    violations: [...run.invariants.violations, ...run.liveness.violations],
    counters: {
      ...countersOf(run),
      messagesSent: run.carrier.sent,
      messagesHeard: run.carrier.heard,
      messagesLost: run.carrier.lost,
    },
    metrics: metricsOfRun(run),
    finalState: finalState(run),
    stateHash: stateHash(run),
    worldHash: worldHash(run),
    recording: null,
  };
}

/** Breaches of all robots; of several each says whose it is. */
function violationsOf(run: Run): Violation[] {
  return run.robots.flatMap(({ loaded, invariants, liveness }) => {
    const found = [...invariants.violations, ...liveness.violations];
    const { robotName } = loaded;
    if (robotName === null) return found;
    return found.map((one) => ({ ...one, detail: `${robotName}: ${one.detail}` }));
  });
}

/** What all robots reached. */
function coverageOf(run: Run): CoverageReport | null {
  const reports = run.robots.flatMap(({ coverage }) =>
    coverage === null ? [] : [coverageReport(coverage)]
  );
  return reports.length === 0 ? null : joinCoverage(reports);
}

/** Judges a finished run, that of the first robot. `wallS` is the time it took, without loading. */
export function finishRun(run: Run, wallS: number): RunResult {
  const endNs = run.nowNs;
  const expectations = run.expectations.map((m) => judge(m, run.names, run.scratch, endNs));
  const violations = violationsOf(run);
  const good = violations.length === 0 && expectations.every((e) => e.outcome === "passed");
  const simulatedS = (endNs - run.startNs) * 1e-9;
  const coverage = coverageOf(run);
  return {
    scenario: run.loaded.scenario.name,
    file: run.loaded.file,
    seed: run.seed,
    outcome: good ? "passed" : "failed",
    simulatedS,
    wallS,
    realTimeFactor: wallS > 0 ? simulatedS / wallS : 0,
    expectations,
    violations,
    counters: countersOf(run),
    metrics: metricsOfRun(run),
    finalState: finalState(run),
    stateHash: stateHash(run),
    worldHash: worldHash(run),
    recording: null,
    ...(Object.keys(run.loaded.drawn).length === 0 ? {} : { parameters: run.loaded.drawn }),
    ...(run.loaded.robotName === null ? {} : { robots: run.robots.map(robotResult) }),
    ...(run.outside === null ? {} : { engine: engineOf(run.outside.link) }),
    ...(run.tracer === null ? {} : { trace: run.tracer.trace }),
    ...(coverage === null ? {} : { coverage }),
  };
}
