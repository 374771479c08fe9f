/** What `sim` measures over many runs: `--cover` and `--baseline`. @module */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import {
  baselineText,
  type CampaignRun,
  compareBaseline,
  type Comparison,
  type CoverageLine,
  coverageOf,
  coverageText,
  makeBaseline,
  readBaseline,
} from "sim/campaign/mod.ts";
import { readFile } from "cli/read_file.ts";
import { writeText } from "./outputs.ts";
import type { SimOptions } from "./options.ts";

/** What was measured; null where it was not asked for. */
export interface Measured {
  readonly coverage: readonly CoverageLine[] | null;
  readonly baseline:
    | { readonly rows: readonly Comparison[]; readonly unknown: readonly string[] }
    | null;
  readonly written: string | null;
}

function isThere(path: string): boolean {
  const bytes = readFile(path);
  return bytes.ok || bytes.fault.code !== "CONFIG_NOT_FOUND";
}

function compare(path: string, runs: readonly CampaignRun[]): Result<Measured["baseline"]> {
  const bytes = readFile(path);
  if (!bytes.ok) return bytes;
  const baseline = readBaseline(new TextDecoder().decode(bytes.value), path);
  return baseline.ok ? ok(compareBaseline(baseline.value, runs)) : baseline;
}

/** Measures what was asked for; a baseline that is not there yet is written. */
export function measureRuns(options: SimOptions, runs: readonly CampaignRun[]): Result<Measured> {
  const coverage = options.cover === true ? coverageOf(runs) : null;
  const path = options.baseline;
  if (path === undefined) return ok({ coverage, baseline: null, written: null });
  if (options.updateBaseline === true || !isThere(path)) {
    const text = `${JSON.stringify(makeBaseline(runs), null, 2)}\n`;
    const fault: Fault | null = writeText(path, text);
    return fault === null ? ok({ coverage, baseline: null, written: path }) : fail(fault);
  }
  const baseline = compare(path, runs);
  return baseline.ok ? ok({ coverage, baseline: baseline.value, written: null }) : baseline;
}

/** What was measured as text. */
export function measuredText(measured: Measured): string {
  const { coverage, baseline, written } = measured;
  return [
    coverage === null ? "" : coverageText(coverage),
    baseline === null ? "" : baselineText(baseline.rows, baseline.unknown),
    written === null ? "" : `baseline written: ${written}\n`,
  ].join("");
}

/** What was measured as fields of the JSON document. */
export function measuredFields(measured: Measured): Record<string, unknown> {
  return {
    ...(measured.coverage === null ? {} : { coverage: measured.coverage }),
    ...(measured.baseline === null ? {} : { baseline: measured.baseline }),
  };
}

/** True where a figure got worse. */
export function gotWorse(measured: Measured): boolean {
  return measured.baseline?.rows.some((row) => row.verdict === "worse") ?? false;
}
