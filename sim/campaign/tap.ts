/** Test Anything Protocol, version 14: one point a run. @module */
import { type CampaignRun, complaintsOf, nameOfRun, outcomeOf } from "./campaign_run.ts";

/** A line of TAP may not hold a line break, and `#` begins a directive. */
function flat(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}

/** The whole document. */
export function tapText(
  runs: readonly CampaignRun[],
  repeat: (run: CampaignRun) => string,
): string {
  const lines = ["TAP version 14", `1..${runs.length}`];
  for (const [index, run] of runs.entries()) {
    const good = outcomeOf(run) === "passed";
    lines.push(`${good ? "ok" : "not ok"} ${index + 1} - ${flat(nameOfRun(run))}`);
    if (good) continue;
    lines.push("  ---", `  file: ${JSON.stringify(run.file)}`);
    lines.push(`  again: ${JSON.stringify(repeat(run))}`, "  failures:");
    for (const text of complaintsOf(run)) lines.push(`    - ${JSON.stringify(text)}`);
    lines.push("  ...");
  }
  return `${lines.join("\n")}\n`;
}
