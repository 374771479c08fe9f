/**
 * Coverage over many runs against all that there is: what was reached, and what never was.
 *
 * @module
 */
import { causeNames, ruleNames } from "core/kernel/mod.ts";
import { failsafeActions, intentActions, modes, reasons } from "core/messages/mod.ts";
import {
  type CoverageKind,
  coverageKinds,
  type CoverageReport,
  scenarioActs,
} from "sim/scenario/mod.ts";
import { faultNames } from "sim/faults/mod.ts";
import type { CampaignRun } from "./campaign_run.ts";

/**
 * Every move between modes that kernel/mode.ts, kernel/operator.ts and the mission's end can make.
 * A test holds that no scenario makes another one.
 */
export const modeMoves: Readonly<Record<string, readonly string[]>> = {
  boot: ["idle", "estop", "stopping"],
  idle: ["auto", "manual", "failsafe", "estop", "stopping"],
  auto: ["idle", "manual", "failsafe", "estop", "stopping"],
  manual: ["idle", "failsafe", "estop", "stopping"],
  failsafe: ["idle", "auto", "manual", "estop", "stopping"],
  estop: ["idle", "failsafe", "stopping"],
};

/**
 * What no scenario can reach: the lane that reads an intent finds these first, so that only a bug
 * there lets the kernel see them (unit tests do), and what a broken kernel alone does.
 */
const backstops: ReadonlySet<string> = new Set([
  "finite",
  "relayKnown",
  "internal",
  "fault",
]);

/** Everything that can be reached, by kind. */
export function coverageUniverse(): CoverageReport {
  const transitions = Object.entries(modeMoves).flatMap(([from, to]) =>
    to.map((mode) => `${from} -> ${mode}`)
  );
  return {
    modes: [...modes],
    transitions,
    actions: failsafeActions.filter((name) => !backstops.has(name)),
    causes: causeNames.filter((name) => name !== "none" && !backstops.has(name)),
    rules: ruleNames.filter((name) => !backstops.has(name)),
    reasons: reasons.map((row) => row.code).filter((code) => code !== "NONE"),
    skills: intentActions.filter((name) => name !== "none"),
    acts: scenarioActs.filter((name) => name !== "present"),
    faults: [...faultNames],
  };
}

/** One kind: what was reached of all there is. */
export interface CoverageLine {
  readonly kind: CoverageKind;
  readonly reached: readonly string[];
  readonly never: readonly string[];
  /** Reached though nobody knew of it: the universe is wrong. */
  readonly unknown: readonly string[];
}

/** The coverage of many runs, kind by kind. */
export function mergeCoverage(reports: readonly CoverageReport[]): CoverageLine[] {
  const universe = coverageUniverse();
  return coverageKinds.map((kind) => {
    const seen = new Set(reports.flatMap((report) => report[kind]));
    const all = universe[kind];
    return {
      kind,
      reached: all.filter((name) => seen.has(name)),
      never: all.filter((name) => !seen.has(name)),
      unknown: [...seen].filter((name) => !all.includes(name)),
    };
  });
}

/** The coverage of the runs that counted it. */
export function coverageOf(runs: readonly CampaignRun[]): CoverageLine[] {
  return mergeCoverage(runs.flatMap((run) => run.result?.coverage ?? []));
}

/** Coverage as text: one line a kind, and what was never reached. */
export function coverageText(lines: readonly CoverageLine[]): string {
  return lines.map(({ kind, reached, never }) => {
    const total = reached.length + never.length;
    const share = total === 0 ? 100 : Math.floor(100 * reached.length / total);
    const head = `${kind.padEnd(12)} ${
      String(reached.length).padStart(4)
    } of ${total} (${share} %)`;
    return never.length === 0 ? `${head}\n` : `${head}; never: ${never.join(", ")}\n`;
  }).join("");
}
