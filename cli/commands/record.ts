/** `mechos record`: what recordings hold. Attaching to a running robot comes with `mechos run`. @module */
import type { Command } from "commander";
import { MechError, unwrap } from "core/fault.ts";
import { fileSource, type RecordingInfo, recordingInfo } from "core/record/mod.ts";
import type { CliContext } from "cli/context.ts";
import { dropRights } from "cli/rights.ts";

function readInfo(path: string): RecordingInfo {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path);
  } catch (error) {
    throw new MechError({
      code: "RECORD_NOT_FOUND",
      message: `Cannot read recording "${path}": ${error instanceof Error ? error.name : error}`,
      value: path,
      help: "check the path and its rights",
    });
  }
  try {
    return unwrap(recordingInfo(fileSource(file, file.statSync().size)));
  } finally {
    file.close();
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
    const gap = topic.missing > 0 ? `  (${topic.missing} missing)` : "";
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

/** Adds subcommands, options and actions. */
export function register(command: Command, context: CliContext): void {
  command
    .command("info")
    .description("topics, counts, rates, gaps, versions, and whether it can be replayed")
    .argument("<file>", "a recording, of MechOS or not")
    .action((path: string) => {
      dropRights(["read"]);
      const info = readInfo(path);
      const { json } = context.globals();
      context.out(
        json ? `${JSON.stringify(infoDocument(path, info), null, 2)}\n` : infoText(path, info),
      );
    });
  for (const later of ["recover", "cut", "merge", "list", "snapshot"]) {
    command.command(later, { hidden: true }).allowUnknownOption().argument("[words...]").action(
      () => {
        throw new MechError({
          code: "CLI_NOT_YET",
          message: `Cannot do "record ${later}": its part has not arrived yet`,
          help: "record info FILE works",
        });
      },
    );
  }
}
