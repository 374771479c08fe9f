/** The chaos campaign of issue 7: a thousand seeds in two processes. @module */
import { type BenchResult, judge } from "./result.ts";

const seeds = 1000;
/** A thousand runs in ten minutes. */
const goalPerMinute = 100;

interface Campaign {
  readonly runs: readonly { readonly outcome: string; readonly violations: readonly unknown[] }[];
}

function isCampaign(value: unknown): value is Campaign {
  return typeof value === "object" && value !== null && "runs" in value &&
    Array.isArray(value.runs);
}

/** Runs a minute, and how many of the runs broke an invariant or an expectation. */
export async function campaignBench(): Promise<BenchResult[]> {
  const main = new URL("../../cli/main.ts", import.meta.url).pathname;
  const began = performance.now();
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      main,
      "sim",
      "sim/scenarios/chaos.yaml",
      "--seeds",
      `1..${seeds}`,
      "--jobs",
      "2",
      "--json",
    ],
    cwd: new URL("../../", import.meta.url).pathname,
    stdin: "null",
    stderr: "inherit",
  }).output();
  const minutes = (performance.now() - began) / 60_000;
  const document: unknown = JSON.parse(new TextDecoder().decode(stdout));
  const runs = isCampaign(document) ? document.runs : [];
  const bad = runs.filter((run) => run.outcome !== "passed" || run.violations.length > 0).length;
  const missing = seeds - runs.length;
  return [
    judge("campaign.runsPerMinute", runs.length / minutes, "runs/min", "higher", goalPerMinute),
    judge("campaign.badRuns", bad + missing, `of ${seeds} seeds`, "lower", 0),
  ];
}
