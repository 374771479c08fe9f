/** The chaos campaign of issue 7: a thousand seeds in two processes. @module */
import { type BenchResult, judge } from "./result.ts";

const seeds = 1000;
/** A thousand runs in ten minutes. */
const goalPerMinute = 100;
/** The same in computing time, whoever else uses the machine: two cores for ten minutes. */
const goalCpuS = 2 * 600 / seeds;
/** Ticks a second of the times in /proc, on every Linux. */
const clockTicks = 100;

/** Computing time of all ended children of this process and theirs, s; NaN where nobody tells. */
function childrenCpuS(): number {
  try {
    const text = Deno.readTextFileSync("/proc/self/stat");
    // Behind the name in brackets: state is field 3, cutime and cstime are 16 and 17.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[13]) + Number(fields[14])) / clockTicks;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return NaN;
    throw error;
  }
}

interface Campaign {
  readonly runs: readonly { readonly outcome: string; readonly violations: readonly unknown[] }[];
}

function isCampaign(value: unknown): value is Campaign {
  return typeof value === "object" && value !== null && "runs" in value &&
    Array.isArray(value.runs);
}

/** Runs a minute, computing time of a run, and how many of the runs broke an invariant or an expectation. */
export async function campaignBench(): Promise<BenchResult[]> {
  const main = new URL("../../cli/main.ts", import.meta.url).pathname;
  const cpuBeganS = childrenCpuS();
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
  const cpuS = childrenCpuS() - cpuBeganS;
  const document: unknown = JSON.parse(new TextDecoder().decode(stdout));
  const runs = isCampaign(document) ? document.runs : [];
  const bad = runs.filter((run) => run.outcome !== "passed" || run.violations.length > 0).length;
  const missing = seeds - runs.length;
  return [
    judge("campaign.runsPerMinute", runs.length / minutes, "runs/min", "higher", goalPerMinute),
    judge("campaign.cpuSPerRun", cpuS / runs.length, "s", "lower", goalCpuS),
    judge("campaign.badRuns", bad + missing, `of ${seeds} seeds`, "lower", 0),
  ];
}
