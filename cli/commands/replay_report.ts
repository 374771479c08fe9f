/** `mechos replay FILE --report PAGE.html`. @module */
import { MechError } from "core/fault.ts";
import { isRecording } from "core/record/mod.ts";
import { reportOf } from "core/report/mod.ts";
import type { CliContext } from "cli/context.ts";
import { openRecording } from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";

/** Writes the report of a recording; replaces the page that is there. */
export function writeReport(context: CliContext, path: string, out: string): void {
  const opened = openRecording(path);
  if (!isRecording(opened.source)) {
    throw new MechError({
      code: "RECORD_FORMAT",
      message: `Cannot report on "${path}": it does not begin as an MCAP file`,
      value: path,
      help: "name an .mcap file of mechos run or sim",
    });
  }
  dropRights(["write"]);
  const page = reportOf(opened.source, path.slice(path.lastIndexOf("/") + 1));
  opened.close();
  try {
    Deno.writeTextFileSync(out, page, { mode: 0o600 });
  } catch (error) {
    throw new MechError({
      code: "RECORD_WRITE",
      message: `Cannot write "${out}": ${error instanceof Error ? error.message : error}`,
      value: out,
      help: "check that the folder is there and may be written",
    });
  }
  const { json, quiet } = context.globals();
  if (json) context.out(`${JSON.stringify({ report: out, bytes: page.length })}\n`);
  else if (!quiet) context.out(`${out}: ${(page.length / 1e6).toFixed(2)} MB\n`);
}
