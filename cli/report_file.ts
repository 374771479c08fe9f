/** Writes the page of a report. @module */
import { MechError } from "core/fault.ts";
import type { CliContext } from "./context.ts";

/** Writes a page, readable by its owner only; replaces one that is there. */
export function writeReportFile(context: CliContext, out: string, page: string): void {
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
  context.log.info("report.written", `${out}: ${(page.length / 1e6).toFixed(2)} MB`);
}
