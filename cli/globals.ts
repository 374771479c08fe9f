/** The global options: declared once, read once. @module */
import { type Command, createOption } from "commander";
import { logLevels } from "core/telemetry/mod.ts";
import type { GlobalOptions } from "./context.ts";

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Declares the global options on the program. */
export function addGlobalOptions(program: Command): void {
  program
    .option("--config <file>", "config file; repeatable, later wins", collect)
    .option("--set <path=value>", "set one config value; repeatable", collect)
    .option("--allow-path <dir>", "config may also read below this folder", collect)
    .option("--robot <name>", "which running robot, by name")
    .option("--socket <path>", "which running robot, by its socket")
    .addOption(createOption("--log-level <level>", "least level shown").choices(logLevels))
    .addOption(
      createOption("--log-format <format>", "form of the log lines")
        .choices(["pretty", "json"])
        .default("pretty"),
    )
    .option("--json", "print one JSON document on stdout")
    .option("--jsonl", "print streams as one JSON object a line")
    .option("--no-color", "print without colours")
    .option("--quiet", "log errors only")
    .option("--version", "print version, git hash and runtime")
    .helpOption("-h, --help", "print help");
}

function textList(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Reads the global options after parsing. */
export function readGlobals(program: Command): GlobalOptions {
  const options = program.opts<Record<string, unknown>>();
  return {
    config: textList(options["config"]),
    set: textList(options["set"]),
    allowPath: textList(options["allowPath"]),
    robot: textOrNull(options["robot"]),
    socket: textOrNull(options["socket"]),
    logLevel: textOrNull(options["logLevel"]),
    logFormat: options["logFormat"] === "json" ? "json" : "pretty",
    json: options["json"] === true,
    jsonl: options["jsonl"] === true,
    color: options["color"] !== false,
    quiet: options["quiet"] === true,
  };
}

/** Names of global options that take a value: main skips the value when it looks for the command. */
export function takesValue(program: Command, word: string): boolean {
  if (word.includes("=")) return false;
  const option = program.options.find((each) => each.long === word);
  return option !== undefined && (option.required || option.optional);
}
