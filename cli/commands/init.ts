/** `mechos init`: writes a commented config and a first scenario that passes. @module */
import type { Command } from "commander";
import { fail, MechError, type Result, unwrap } from "core/fault.ts";
import type { CliContext } from "cli/context.ts";
import { dropRights } from "cli/rights.ts";
import {
  type StarterAnswers,
  starterConfig,
  starterDefaults,
  starterScenario,
} from "cli/starter.ts";

interface InitOptions {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly name?: string;
}

/** Adds argument, options and action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("[folder]", "where to, the present folder if left out", ".")
    .option("--yes", "ask nothing: a small robot of the size of a TurtleBot3")
    .option("--name <name>", "the robot's name")
    .option("--force", "also over files that are there")
    .action((folder: string, options: InitOptions) => init(context, folder, options));
}

/** Asks for one number; an empty answer takes the default. */
function askNumber(question: string, unit: string, preset: number, min: number, max: number) {
  for (;;) {
    const word = prompt(`${question} [${preset} ${unit}]:`);
    if (word === null || word.trim() === "") return preset;
    const value = Number(word.replace(unit, "").trim());
    if (Number.isFinite(value) && value >= min && value <= max) return value;
    alertOnce(`  a number in ${min}..${max} ${unit} is wanted`);
  }
}

function alertOnce(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

function ask(name: string): StarterAnswers {
  const given = prompt(`Name of the robot [${name}]:`);
  const preset = starterDefaults;
  return {
    name: given === null || given.trim() === "" ? name : given.trim().slice(0, 64),
    separationM: askNumber("Distance between the wheels", "m", preset.separationM, 0.02, 5),
    wheelRadiusM: askNumber("Radius of a wheel", "m", preset.wheelRadiusM, 0.005, 1),
    maxLinearMps: askNumber("Highest speed", "m/s", preset.maxLinearMps, 0.05, 5),
  };
}

function answers(options: InitOptions): StarterAnswers {
  const name = options.name ?? starterDefaults.name;
  if (name.trim() === "" || name.length > 64) {
    throw new MechError({
      code: "CLI_BAD_VALUE",
      message: `Cannot name a robot "${name}": 1 to 64 characters are wanted`,
      value: name,
      help: "for example --name rover",
    });
  }
  if (options.yes === true) return { ...starterDefaults, name };
  if (Deno.stdin.isTerminal()) return ask(name);
  throw new MechError({
    code: "CLI_USAGE",
    message: "Cannot ask: the input is no terminal",
    help: "add --yes to take the defaults",
  });
}

function write(path: string, text: string, force: boolean): Result<void> {
  const how = force ? { create: true } : { createNew: true };
  try {
    Deno.writeTextFileSync(path, text, how);
    return { ok: true, value: undefined };
  } catch (error) {
    const there = error instanceof Deno.errors.AlreadyExists;
    return fail({
      code: there ? "CLI_USAGE" : "CONFIG_UNREADABLE",
      message: there
        ? `Cannot write "${path}": it is there already`
        : `Cannot write "${path}": ${error instanceof Error ? error.message : String(error)}`,
      value: path,
      help: there ? "choose another folder, or add --force" : "check the rights of the folder",
    });
  }
}

function makeFolder(path: string): Result<void> {
  try {
    Deno.mkdirSync(path, { recursive: true });
    return { ok: true, value: undefined };
  } catch (error) {
    return fail({
      code: "CONFIG_UNREADABLE",
      message: `Cannot make "${path}": ${error instanceof Error ? error.message : String(error)}`,
      value: path,
      help: "check the rights of the folder",
    });
  }
}

function init(context: CliContext, folder: string, options: InitOptions): void {
  dropRights(["read", "write"]);
  const given = answers(options);
  const base = folder === "." ? "" : `${folder.replace(/\/+$/, "")}/`;
  const files: readonly (readonly [string, string])[] = [
    [`${base}mechos.yaml`, starterConfig(given)],
    [`${base}scenarios/first.yaml`, starterScenario(given)],
  ];
  unwrap(makeFolder(`${base}scenarios`));
  for (const [path, text] of files) unwrap(write(path, text, options.force === true));
  const paths = files.map(([path]) => path);
  if (context.globals().json) {
    context.out(`${JSON.stringify({ files: paths })}\n`);
    return;
  }
  if (context.globals().quiet) return;
  const go = base === "" ? "" : `  cd ${folder}\n`;
  context.out(
    `wrote ${paths.join(" and ")}\n\nnext:\n${go}` +
      "  mechos sim scenarios/first.yaml        # runs it and judges it\n" +
      "  mechos run --hal sim --start           # the same robot in real time\n" +
      "  mechos status                          # in another terminal; mechos estop stops it\n",
  );
}
