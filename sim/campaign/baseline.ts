/**
 * Figures of earlier runs, and whether today's are better, the same or worse.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import type { RunMetrics } from "sim/scenario/mod.ts";
import { type CampaignRun, nameOfRun } from "./campaign_run.ts";

type Metric = keyof RunMetrics;

interface MetricRow {
  /** Which way is better. */
  readonly better: "lower" | "higher";
  /** A change within this share of the old value, or within `floor`, is no change. */
  readonly share: number;
  readonly floor: number;
  readonly unit: string;
}

/** How each figure is compared. */
export const metricRows: Readonly<Record<Metric, MetricRow>> = {
  timeToGoalS: { better: "lower", share: 0.05, floor: 0.5, unit: "s" },
  pathM: { better: "lower", share: 0.05, floor: 0.05, unit: "m" },
  energyWh: { better: "lower", share: 0.05, floor: 0.001, unit: "Wh" },
  minClearanceM: { better: "higher", share: 0.1, floor: 0.01, unit: "m" },
  maxLinearMps: { better: "lower", share: 0.05, floor: 0.01, unit: "m/s" },
  refused: { better: "lower", share: 0, floor: 0, unit: "" },
  clamped: { better: "lower", share: 0, floor: 0, unit: "" },
  heldS: { better: "lower", share: 0.1, floor: 0.2, unit: "s" },
  tokens: { better: "lower", share: 0.05, floor: 0, unit: "" },
};

const metricNames = Object.keys(metricRows) as Metric[];

/** A stored baseline: figures by the name of the run. */
export interface Baseline {
  readonly mechos: "baseline/1";
  readonly runs: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
}

/** The baseline of some runs. */
export function makeBaseline(runs: readonly CampaignRun[]): Baseline {
  const rows: Record<string, Record<string, number | null>> = {};
  for (const run of runs) {
    if (run.result !== null) rows[nameOfRun(run)] = { ...run.result.metrics };
  }
  return { mechos: "baseline/1", runs: rows };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a baseline file. */
export function readBaseline(text: string, file: string): Result<Baseline> {
  const bad = (message: string) =>
    fail({
      code: "SIM_BASELINE",
      message: `Cannot use "${file}" as a baseline: ${message}`,
      value: file,
      help: "write it anew with --update-baseline",
    });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return bad("it is not JSON");
  }
  if (!isRecord(data) || data["mechos"] !== "baseline/1") return bad("it does not say baseline/1");
  const runs: Record<string, Record<string, number | null>> = {};
  const given = data["runs"];
  if (!isRecord(given)) return bad("it has no runs");
  for (const [name, row] of Object.entries(given)) {
    if (!isRecord(row)) return bad(`run "${name}" has no figures`);
    const figures: Record<string, number | null> = {};
    for (const [metric, value] of Object.entries(row)) {
      if (value !== null && typeof value !== "number") return bad(`"${metric}" is no number`);
      figures[metric] = value;
    }
    runs[name] = figures;
  }
  return ok({ mechos: "baseline/1", runs });
}

/** One figure of one run against the baseline. */
export interface Comparison {
  readonly run: string;
  readonly metric: Metric;
  readonly before: number | null;
  readonly now: number | null;
  readonly verdict: "better" | "same" | "worse";
}

function verdictOf(
  row: MetricRow,
  before: number | null,
  now: number | null,
): Comparison["verdict"] {
  if (before === null || now === null) {
    // A goal no longer reached is worse, one reached for the first time better.
    return before === now ? "same" : now === null ? "worse" : "better";
  }
  const slack = Math.max(row.floor, Math.abs(before) * row.share);
  if (Math.abs(now - before) <= slack) return "same";
  return (now < before) === (row.better === "lower") ? "better" : "worse";
}

/** Compares runs with a baseline; runs that it does not know are left out. */
export function compareBaseline(
  baseline: Baseline,
  runs: readonly CampaignRun[],
): { readonly rows: readonly Comparison[]; readonly unknown: readonly string[] } {
  const rows: Comparison[] = [];
  const unknown: string[] = [];
  for (const run of runs) {
    if (run.result === null) continue;
    const name = nameOfRun(run);
    const before = baseline.runs[name];
    if (before === undefined) {
      unknown.push(name);
      continue;
    }
    for (const metric of metricNames) {
      const old = before[metric];
      if (old === undefined) continue;
      const now = run.result.metrics[metric];
      const verdict = verdictOf(metricRows[metric], old, now);
      rows.push({ run: name, metric, before: old, now, verdict });
    }
  }
  return { rows, unknown };
}

function cell(value: number | null, unit: string): string {
  return value === null ? "-" : `${value}${unit === "" ? "" : ` ${unit}`}`;
}

/** The comparison as a table: what changed, and how much stayed the same. */
export function baselineText(rows: readonly Comparison[], unknown: readonly string[]): string {
  const changed = rows.filter((row) => row.verdict !== "same");
  const lines = changed.map((row) => {
    const { unit } = metricRows[row.metric];
    const mark = row.verdict === "worse" ? "WORSE " : "better";
    return `${mark} ${row.run}: ${row.metric} ${cell(row.before, unit)} -> ${cell(row.now, unit)}`;
  });
  const count = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
  for (const name of unknown) lines.push(`new    ${name}: not in the baseline`);
  lines.push(`baseline: ${count("better")} better, ${count("same")} same, ${count("worse")} worse`);
  return `${lines.join("\n")}\n`;
}
