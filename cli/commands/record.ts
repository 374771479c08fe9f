/** `mechos record`: records the running robot, and works on recordings. @module */
import type { Command } from "commander";
import { MechError, unwrap } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import { type RecordingInfo, recordingInfo } from "core/record/mod.ts";
import type { CliContext } from "cli/context.ts";
import { reachOne, resultOf, say } from "cli/operator_call.ts";
import { openRecording } from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";
import { startProgress } from "cli/terminal/progress.ts";
import { type AttachOptions, recordRobot } from "./record_attach.ts";
import { registerFileTools } from "./record_files.ts";
import { listRecordings } from "./record_list.ts";

function readInfo(context: CliContext, path: string): RecordingInfo {
  const opened = openRecording(path);
  dropRights([]);
  const progress = startProgress(context, "reading");
  try {
    return unwrap(recordingInfo(opened.source, progress.at));
  } finally {
    progress.end();
    opened.close();
  }
}

function infoDocument(path: string, info: RecordingInfo): Record<string, unknown> {
  return { file: path, ...info, metadata: [...info.metadata.keys()] };
}

function infoText(path: string, info: RecordingInfo): string {
  const lines = [
    `${path}: ${info.outcome}, ${info.durationS.toFixed(3)} s, ${info.messages} messages, ${
      (info.sizeBytes / 1e6).toFixed(2)
    } MB in ${info.chunks} chunks (${info.compression})`,
    `replayable: ${info.replayable ? "yes" : `no, ${info.reason}`}`,
  ];
  for (const [name, value] of Object.entries(info.versions)) {
    lines.push(`  ${name.padEnd(14)} ${value}`);
  }
  const width = Math.max(5, ...info.topics.map((topic) => topic.topic.length));
  lines.push(`  ${"topic".padEnd(width)}  ${"count".padStart(8)}  ${"Hz".padStart(7)}  schema`);
  for (const topic of info.topics) {
    const gap = (topic.missing > 0 ? `, ${topic.missing} missing` : "") +
      (topic.gaps > 0 ? `, ${topic.gaps} gaps, longest ${topic.longestGapS.toFixed(3)} s` : "");
    lines.push(
      `  ${topic.topic.padEnd(width)}  ${String(topic.count).padStart(8)}  ${
        topic.rateHz.toFixed(1).padStart(7)
      }  ${topic.schema} (${topic.encoding})${gap}`,
    );
  }
  for (const damage of info.damage) {
    lines.push(`  damage at byte ${damage.offset}: ${damage.reason}`);
  }
  return `${lines.join("\n")}\n`;
}

/** A word that is no subcommand is mistyped. */
function refuseWord(word: string, names: readonly string[]): never {
  throw new MechError({
    code: "CLI_UNKNOWN_COMMAND",
    message: `Cannot run "record ${word}": no such subcommand`,
    value: word,
    help: didYouMean(word, names),
  });
}

/** Adds subcommands, options and actions. */
export function register(command: Command, context: CliContext): void {
  command
    // Without a subcommand it is this one: the options of `record` itself would be those of all.
    .command("live", { isDefault: true })
    .description("record the running robot (what it does without a subcommand)")
    .argument("[subcommand]")
    .option("--out <file.mcap>", "record into this file; ROBOT-TIME.mcap if not given")
    .option("--for <duration>", "end after this time")
    .option(
      "--topics <glob>",
      "record only these topics, such as '/sensors/*'; repeatable",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option("--force", "replace a file that is there")
    .action((word: string | undefined, options: AttachOptions) => {
      const names = command.commands.map((one) => one.name());
      if (word !== undefined) refuseWord(word, names);
      return recordRobot(context, options);
    });
  command
    .command("info")
    .description("topics, counts, rates, gaps, versions, and whether it can be replayed")
    .argument("<file>", "a recording, of MechOS or not")
    .action((path: string) => {
      const info = readInfo(context, path);
      const { json } = context.globals();
      context.out(
        json ? `${JSON.stringify(infoDocument(path, info), null, 2)}\n` : infoText(path, info),
      );
    });
  registerFileTools(command, context);
  command
    .command("list")
    .description("the recordings of a folder, newest first")
    .argument("[folder]", "a folder of recordings", "./recordings")
    .action((folder: string) => listRecordings(context, folder));
  command
    .command("snapshot")
    .description("let the running robot write its black box now")
    .argument("[reason...]", "why, for the audit log")
    .action((reason: string[]) => snapshot(context, reason.join(" ")));
}

/** Asks the running robot for its black box. */
async function snapshot(context: CliContext, reason: string): Promise<void> {
  const session = await reachOne(context);
  try {
    const given = reason === "" ? {} : { reason };
    const result = resultOf(context, await session.call("record.snapshot", given));
    say(context, result, "the black box is being written; see record list");
  } finally {
    session.close();
  }
}
