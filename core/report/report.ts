/** The report of a recording at once. @module */
import type { RecordingInput } from "core/record/mod.ts";
import { decodeMessage } from "core/record/foxglove/mod.ts";
import { collectReport } from "./collect.ts";
import { renderReport } from "./page.ts";

/** The page of a recording, as HTML. `compared` tells of another brain's answers; empty = none. */
export function reportOf(input: RecordingInput, title: string, compared = ""): string {
  const data = collectReport(input, title, (bytes) => decodeMessage("foxglove.Grid", bytes));
  return renderReport({ ...data, compared });
}
