/** "Why was it not moving?" out of a recording: the why-line of the tick at a time. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { compileReasonNames, type Why, why } from "core/kernel/mod.ts";
import {
  createOutputs,
  noReasonNames,
  outputsBytes,
  ReadCursor,
  visitOutputs,
} from "core/messages/mod.ts";
import { readMessages, type RecordingInput } from "core/record/mod.ts";
import { readSite } from "core/replay/mod.ts";

/** The why-line of a recorded tick. */
export interface RecordedWhy extends Why {
  readonly tick: number;
  /** Time of the tick since the run began, s. */
  readonly atS: number;
}

/**
 * Explains the last tick at or before a time of the run.
 *
 * @param atS Time since the run began, s; Infinity = the end.
 */
export function whyRecorded(input: RecordingInput, atS: number): Result<RecordedWhy> {
  const outputs = createOutputs();
  const cursor = new ReadCursor(new DataView(new ArrayBuffer(0)));
  let last: Uint8Array | null = null;
  const decode = (bytes: Uint8Array): void => {
    cursor.reset(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
    visitOutputs(cursor, outputs);
  };
  for (const message of readMessages(input, { topics: ["/kernel/outputs"] })) {
    if (message.data.length !== outputsBytes || message.damaged) continue;
    decode(message.data);
    if (outputs.nowNs * 1e-9 > atS) break;
    last = message.data;
  }
  if (last === null) {
    return fail({
      code: "REPLAY_NOT_REPLAYABLE",
      message: `Recording has no tick at ${atS} s that this version can read`,
      value: String(atS),
      help: "see what it holds: mechos record info FILE",
    });
  }
  decode(last);
  // A recording whose config cannot be read tells the rules by their numbers.
  const site = readSite(input, []);
  const names = site.ok ? compileReasonNames(site.value.config) : noReasonNames;
  return ok({ ...why(outputs, [], names), tick: outputs.tick, atS: outputs.nowNs * 1e-9 });
}
