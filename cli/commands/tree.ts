/** `mechos tree`: is a behaviour tree right, and what does it look like? @module */
import type { Command } from "commander";
import { fail, MechError, type SourcePlace, unwrap } from "core/fault.ts";
import { relayNames, ruleConditionNames } from "core/kernel/mod.ts";
import {
  defaultTree,
  drawSvg,
  drawText,
  type LoadedTree,
  loadTree,
  robotLeaves,
  type UnknownKind,
} from "core/tree/mod.ts";
import type { CliContext } from "cli/context.ts";
import { loadCliConfig } from "cli/load_config.ts";
import { readFile } from "cli/read_file.ts";
import { dropRights, type Right } from "cli/rights.ts";

interface TreeOptions {
  readonly tree?: string;
  readonly strict?: boolean;
  readonly svg?: string;
}

/** Relays and signals of the robot that `--config` names; null where none was named. */
function devices(context: CliContext): readonly string[] | null {
  if (context.globals().config.length === 0) return null;
  return relayNames(unwrap(loadCliConfig(context)).config);
}

function load(context: CliContext, file: string | undefined, tree: string | undefined): LoadedTree {
  const given = file === undefined
    ? defaultTree
    : { file, text: new TextDecoder().decode(unwrap(readFile(file))) };
  const loaded = unwrap(loadTree(given, {
    leaves: robotLeaves,
    names: ruleConditionNames,
    devices: devices(context),
    tree: tree ?? null,
  }));
  for (const warning of loaded.warnings) context.log.warning("tree.format", warning);
  return loaded;
}

function placeText({ file, line, column }: SourcePlace): string {
  return `${file}:${line}:${column}`;
}

function hint({ nearest, ports }: UnknownKind): string {
  if (ports !== null) {
    return ` (ours takes other values: ${ports.length === 0 ? "none" : ports.join(", ")})`;
  }
  return nearest === null ? "" : ` (did you mean "${nearest}"?)`;
}

function unknownText(loaded: LoadedTree): string {
  const lines = loaded.unknown.map((one) => {
    const [first] = one.places;
    const more = one.places.length > 1 ? ` and ${one.places.length - 1} more` : "";
    return `  ${one.name}  ${one.family}  ${first === undefined ? "" : placeText(first)}${more}` +
      hint(one);
  });
  return lines.length === 0
    ? ""
    : `unknown nodes, so it can be shown but not run:\n${lines.join("\n")}\n`;
}

function asJson(loaded: LoadedTree): object {
  const { tree } = loaded;
  return {
    outcome: "valid",
    runnable: loaded.unknown.length === 0,
    file: loaded.file,
    format: loaded.format,
    tree: tree.name,
    trees: loaded.trees,
    nodes: tree.count,
    entries: tree.slotNames,
    unknown: loaded.unknown.map(({ name, family, nearest, places }) => ({
      name,
      family,
      nearest,
      places: places.map(({ line, column }) => ({ line, column })),
    })),
    warnings: loaded.warnings,
  };
}

function check(context: CliContext, files: readonly string[], options: TreeOptions): void {
  const loads = files.map((file) => load(context, file, options.tree));
  const foreign = loads.some((loaded) => loaded.unknown.length > 0);
  if (options.strict === true && foreign) context.exit(1);
  const { json, quiet } = context.globals();
  if (json) {
    const [only] = loads;
    const told = loads.length === 1 && only !== undefined ? asJson(only) : loads.map(asJson);
    return context.out(`${JSON.stringify(told, null, 2)}\n`);
  }
  if (quiet) return;
  for (const loaded of loads) {
    const { tree, format, file } = loaded;
    context.out(`valid: ${file}: ${format}, tree "${tree.name}", ${tree.count} nodes\n`);
    context.out(unknownText(loaded));
  }
}

function nodesJson(loaded: LoadedTree): object[] {
  const { tree, places } = loaded;
  return Array.from({ length: tree.count }, (_, node) => ({
    node,
    parent: tree.parent[node] ?? -1,
    kind: tree.words[node] ?? "",
    name: tree.labels[node] ?? "",
    line: places[node]?.line ?? 0,
    column: places[node]?.column ?? 0,
  }));
}

function writeSvg(path: string, text: string): void {
  try {
    Deno.writeTextFileSync(path, text);
  } catch (error) {
    throw new MechError(
      fail({
        code: "CONFIG_UNREADABLE",
        message: `Cannot write "${path}": ${error instanceof Error ? error.message : error}`,
        value: path,
        help: "check that the folder is there and may be written",
      }).fault,
    );
  }
}

function show(context: CliContext, file: string | undefined, options: TreeOptions): void {
  const loaded = load(context, file, options.tree);
  if (options.svg !== undefined) writeSvg(options.svg, drawSvg(loaded.tree, robotLeaves));
  const { json, quiet } = context.globals();
  if (json) {
    const told = { ...asJson(loaded), nodeList: nodesJson(loaded), svg: options.svg ?? null };
    return context.out(`${JSON.stringify(told, null, 2)}\n`);
  }
  if (quiet) return;
  context.out(drawText(loaded.tree, robotLeaves, null));
  context.out(unknownText(loaded));
  if (options.svg !== undefined) context.out(`drawn: ${options.svg}\n`);
}

/** Gives up what is not needed before the first file of somebody else is read. */
function keep(...rights: Right[]): void {
  dropRights(rights);
}

/** Registers `tree` and its subcommands. */
export function register(command: Command, context: CliContext): void {
  command.command("check")
    .description("say whether trees are right, and which of their nodes nobody knows here")
    .argument("<files...>", "tree files, YAML or XML")
    .option("--tree <name>", "the tree of the file to run, if not the one it says")
    .option("--strict", "exit 1 where a node is unknown")
    .action((files: string[], options: TreeOptions) => {
      keep("read");
      check(context, files, options);
    });
  command.command("show")
    .description("draw a tree; without a file the built-in one")
    .argument("[file]", "tree file, YAML or XML")
    .option("--tree <name>", "the tree of the file to show, if not the one it says")
    .option("--svg <file>", "write an SVG drawing too")
    .action((file: string | undefined, options: TreeOptions) => {
      if (options.svg === undefined) keep("read");
      else keep("read", "write");
      show(context, file, options);
    });
}
