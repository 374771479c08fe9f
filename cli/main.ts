/**
 * The program: reads the environment once, finds the command, runs it, and turns whatever comes
 * out into an exit code (INTERFACES.md section 1).
 *
 * @module
 */
import { Command, CommanderError } from "commander";
import { codes } from "core/codes.ts";
import { type Fault, MechError } from "core/fault.ts";
import {
  configureLog,
  createLog,
  faultToJson,
  type LogLevel,
  logLevels,
  renderFault,
} from "core/telemetry/mod.ts";
import { type CommandRow, commandRows, rowOf } from "./commands/mod.ts";
import type { CliContext } from "./context.ts";
import { addGlobalOptions, readGlobals, takesValue } from "./globals.ts";
import { usageFault } from "./usage_fault.ts";
import { versionText } from "./version.ts";

const encoder = new TextEncoder();

function writeAll(stream: typeof Deno.stdout | typeof Deno.stderr, text: string): void {
  const bytes = encoder.encode(text);
  try {
    for (let sent = 0; sent < bytes.length;) sent += stream.writeSync(bytes.subarray(sent));
  } catch (error) {
    // The reader went away (`mechos config show | head`): nothing is left to say to it.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** The command word and where it stands: the first word that is no option, nor one's value. */
function findCommand(program: Command, args: readonly string[]): string | null {
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    if (word === "--") return args[index + 1] ?? null;
    if (!word.startsWith("-")) return word;
    if (takesValue(program, word)) index += 1;
  }
  return null;
}

function hasFlag(args: readonly string[], flag: string): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? args.length : end).includes(flag);
}

function notYet(row: CommandRow): MechError {
  return new MechError({
    code: "CLI_NOT_YET",
    message: `Cannot run "${row.name}": this part of MechOS has not arrived yet`,
    value: row.name,
    help: "see mechos --help for the commands that have",
  });
}

/** Adds a row's command; only the one that was asked for gets its options and its action. */
async function addCommand(
  program: Command,
  row: CommandRow,
  context: CliContext,
  wanted: boolean,
): Promise<void> {
  const command = program.command(row.name).description(row.summary).helpOption(
    "-h, --help",
    "print help",
  );
  if (row.alias !== undefined) command.alias(row.alias);
  if (wanted && row.load !== undefined) {
    const module = await row.load();
    module.register(command, context);
    return;
  }
  command.allowUnknownOption().allowExcessArguments();
  command.action(() => {
    throw notYet(row);
  });
}

function createProgram(): Command {
  const program = new Command("mechos");
  program
    .description("MechOS: the operating system of a robot that a language model may drive safely")
    .usage("<command> [options]")
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: (text) => writeAll(Deno.stdout, text), writeErr: () => {} });
  addGlobalOptions(program);
  program.helpCommand(false);
  return program;
}

function levelOf(text: string | null, quiet: boolean): LogLevel {
  if (quiet) return "error";
  return logLevels.find((level) => level === text) ?? "info";
}

function colorAllowed(env: Readonly<Record<string, string>>, args: readonly string[]): boolean {
  return !hasFlag(args, "--no-color") && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

/** Runs the words that completion scripts ask with: `complete -- WORDS...`. */
async function complete(program: Command, context: CliContext, args: readonly string[]) {
  for (const row of commandRows) await addCommand(program, row, context, true);
  const { default: tab } = await import("@bomb.sh/tab/commander");
  tab(program, { completionCommandName: "completion-script" }).parse(args.slice(2));
}

async function dispatch(
  args: readonly string[],
  program: Command,
  context: CliContext,
): Promise<void> {
  if (hasFlag(args, "--version")) {
    context.out(`${versionText(hasFlag(args, "--json"))}\n`);
    return;
  }
  const word = findCommand(program, args);
  if (word === "complete" && args[1] === "--") return await complete(program, context, args);
  const wanted = word === null ? null : rowOf(word);
  for (const row of commandRows) await addCommand(program, row, context, row === wanted);
  if (word === null && !hasFlag(args, "--help") && !hasFlag(args, "-h")) {
    throw new MechError({
      code: "CLI_USAGE",
      message: "Cannot run without a command",
      help: "see mechos --help",
    });
  }
  program.hook("preAction", () => {
    const { logLevel, quiet, logFormat } = context.globals();
    configureLog({
      level: levelOf(logLevel, quiet),
      format: logFormat,
      color: colorAllowed(context.env, args) && Deno.stderr.isTerminal(),
      thread: "main",
      write: (line) => context.err(`${line}\n`),
    });
  });
  await program.parseAsync([...args], { from: "user" });
}

/** `help` and `help COMMAND` as the option that they stand for. */
function withHelp(args: readonly string[]): readonly string[] {
  return args[0] === "help" ? [...args.slice(1), "--help"] : args;
}

/** The fault of anything that was thrown; null where it only meant "help was printed". */
function faultOf(error: unknown, command: string | null): Fault | null {
  if (error instanceof MechError) return error.fault;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return null;
    return usageFault(error, command);
  }
  return {
    code: "CLI_INTERNAL",
    message: `Cannot go on: ${error instanceof Error ? error.message : String(error)}`,
    help: "this is a bug in MechOS: report it with the stack above",
  };
}

function report(fault: Fault, error: unknown, context: CliContext, args: readonly string[]): void {
  if (fault.code === "CLI_INTERNAL" && error instanceof Error) {
    context.err(`${error.stack ?? error.message}\n`);
  }
  if (hasFlag(args, "--json") || hasFlag(args, "--jsonl")) {
    context.out(`${JSON.stringify(faultToJson(fault))}\n`);
    return;
  }
  const color = colorAllowed(context.env, args) && Deno.stderr.isTerminal();
  context.err(`${renderFault(fault, { color })}\n`);
}

/**
 * Runs one command line.
 *
 * @param given the words after the program's name; one leading `--` is dropped (task runners
 * pass it through).
 * @returns the exit code.
 */
export async function runCli(given: readonly string[]): Promise<number> {
  const args = withHelp(given[0] === "--" ? given.slice(1) : given);
  const program = createProgram();
  let exitCode = 0;
  const env = Deno.env.toObject();
  const context: CliContext = {
    env,
    globals: () => readGlobals(program),
    out: (text) => writeAll(Deno.stdout, text),
    err: (text) => writeAll(Deno.stderr, text),
    colorOut: () => colorAllowed(env, args) && Deno.stdout.isTerminal(),
    log: createLog(),
    exit: (code) => {
      exitCode = code;
    },
  };
  try {
    await dispatch(args, program, context);
    return exitCode;
  } catch (error) {
    const fault = faultOf(error, rowOf(findCommand(program, args) ?? "")?.name ?? null);
    if (fault === null) return 0;
    report(fault, error, context, args);
    return codes[fault.code].exit;
  }
}

/** Which private process this is to be; null for a user's command. */
function privateWord(args: readonly string[]): string | null {
  const [word] = args;
  return word === "__mind" || word === "__device" ? word : null;
}

async function main(): Promise<number> {
  const word = privateWord(Deno.args);
  if (word === null) return await runCli(Deno.args);
  const { runPrivate } = await import("./private_process.ts");
  return await runPrivate(word);
}

if (import.meta.main) Deno.exit(await main());
