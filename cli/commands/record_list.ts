/** `mechos record list FOLDER`: the recordings of a folder, newest first. @module */
import { MechError } from "core/fault.ts";
import { type QuickInfo, quickInfo } from "core/record/mod.ts";
import type { CliContext } from "cli/context.ts";
import { openRecording } from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";

/** One recording of a folder. */
interface Listed extends QuickInfo {
  readonly file: string;
  readonly sizeBytes: number;
  readonly modified: string;
  /** `kept` and `faulted` runs are never deleted for room. */
  readonly marks: readonly string[];
}

/** Folders below the named one that are looked into, e.g. `failed`. */
const depth = 2;
const limit = 10_000;

function findFiles(folder: string, left: number, found: string[]): void {
  const entries = [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isFile && entry.name.endsWith(".mcap") && found.length < limit) found.push(path);
    if (entry.isDirectory && left > 1) findFiles(path, left - 1, found);
  }
}

function hasMark(path: string, mark: string): boolean {
  const run = path.replace(/-\d{3,}\.mcap$|\.mcap$/, "");
  try {
    return Deno.statSync(`${run}.${mark}`).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function describe(path: string): Listed {
  const opened = openRecording(path);
  try {
    return {
      file: path,
      sizeBytes: opened.source.size,
      modified: (Deno.statSync(path).mtime ?? new Date(0)).toISOString(),
      marks: ["keep", "fault"].filter((mark) => hasMark(path, mark)),
      ...quickInfo(opened.source),
    };
  } finally {
    opened.close();
  }
}

function text(found: readonly Listed[]): string {
  const width = Math.max(4, ...found.map((one) => one.file.length));
  const rows = found.map((one) =>
    [
      one.file.padEnd(width),
      `${(one.sizeBytes / 1e6).toFixed(2)} MB`.padStart(12),
      one.durationS === null ? "-".padStart(9) : `${one.durationS.toFixed(1)} s`.padStart(9),
      one.messages === null ? "-".padStart(9) : String(one.messages).padStart(9),
      one.state.padEnd(10),
      [one.robot, one.scenario, ...one.marks].filter((word) => word !== "").join(" "),
    ].join("  ").trimEnd()
  );
  return rows.length === 0 ? "no recordings\n" : `${rows.join("\n")}\n`;
}

/** Lists a folder's recordings. */
export function listRecordings(context: CliContext, folder: string): void {
  dropRights(["read"]);
  const paths: string[] = [];
  try {
    findFiles(folder.replace(/\/+$/, "") || "/", depth, paths);
  } catch (error) {
    throw new MechError({
      code: "RECORD_NOT_FOUND",
      message: `Cannot list "${folder}": ${error instanceof Error ? error.message : error}`,
      value: folder,
      help: "name a folder of recordings, by default ./recordings",
    });
  }
  const found = paths.map(describe)
    .sort((a, b) => a.modified === b.modified ? 0 : a.modified < b.modified ? 1 : -1);
  const { json, jsonl, quiet } = context.globals();
  if (jsonl) { for (const one of found) context.out(`${JSON.stringify(one)}\n`); }
  else if (json) context.out(`${JSON.stringify({ folder, recordings: found }, null, 2)}\n`);
  else if (!quiet) context.out(text(found));
}
