/** A recording in a line, from its ends alone: for lists of many large files. @module */
import { magic } from "./opcodes.ts";
import { readMessages } from "./read_messages.ts";
import { hasMagic } from "./read_records.ts";
import { readSummary } from "./read_summary.ts";
import { type RecordingInput, sourceOf } from "./source.ts";

/** What the ends of a file tell. */
export interface QuickInfo {
  /** `unfinished`: no index at its end (being written, or cut by a crash). */
  readonly state: "finished" | "unfinished" | "not mcap";
  readonly messages: number | null;
  readonly durationS: number | null;
  /** Name of the robot, the scenario and the version that the metadata tell; else empty. */
  readonly robot: string;
  readonly scenario: string;
  readonly version: string;
}

/** Bytes at the start of a file in which its first metadata stand. */
const headBytes = 256 * 1024;

function firstTexts(input: RecordingInput): ReadonlyMap<string, string> {
  const source = sourceOf(input);
  const window = source.window(0, Math.min(source.size, headBytes));
  const bytes = window.bytes.subarray(0, Math.min(window.bytes.length, headBytes));
  let found: ReadonlyMap<string, string> = new Map();
  const messages = readMessages(bytes, {
    topics: [],
    onRecord: (record) => {
      if (record.type === "Metadata" && record.name === "mechos") found = record.metadata;
    },
  });
  for (const _message of messages) break;
  return found;
}

/** Reads the first and last bytes of a recording. */
export function quickInfo(input: RecordingInput): QuickInfo {
  const source = sourceOf(input);
  const texts = hasMagic(source) && source.size > magic.length ? firstTexts(source) : new Map();
  const about = {
    robot: texts.get("robot") ?? "",
    scenario: texts.get("scenario") ?? "",
    version: texts.get("version") ?? "",
  };
  const summary = readSummary(source);
  const statistics = summary?.statistics ?? null;
  if (statistics === null) {
    const state = hasMagic(source) ? summary === null ? "unfinished" : "finished" : "not mcap";
    return { state, messages: null, durationS: null, ...about };
  }
  const spanNs = Number(statistics.messageEndTime - statistics.messageStartTime);
  return {
    state: "finished",
    messages: Number(statistics.messageCount),
    durationS: spanNs * 1e-9,
    ...about,
  };
}

/** True where the input is an MCAP file, whole or cut: by its first bytes, or by its end. */
export function isRecording(input: RecordingInput): boolean {
  const source = sourceOf(input);
  return hasMagic(source) || readSummary(source) !== null;
}
