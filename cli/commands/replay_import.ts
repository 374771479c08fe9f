/** `mechos replay --import BAG --out RUN.mcap`: a bag of ROS 2 becomes a run. @module */
import { MechError, unwrap } from "core/fault.ts";
import { importBag, type ImportReport } from "sim/bag/mod.ts";
import { loadSite } from "sim/scenario/mod.ts";
import type { CliContext } from "cli/context.ts";
import { loadCliConfig } from "cli/load_config.ts";
import { readFile } from "cli/read_file.ts";
import { makeRecording, openRecording, refuseSameFile } from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";
import { startProgress } from "cli/terminal/progress.ts";
import { recordingVersions } from "cli/version.ts";

function versions() {
  return { ...recordingVersions("mechos replay --import"), scenario: "", seed: "0" };
}

function textOf(out: string, report: ImportReport): string {
  const { ticks, durationS, topics, unreadable, matched } = report;
  const lines = Object.entries(topics).map(([topic, count]) => `  ${topic}: ${count}`);
  const fixes = matched === null ? "no map to match against" : `${matched} scans matched the map`;
  const bad = unreadable === 0 ? "" : `, ${unreadable} messages could not be read`;
  return `${out}: ${ticks} ticks, ${durationS.toFixed(1)} s; ${fixes}${bad}\n${lines.join("\n")}\n`;
}

/** Imports a bag. The robot is that of the config. */
export function importRun(
  context: CliContext,
  bag: string,
  out: string | undefined,
  force: boolean,
): void {
  if (out === undefined) {
    throw new MechError({
      code: "CLI_USAGE",
      message: "Cannot import: --out names no file",
      help: `add --out FILE, e.g. --import ${bag} --out run.mcap`,
    });
  }
  const { config } = unwrap(loadCliConfig(context));
  const site = unwrap(loadSite(config, readFile));
  refuseSameFile([bag], out);
  const opened = openRecording(bag);
  const made = makeRecording(out, force);
  dropRights(["write"]);
  const progress = startProgress(context, "importing");
  try {
    const options = { config, site, versions: versions() };
    const done = importBag(opened.source, made.sink, options, progress.at);
    // Half a run is of no use to anybody who asked for a whole one.
    if (!done.ok) Deno.removeSync(made.path);
    const report = unwrap(done);
    progress.end();
    const { json, quiet } = context.globals();
    if (json) context.out(`${JSON.stringify({ out, ...report }, null, 2)}\n`);
    else if (!quiet) context.out(textOf(out, report));
  } finally {
    progress.end();
    made.close();
    opened.close();
  }
}
