/** `mechos record recover|cut|merge`: new recordings out of old ones. @module */
import type { Command } from "commander";
import { MechError, type Result, unwrap } from "core/fault.ts";
import {
  type ByteSource,
  cutRecording,
  isRecording,
  mergeRecordings,
  type OnProgress,
  type RecordingInput,
  type RecordSink,
  recoverRecording,
} from "core/record/mod.ts";
import { parseDuration } from "core/config/mod.ts";
import type { CliContext } from "cli/context.ts";
import {
  makeRecording,
  type NewRecording,
  type OpenRecording,
  openRecording,
  refuseSameFile,
} from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";
import { startProgress } from "cli/terminal/progress.ts";

interface OutOptions {
  readonly out: string;
  readonly force?: boolean;
}

interface CutOptions extends OutOptions {
  readonly from?: string;
  readonly to?: string;
}

/** A report whose lists may be long. */
type Report = object;

function durationNs(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== null) return ms * 1e6;
  throw new MechError({
    code: "CLI_BAD_VALUE",
    message:
      `Cannot read ${option} "${text}": a duration from the start of the recording is needed`,
    value: text,
    help: "write 250ms, 1.5s, 2m or 1h",
  });
}

/** Opens all files, gives up all rights but to take back what failed, then works. */
function rewrite<T>(
  context: CliContext,
  what: string,
  inputs: readonly string[],
  options: OutOptions,
  work: (inputs: RecordingInput[], sink: RecordSink, onProgress: OnProgress) => Result<T>,
): T {
  refuseSameFile(inputs, options.out);
  const opened: OpenRecording[] = inputs.map(openRecording);
  for (const { path, source } of opened) refuseForeign(path, source);
  const made: NewRecording = makeRecording(options.out, options.force === true);
  dropRights(["write"]);
  const progress = startProgress(context, what);
  try {
    const done = work(opened.map((one) => one.source), made.sink, progress.at);
    // Half a recording is of no use to anybody who asked for a whole one.
    if (!done.ok) Deno.removeSync(made.path);
    return unwrap(done);
  } finally {
    progress.end();
    made.close();
    for (const one of opened) one.close();
  }
}

/** Refuses what is no MCAP file before a new one is made: throws RECORD_FORMAT. */
function refuseForeign(path: string, source: ByteSource): void {
  if (isRecording(source)) return;
  throw new MechError({
    code: "RECORD_FORMAT",
    message: `Cannot read "${path}": it does not begin as an MCAP file`,
    value: path,
    help: "name an .mcap file",
  });
}

function say(context: CliContext, report: Report, out: string, text: string): void {
  const { json, quiet } = context.globals();
  if (json) context.out(`${JSON.stringify({ out, ...report }, null, 2)}\n`);
  else if (!quiet) context.out(`${text}\n`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

function recover(context: CliContext, path: string, options: OutOptions): void {
  const report = rewrite(
    context,
    "recovering",
    [path],
    options,
    ([input], sink, at) => recoverRecording(input ?? new Uint8Array(0), sink, at),
  );
  const lines = report.damage.map(({ offset, reason }) => `  damage at byte ${offset}: ${reason}`);
  if (report.moreDamage > 0) lines.push(`  and ${report.moreDamage} more`);
  const doubtful = report.doubtful === 0
    ? ""
    : `, ${report.doubtful} without a valid checksum left out`;
  say(
    context,
    report,
    options.out,
    [
      `${options.out}: ${report.messages} messages on ${report.topics} topics kept${doubtful}, ${
        megabytes(report.bytesOut)
      }`,
      ...lines,
    ].join("\n"),
  );
}

function cut(context: CliContext, path: string, options: CutOptions): void {
  const fromNs = options.from === undefined ? 0 : durationNs("--from", options.from);
  const toNs = options.to === undefined ? Infinity : durationNs("--to", options.to);
  if (fromNs >= toNs) {
    throw new MechError({
      code: "CLI_BAD_VALUE",
      message: `Cannot cut from ${options.from ?? "0s"} to ${options.to ?? "the end"}: it is empty`,
      help: "--from comes before --to",
    });
  }
  const report = rewrite(
    context,
    "cutting",
    [path],
    options,
    ([input], sink, at) => cutRecording(input ?? new Uint8Array(0), sink, { fromNs, toNs }, at),
  );
  const keyframe = report.keyframeNs === null
    ? ""
    : `, kernel topics from the keyframe at ${(report.keyframeNs * 1e-9).toFixed(3)} s`;
  say(
    context,
    report,
    options.out,
    `${options.out}: ${report.messages} messages, ${report.latched} last values${keyframe}, ${
      megabytes(report.bytesOut)
    }`,
  );
}

function merge(context: CliContext, paths: readonly string[], options: OutOptions): void {
  const report = rewrite(context, "merging", paths, options, mergeRecordings);
  const repeated = report.repeated === 0 ? "" : `, ${report.repeated} repeated ones once`;
  say(
    context,
    report,
    options.out,
    `${options.out}: ${report.messages} messages on ${report.topics} topics from ${paths.length} files${repeated}, ${
      megabytes(report.bytesOut)
    }`,
  );
}

function withOut(command: Command): Command {
  return command
    .requiredOption("--out <file>", "the new recording")
    .option("--force", "replace the file where it is there");
}

/** Adds the three subcommands. */
export function registerFileTools(command: Command, context: CliContext): void {
  withOut(
    command.command("recover")
      .description("keep all that is whole of a damaged recording, and index it")
      .argument("<file>", "a recording, of MechOS or not"),
  ).action((path: string, options: OutOptions) => recover(context, path, options));
  withOut(
    command.command("cut")
      .description("cut a span out, so that it still replays")
      .argument("<file>", "a recording, of MechOS or not")
      .option("--from <duration>", "begin there, from the start of the recording")
      .option("--to <duration>", "end there, from the start of the recording"),
  ).action((path: string, options: CutOptions) => cut(context, path, options));
  withOut(
    command.command("merge")
      .description("merge recordings into one, ordered by time")
      .argument("<files...>", "recordings, of MechOS or not"),
  ).action((paths: readonly string[], options: OutOptions) => merge(context, paths, options));
}
