/** `mechos tune`: live parameters of the running robot, and gains searched in simulation. @module */
import type { Command } from "commander";
import { editYaml } from "core/config/mod.ts";
import { fail, MechError, type Result, unwrap } from "core/fault.ts";
import type { CliContext } from "cli/context.ts";
import { reachOne, resultOf, say, textIn } from "cli/operator_call.ts";
import type { Session } from "cli/operator_client.ts";
import { readFile } from "cli/read_file.ts";
import { replaceFile } from "cli/replace_file.ts";
import { dropRights } from "cli/rights.ts";
import { registerAuto } from "./tune_auto.ts";

/** Adds the subcommands. */
export function register(command: Command, context: CliContext): void {
  command.command("list").description("every live parameter: value, range, unit")
    .action(() => list(context));
  command.command("get").description("one live parameter").argument("<path>", "dotted path")
    .action((path: string) => get(context, path));
  command.command("set").description("change live parameters, all at one tick or none")
    .argument("<changes...>", "PATH VALUE, or PATH=VALUE as often as wanted")
    .action((words: string[]) => set(context, words));
  command.command("save").description("write changed values into the config file")
    .option("--file <file>", "into another file than the robot's own")
    .action((options: { file?: string }) => save(context, options.file ?? null));
  command.command("watch").description("say each change until Ctrl-C")
    .action(() => watch(context));
  command.command("reload").description("take live parameters over from the config files")
    .action(() => reload(context));
  registerAuto(command, context);
}

function parametersOf(result: unknown): readonly unknown[] {
  const list: unknown = typeof result === "object" && result !== null
    ? Reflect.get(result, "parameters")
    : null;
  return Array.isArray(list) ? list : [];
}

function rowText(parameter: unknown): string {
  const of = (name: string) => textIn(parameter, name);
  const unit = of("unit") === "" || of("unit") === "1" ? "" : ` ${of("unit")}`;
  const changed = of("value") === of("configured") ? "" : ` (config: ${of("configured")})`;
  const range = `${of("minimum")}..${of("maximum")}`;
  return `${of("path").padEnd(32)} ${`${of("value")}${unit}`.padEnd(14)} ${range.padEnd(12)} ` +
    `${of("text")}${changed}`;
}

function table(result: unknown): string {
  const rows = parametersOf(result).map(rowText);
  return rows.length === 0 ? "nothing changed" : rows.join("\n");
}

async function list(context: CliContext): Promise<void> {
  const session = await reachOne(context);
  const result = resultOf(context, await session.call("tune.list"));
  session.close();
  say(context, result, table(result));
}

async function get(context: CliContext, path: string): Promise<void> {
  const session = await reachOne(context);
  const result = resultOf(context, await session.call("tune.get", { path }));
  session.close();
  say(context, result, rowText(result));
}

function badChange(word: string): Result<never> {
  return fail({
    code: "CLI_BAD_VALUE",
    message: `Cannot read "${word}" as a change: a path and a number are wanted`,
    value: word,
    help: "write kernel.wheelPid.kp 0.4, or kernel.wheelPid.kp=0.4 as often as wanted",
  });
}

/** `PATH VALUE`, or any number of `PATH=VALUE`. */
function changesOf(words: readonly string[]): Result<Record<string, number>> {
  const [path, value] = words;
  const pairs = words.length === 2 && path !== undefined && !path.includes("=")
    ? [`${path}=${value}`]
    : words;
  const changes: Record<string, number> = {};
  for (const pair of pairs) {
    const match = /^([\w.]+)=([-+.\deE]+)$/.exec(pair);
    const number = Number(match?.[2]);
    if (match?.[1] === undefined || !Number.isFinite(number)) return badChange(pair);
    changes[match[1]] = number;
  }
  return { ok: true, value: changes };
}

async function set(context: CliContext, words: readonly string[]): Promise<void> {
  const changes = unwrap(changesOf(words));
  const session = await reachOne(context);
  const result = resultOf(context, await session.call("tune.set", { changes }));
  session.close();
  say(context, result, table(result));
}

/** Writes what the robot says is unsaved into its file, then lets the robot read it. */
async function save(context: CliContext, given: string | null): Promise<void> {
  const session = await reachOne(context, ["operator"], ["read", "write"]);
  const unsaved = resultOf(context, await session.call("tune.save"));
  const file = given ?? textIn(unsaved, "file");
  const changes = new Map(
    parametersOf(unsaved).map((each) => [textIn(each, "path"), Number(textIn(each, "value"))]),
  );
  try {
    if (changes.size > 0) {
      unwrap(write(file, changes));
      dropRights([]);
      if (given === null) await reread(context, session);
    }
  } finally {
    session.close();
  }
  const saved = [...changes].map(([path, value]) => `${path}: ${value}`).join("\n");
  const sentence = changes.size === 0 ? "nothing to save" : `saved into ${file}:\n${saved}`;
  say(context, { file, changes: Object.fromEntries(changes) }, sentence);
}

function write(file: string, changes: ReadonlyMap<string, number>): Result<void> {
  if (file === "") {
    return fail({
      code: "CLI_USAGE",
      message: "Cannot save: the robot was started without a config file",
      help: "name one with --file FILE",
    });
  }
  const bytes = readFile(file);
  if (!bytes.ok) return bytes;
  const edited = editYaml(new TextDecoder().decode(bytes.value), file, changes);
  return edited.ok ? replaceFile(file, edited.value) : edited;
}

async function reread(context: CliContext, session: Session): Promise<void> {
  const answer = await session.call("tune.reload");
  if (answer.ok) return;
  context.log.warning("tune.reload", `The file is written, but: ${answer.fault.message}`);
}

async function watch(context: CliContext): Promise<void> {
  const session = await reachOne(context);
  session.onNotice((method, params) => {
    if (method !== "tune.changed") return;
    const { json, jsonl } = context.globals();
    const line = json || jsonl
      ? JSON.stringify(params)
      : `${textIn(params, "path")} ${textIn(params, "value")} (operator ${
        textIn(params, "operator")
      })`;
    context.out(`${line}\n`);
  });
  resultOf(context, await session.call("tune.watch"));
  await session.ended;
  throw new MechError({
    code: "OPERATOR_NO_ANSWER",
    message: "Robot ended the connection",
    help: "see its log",
  });
}

async function reload(context: CliContext): Promise<void> {
  const session = await reachOne(context);
  const result = resultOf(context, await session.call("tune.reload"));
  session.close();
  const restart: unknown = typeof result === "object" && result !== null
    ? Reflect.get(result, "needsRestart")
    : [];
  const later = Array.isArray(restart) && restart.length > 0
    ? `\nafter a restart only: ${restart.join(", ")}`
    : "";
  say(context, result, `${table(result)}${later}`);
}
