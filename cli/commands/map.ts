/** `mechos map`: maps for the robot and for ROS out of recorded drives. @module */
import type { Command } from "commander";
import { MechError, unwrap } from "core/fault.ts";
import { parseDuration } from "core/config/mod.ts";
import { mapRecordings, type RecordedMap, type TickSpan } from "core/replay/mod.ts";
import { saveMap } from "core/world/map/mod.ts";
import type { CliContext } from "cli/context.ts";
import { type OpenRecording, openRecording } from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";

interface SaveOptions {
  readonly out: string;
  readonly resolution: string;
  readonly from?: string;
  readonly to?: string;
  readonly force?: boolean;
}

function badValue(message: string, value: string, help: string): MechError {
  return new MechError({ code: "CLI_BAD_VALUE", message, value, help });
}

function timeNs(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== null) return ms * 1e6;
  throw badValue(
    `Cannot read ${option} "${text}": a time of the run is needed`,
    text,
    "write 250ms, 1.5s, 2m or 1h",
  );
}

function spanOf(options: SaveOptions): TickSpan {
  const fromNs = options.from === undefined ? 0 : timeNs("--from", options.from);
  const toNs = options.to === undefined ? Infinity : timeNs("--to", options.to);
  if (fromNs < toNs) return { fromNs, toNs };
  throw badValue(
    "Cannot make a map: nothing lies between --from and --to",
    options.to ?? "",
    "--from comes before --to",
  );
}

/** Finest and coarsest cells of a map, m. */
const finestM = 0.01;
const coarsestM = 1;

function resolutionOf(text: string): number {
  const value = Number(text);
  if (value >= finestM && value <= coarsestM) return value;
  throw badValue(
    `Cannot take cells of "${text}" m: ${finestM} to ${coarsestM} is possible`,
    text,
    "0.05 is what most maps have",
  );
}

/** `NAME.yaml`, `NAME.pgm` or `NAME` out of what was written: the path without its ending. */
function stemOf(out: string): string {
  return out.replace(/\.(yaml|yml|pgm)$/, "");
}

/** Refuses, before any work, a file that is there already. */
function refuseThere(path: string): void {
  try {
    Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw cannotWrite(path, error);
  }
  throw new MechError({
    code: "RECORD_EXISTS",
    message: `Cannot write "${path}": it is there already`,
    value: path,
    help: "name another map, or add --force to replace it",
  });
}

function cannotWrite(path: string, error: unknown): MechError {
  return new MechError({
    code: "WORLD_MAP_WRITE",
    message: `Cannot write "${path}": ${error instanceof Error ? error.message : error}`,
    value: path,
    help: "check that the folder is there and may be written",
  });
}

function writeFile(path: string, bytes: Uint8Array): void {
  try {
    Deno.writeFileSync(path, bytes);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function say(context: CliContext, yaml: string, pgm: string, made: RecordedMap): void {
  const { grid, scans, leftOut } = made;
  const { widthCells, heightCells, resolutionM, originXM, originYM } = grid;
  const { json, quiet } = context.globals();
  if (json) {
    const told = { yaml, pgm, widthCells, heightCells, resolutionM, originXM, originYM };
    return context.out(`${JSON.stringify({ ...told, scans, leftOut }, null, 2)}\n`);
  }
  if (quiet) return;
  const size = `${(widthCells * resolutionM).toFixed(1)} x ${
    (heightCells * resolutionM).toFixed(1)
  } m`;
  const left = leftOut === 0 ? "" : `, ${leftOut} left out (lost, or turning fast)`;
  context.out(`${yaml}: ${size} at ${resolutionM} m, ${scans} scans${left}\n`);
}

function save(context: CliContext, paths: readonly string[], options: SaveOptions): void {
  const span = spanOf(options);
  const resolutionM = resolutionOf(options.resolution);
  const stem = stemOf(options.out);
  const yaml = `${stem}.yaml`;
  const pgm = `${stem}.pgm`;
  if (options.force !== true) {
    refuseThere(pgm);
    refuseThere(yaml);
  }
  const opened: OpenRecording[] = paths.map(openRecording);
  dropRights(["write"]);
  const made = unwrap(mapRecordings(opened.map((one) => one.source), resolutionM, span));
  for (const one of opened) one.close();
  const files = saveMap(made.grid, stem.slice(stem.lastIndexOf("/") + 1));
  // The YAML last: where it is there, its image is whole.
  writeFile(pgm, files.pgm);
  writeFile(yaml, new TextEncoder().encode(files.yaml));
  say(context, yaml, pgm, made);
}

/** Registers `map` and its subcommands. */
export function register(command: Command, context: CliContext): void {
  command.command("save")
    .description("lay the scans of recorded drives into a map and write it as YAML and PGM")
    .argument("<recordings...>", "recordings of mechos run or sim, also one that is being written")
    .requiredOption("--out <file>", "the map's YAML; the PGM is written beside it")
    .option("--resolution <m>", "side of a cell", "0.05")
    .option("--from <time>", "only what was seen after this time of the run")
    .option("--to <time>", "only what was seen before this time of the run")
    .option("--force", "replace files that are there")
    .action((paths: string[], options: SaveOptions) => save(context, paths, options));
}
