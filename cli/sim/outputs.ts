/** The files that a campaign leaves behind for others to read. @module */
import { type Fault, ok, type Result } from "core/fault.ts";
import type { SourcePlace } from "core/fault.ts";
import {
  type CampaignRun,
  githubAnnotations,
  junitXml,
  reportHtml,
  tapText,
} from "sim/campaign/mod.ts";
import { versionText } from "cli/version.ts";
import type { CliContext } from "cli/context.ts";
import type { SimOptions } from "./options.ts";
import type { Plan } from "./plan.ts";
import { cannotWrite } from "./recordings.ts";

/** Writes a text file, with the folders it needs. */
export function writeText(path: string, text: string): Fault | null {
  try {
    const cut = path.lastIndexOf("/");
    if (cut > 0) Deno.mkdirSync(path.slice(0, cut), { recursive: true });
    Deno.writeTextFileSync(path, text);
    return null;
  } catch (error) {
    return cannotWrite(path, error);
  }
}

/** Where the first failed expectation of a run stands in its file. */
function placeOfFailure(plan: Plan, run: CampaignRun): SourcePlace | null {
  const index = run.result?.expectations.findIndex((one) => one.outcome === "failed") ?? -1;
  const loaded = plan.scenarios.get(run.file);
  if (loaded === undefined) return null;
  return loaded.placeOf(index < 0 ? ["name"] : ["expect", index]);
}

/** Writes what was asked for: JUnit, TAP, annotations. */
export function writeReports(
  context: CliContext,
  options: SimOptions,
  plan: Plan,
  runs: readonly CampaignRun[],
  repeat: (run: CampaignRun) => string,
): Result<void> {
  const faults: (Fault | null)[] = [];
  if (options.junit !== undefined) faults.push(writeText(options.junit, junitXml(runs, repeat)));
  if (options.report !== undefined) {
    const path = options.report.endsWith(".html")
      ? options.report
      : `${options.report.replace(/\/$/, "")}/index.html`;
    const tool = versionText(false).replaceAll("\n", ", ");
    const page = reportHtml({ runs, scenarios: plan.scenarios, repeat, tool });
    faults.push(writeText(path, page));
  }
  if (options.tap === "-") context.out(tapText(runs, repeat));
  else if (options.tap !== undefined) faults.push(writeText(options.tap, tapText(runs, repeat)));
  if (options.annotate === "github") {
    const text = githubAnnotations(runs, repeat, (run) => placeOfFailure(plan, run));
    // With --json stdout is one document: the annotations go to stderr, where GitHub reads too.
    if (context.globals().json) context.err(text);
    else context.out(text);
  }
  const fault = faults.find((one) => one !== null) ?? null;
  return fault === null ? ok(undefined) : { ok: false, fault };
}
