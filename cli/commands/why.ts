/** `mechos why`: why it is not moving, in one line; of the running robot, or of a recording. @module */
import { type Command, InvalidArgumentError } from "commander";
import { parseDuration } from "core/config/mod.ts";
import { fail, MechError, type Result, unwrap } from "core/fault.ts";
import { fileSource } from "core/record/mod.ts";
import type { CliContext } from "cli/context.ts";
import { reachOne, resultOf, say, textIn } from "cli/operator_call.ts";
import { dropRights } from "cli/rights.ts";
import { whyRecorded } from "cli/why_recorded.ts";

/** Adds argument, option and action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("[file]", "a recording to explain instead of the running robot")
    .option("--at <time>", "time of the recording, e.g. 12.5s; its end if left out", timeOf)
    .action((file: string | undefined, options: { at?: number }) =>
      file === undefined ? whyNow(context, options.at) : whyThen(context, file, options.at)
    );
}

function timeOf(word: string): number {
  const ms = parseDuration(word);
  if (ms !== null) return ms * 1e-3;
  const seconds = Number(word);
  if (word.trim() !== "" && Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new InvalidArgumentError("write 12.5s, 2m, or seconds");
}

function open(path: string): Result<Deno.FsFile> {
  try {
    return { ok: true, value: Deno.openSync(path) };
  } catch (error) {
    return fail({
      code: "RECORD_NOT_FOUND",
      message: `Cannot read recording "${path}": ${error instanceof Error ? error.name : error}`,
      value: path,
      help: "check the path and its rights",
    });
  }
}

function sentence(result: unknown): string {
  const stage = textIn(result, "stage");
  const line = textIn(result, "line");
  return stage === "none" ? line : `${line} (set by: ${stage})`;
}

function whyThen(context: CliContext, path: string, atS: number | undefined): void {
  dropRights(["read"]);
  const file = unwrap(open(path));
  const source = fileSource(file, file.statSync().size);
  const found = whyRecorded(source, atS ?? Infinity);
  file.close();
  const recorded = unwrap(found);
  say(context, recorded, `${recorded.atS.toFixed(3)} s: ${sentence(recorded)}`);
}

async function whyNow(context: CliContext, atS: number | undefined): Promise<void> {
  if (atS !== undefined) {
    throw new MechError({
      code: "CLI_USAGE",
      message: "Cannot look back without a recording",
      help: "name one: mechos why --at 12.5s run.mcap",
    });
  }
  const session = await reachOne(context);
  const result = resultOf(context, await session.call("why"));
  session.close();
  say(context, result, sentence(result));
}
