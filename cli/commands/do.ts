/** `mechos do`: lets the robot carry out one of its owner's skills. @module */
import type { Command } from "commander";
import { MechError } from "core/fault.ts";
import type { CliContext } from "cli/context.ts";
import { giveMission, waitMsOf } from "cli/mission_call.ts";

interface Options {
  readonly wait?: number;
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
    .option("--wait <duration>", "wait for its end, at most so long", waitMsOf)
    .action((skill: string, words: string[], options: Options) =>
      giveMission(context, "do", { skill, arguments: argumentsOf(words) }, options.wait ?? null)
    );
}
