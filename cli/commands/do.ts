/** `mechos do`: lets the robot carry out one of its owner's skills. @module */
import { type Command, InvalidArgumentError } from "commander";
import { parseDuration } from "core/config/mod.ts";
import { MechError } from "core/fault.ts";
import type { CliContext } from "cli/context.ts";
import { giveMission } from "cli/mission_call.ts";

interface Options {
  readonly wait?: number;
}

/** Reads a duration of the command line into ms. */
function durationOf(word: string): number {
  const ms = parseDuration(word);
  if (ms !== null && ms > 0) return ms;
  throw new InvalidArgumentError("write 500ms, 10s or 2m");
}

/** Reads `name=value` words; what looks like a number is one. */
function argumentsOf(words: readonly string[]): Record<string, string | number> {
  const given: Record<string, string | number> = {};
  for (const word of words) {
    const cut = word.indexOf("=");
    if (cut < 1) {
      throw new MechError({
        code: "CLI_BAD_VALUE",
        message: `Cannot read argument "${word}"`,
        value: word,
        help: "write it name=value, e.g. place=bay",
      });
    }
    const value = word.slice(cut + 1);
    const isNumber = value.trim() !== "" && Number.isFinite(Number(value));
    given[word.slice(0, cut)] = isNumber ? Number(value) : value;
  }
  return given;
}

/** Adds arguments, option and action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("<skill>", "name in section skills of the config")
    .argument("[name=value...]", "its arguments")
    .option("--wait <duration>", "wait for its end, at most so long", durationOf)
    .action((skill: string, words: string[], options: Options) =>
      giveMission(context, "do", { skill, arguments: argumentsOf(words) }, options.wait ?? null)
    );
}
