/** `mechos replay FILE --report PAGE.html`. @module */
import { MechError } from "core/fault.ts";
import { isRecording } from "core/record/mod.ts";
import { reportOf } from "core/report/mod.ts";
import type { CliContext } from "cli/context.ts";
import { openRecording } from "cli/recording_files.ts";
import { writeReportFile } from "cli/report_file.ts";
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
  writeReportFile(context, out, page);
  const { json, quiet } = context.globals();
  if (json) context.out(`${JSON.stringify({ report: out, bytes: page.length })}\n`);
  else if (!quiet) context.out(`${out}: ${(page.length / 1e6).toFixed(2)} MB\n`);
}
