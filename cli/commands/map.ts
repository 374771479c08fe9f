/** `mechos map`: maps for the robot and for ROS, of recorded drives or of the running robot. @module */
import type { Command } from "commander";
import { MechError, unwrap } from "core/fault.ts";
import { parseDuration } from "core/config/mod.ts";
import { mapRecordings, type RecordedMap, type TickSpan } from "core/replay/mod.ts";
import { saveMap } from "core/world/map/mod.ts";
import type { CliContext } from "cli/context.ts";
import { type OpenRecording, openRecording } from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";
import { refuseThere, stemOf, writeMapFile } from "./map_files.ts";
import { saveLive } from "./map_live.ts";

interface SaveOptions {
  readonly out?: string;
  readonly resolution?: string;
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

/** Where a map of recordings goes: nothing but `--out` says it. */
function outOf(options: SaveOptions): string {
  if (options.out !== undefined) return stemOf(options.out);
  throw new MechError({
    code: "CLI_USAGE",
    message: "Cannot make a map of recordings without --out",
    help: "say where it goes, e.g. --out maps/hall.yaml",
  });
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
  const resolutionM = resolutionOf(options.resolution ?? "0.05");
  const stem = outOf(options);
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
  writeMapFile(pgm, files.pgm);
  writeMapFile(yaml, new TextEncoder().encode(files.yaml));
  say(context, yaml, pgm, made);
}

/** Registers `map` and its subcommands. */
export function register(command: Command, context: CliContext): void {
  command.command("save")
    .description("save a map as YAML and PGM: of recorded drives, or what the running robot mapped")
    .argument("[recordings...]", "recordings of mechos run or sim; none: ask the running robot")
    .option("--out <file>", "the map's YAML; the PGM is written beside it")
    .option("--resolution <m>", "side of a cell; 0.05 if you do not say")
    .option("--from <time>", "only what was seen after this time of the run")
    .option("--to <time>", "only what was seen before this time of the run")
    .option("--force", "replace files that are there")
    .action((paths: string[], options: SaveOptions) =>
      paths.length === 0 ? saveLive(context, options) : save(context, paths, options)
    );
}
