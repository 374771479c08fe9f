/** Results of runs as text, and the one JSON document. @module */
import { codes } from "core/codes.ts";
import { faultToJson, renderFault } from "core/telemetry/mod.ts";
import { type CampaignRun, outcomeOf } from "sim/campaign/mod.ts";
import { buildInfo } from "cli/version.ts";

function expectationLines(run: CampaignRun, all: boolean): string[] {
  const lines: string[] = [];
  for (const one of run.result?.expectations ?? []) {
    if (!all && one.outcome === "passed" && one.detail === "") continue;
    const at = one.atS === null ? "" : ` at ${one.atS.toFixed(2)} s`;
    const mark = one.outcome === "passed" ? "ok  " : "FAIL";
    lines.push(`     ${mark} ${one.name}${at}${one.detail === "" ? "" : `: ${one.detail}`}`);
  }
  for (const one of run.result?.violations ?? []) {
    lines.push(`     FAIL invariant ${one.invariant} at ${one.atS.toFixed(3)} s: ${one.detail}`);
  }
  return lines;
}

/** A run in one line, with more below it where it failed; `all` shows what passed too. */
export function runText(run: CampaignRun, repeat: string, all: boolean): string {
  const { result } = run;
  if (result === null) {
    return run.fault === null ? "" : `${renderFault(run.fault, { color: false })}\n`;
  }
  const mark = result.outcome === "passed" ? "PASS" : "FAIL";
  const values = Object.entries(run.values).map(([name, value]) => ` ${name}=${String(value)}`);
  const lines = [
    `${mark} ${result.scenario} seed ${result.seed}${values.join("")}: ${
      result.simulatedS.toFixed(1)
    } s in ${result.wallS.toFixed(2)} s (${result.realTimeFactor.toFixed(0)}x real time)`,
    ...expectationLines(run, all),
  ];
  if (result.outcome !== "passed") lines.push(`     again: ${repeat}`);
  const recordings = result.robots?.map((robot) => robot.recording) ?? [result.recording];
  for (const path of recordings) if (path !== null) lines.push(`     recording: ${path}`);
  return `${lines.join("\n")}\n`;
}

/** The first of 5, 3, 4, 1 that occurred, then 2, else 0 (INTERFACES.md section 1). */
export function exitCodeOf(runs: readonly CampaignRun[]): number {
  const seen = new Set<number>();
  for (const run of runs) {
    if (run.fault !== null) seen.add(codes[run.fault.code].exit);
    else if (outcomeOf(run) !== "passed") seen.add(1);
  }
  return [5, 3, 4, 1, 2].find((code) => seen.has(code)) ?? 0;
}

/** The document of `sim --json` (INTERFACES.md section 6). */
export function campaignDocument(runs: readonly CampaignRun[]): Record<string, unknown> {
  const { version, git } = buildInfo();
  const tool = { name: "mechos", version, git, runtime: `deno ${Deno.version.deno}` };
  const fault = runs.find((run) => run.fault !== null)?.fault ?? null;
  const failed = runs.some((run) => outcomeOf(run) !== "passed");
  return {
    tool,
    outcome: fault !== null ? "error" : failed ? "failed" : "passed",
    runs: runs.flatMap((run) => {
      if (run.result === null) return [];
      const { trace: _trace, ...result } = run.result;
      return [result];
    }),
    ...(fault === null ? {} : faultToJson(fault)),
  };
}
