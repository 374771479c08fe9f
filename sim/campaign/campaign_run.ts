/** A run of a campaign as the reports see it. @module */
import type { Fault } from "core/fault.ts";
import type { RunResult } from "sim/scenario/mod.ts";

/** One run: what was asked, and a result or the fault that prevented it. */
export interface CampaignRun {
  readonly file: string;
  readonly scenario: string;
  readonly seed: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly result: RunResult | null;
  readonly fault: Fault | null;
}

/** How a run ended. */
export function outcomeOf(run: CampaignRun): "passed" | "failed" | "error" {
  return run.result?.outcome ?? "error";
}

/** The name of a run in reports: scenario, seed, and what was fixed from outside. */
export function nameOfRun(run: CampaignRun): string {
  const values = Object.entries(run.values).map(([name, value]) => `${name}=${String(value)}`);
  return [`${run.scenario} seed ${run.seed}`, ...values].join(" ");
}

/** Each thing that went wrong, as a sentence with its time. */
export function complaintsOf(run: CampaignRun): string[] {
  if (run.fault !== null) return [`${run.fault.code}: ${run.fault.message}`];
  const lines: string[] = [];
  for (const one of run.result?.expectations ?? []) {
    if (one.outcome === "passed") continue;
    const at = one.atS === null ? "" : ` at ${one.atS.toFixed(2)} s`;
    lines.push(`${one.name}${at}: ${one.detail}`);
  }
  for (const one of run.result?.violations ?? []) {
    lines.push(`invariant ${one.invariant} at ${one.atS.toFixed(3)} s: ${one.detail}`);
  }
  return lines;
}

/** A word of a command line as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The exact command that repeats a run. `more`: options of the whole call (brain, set). */
export function repeatCommand(run: CampaignRun, more: readonly string[]): string {
  const values = Object.entries(run.values).flatMap(([name, value]) => [
    "--param",
    `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  ]);
  const subject = run.file.endsWith(".mcap") ? ["--from", run.file] : [run.file];
  const words = ["mechos", "sim", ...subject, "--seed", String(run.seed), ...values, ...more];
  return words.map(shellWord).join(" ");
}
