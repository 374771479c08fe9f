/** GitHub workflow commands: each failed run becomes an annotation at its scenario file. @module */
import type { SourcePlace } from "core/fault.ts";
import { type CampaignRun, complaintsOf, nameOfRun, outcomeOf } from "./campaign_run.ts";

function message(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Lines for stdout; `placeOf` says where in the file the first failed expectation stands. */
export function githubAnnotations(
  runs: readonly CampaignRun[],
  repeat: (run: CampaignRun) => string,
  placeOf: (run: CampaignRun) => SourcePlace | null,
): string {
  const lines: string[] = [];
  for (const run of runs) {
    if (outcomeOf(run) === "passed") continue;
    const place = run.fault?.place ?? placeOf(run);
    const at = place === null
      ? `file=${property(run.file)}`
      : `file=${property(place.file)},line=${place.line},col=${place.column}`;
    const body = [...complaintsOf(run), `again: ${repeat(run)}`].join("\n");
    lines.push(`::error ${at},title=${property(nameOfRun(run))}::${message(body)}`);
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
