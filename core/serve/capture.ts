/**
 * Writes what a running robot tells of itself into a recording of its own: the other end of the
 * recorders' socket (tap.ts). It takes bytes as they come, in any pieces.
 *
 * The kernel's topics begin at the first keyframe, so that the recording replays from there.
 *
 * @module
 */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import {
  createMcapWriter,
  createRecording,
  defaultMcapOptions,
  type Recording,
  type RecordingAbout,
  recordLimits,
  type RecordSink,
  topicTable,
} from "core/record/mod.ts";
import { decodeFeed, type FeedMessage } from "./feed.ts";
import { isRecord } from "./json_record.ts";

/** What was captured so far. */
export interface CaptureCounts {
  readonly messages: number;
  /** Messages by topic. */
  readonly topics: Readonly<Record<string, number>>;
  /** Messages that were lost on the way here. */
  readonly lost: number;
  readonly bytes: number;
  /** First and last time, ns; NaN before the first message. */
  readonly startNs: number;
  readonly endNs: number;
  /** True where the kernel's topics are whole from a keyframe on. */
  readonly isReplayable: boolean;
}

/** A capture. */
export interface Capture {
  readonly counts: CaptureCounts;
  /** Takes bytes of the socket. Fails as the writer does, or with LINK_GARBAGE. */
  take(bytes: Uint8Array): Fault | null;
  /** Closes the open chunk, so that a kill loses nothing before this. */
  flush(): Fault | null;
  /** Writes the end of the file. */
  finish(): Fault | null;
}

/** Longest message, bytes: the largest of the feed and its head. */
const maxFrameBytes = 8 * 1024 * 1024;
const kernelPaths: ReadonlySet<string> = new Set([
  topicTable.inputs.path,
  topicTable.outputs.path,
  topicTable.keyframe.path,
]);

/** Whether a topic is meant by a pattern: `*` stands for any text, `?` for one character. */
export function matchesTopic(pattern: string, topic: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(topic);
}

interface Head {
  readonly about: RecordingAbout;
  readonly attachments: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly data: Uint8Array;
  }[];
}

function garbage(what: string): Result<never> {
  return fail({
    code: "LINK_GARBAGE",
    message: `Cannot record: the robot sent ${what}`,
    help: "are mechos record and the robot of the same version?",
  });
}

function textsOf(value: unknown): Record<string, string> | null {
  if (!isRecord(value)) return null;
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== "string") return null;
    texts[name] = text;
  }
  return texts;
}

/** The versions as they came; what is missing is empty. */
function versionsOf(texts: Readonly<Record<string, string>>): RecordingAbout["versions"] {
  const text = (name: string): string => texts[name] ?? "";
  return {
    ...texts,
    version: text("version"),
    git: text("git"),
    deno: text("deno"),
    v8: text("v8"),
    runtime: text("runtime"),
    build: text("build"),
    kernelSchema: text("kernelSchema"),
    scenario: text("scenario"),
    seed: text("seed"),
    createdBy: text("createdBy"),
  };
}

function readHead(line: string): Result<Head> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return garbage("a first line that is no JSON");
  }
  const about = isRecord(value) ? value["about"] : null;
  const listed = isRecord(value) ? value["attachments"] : null;
  if (!isRecord(about) || !Array.isArray(listed)) return garbage("no head of a recording");
  const versions = textsOf(about["versions"]);
  const structs = textsOf(about["structs"]);
  const { inputs, outputs, keyframe } = structs ?? {};
  const hasStructs = inputs !== undefined && outputs !== undefined && keyframe !== undefined;
  if (versions === null || !hasStructs) return garbage("no versions or structs");
  const attachments = listed.flatMap((one) => {
    const texts = isRecord(one)
      ? textsOf({ name: one["name"], mediaType: one["mediaType"], data: one["data"] })
      : null;
    if (texts === null) return [];
    const { name = "", mediaType = "", data = "" } = texts;
    return [{ name, mediaType, data: Uint8Array.from(atob(data), (char) => char.charCodeAt(0)) }];
  });
  return ok({
    about: {
      versions: versionsOf(versions),
      config: about["config"],
      scenario: about["scenario"] ?? null,
      structs: { inputs, outputs, keyframe },
    },
    attachments,
  });
}

interface State {
  readonly sink: RecordSink;
  readonly patterns: readonly string[];
  recording: Recording | null;
  /** Bytes that no whole frame is made of yet. */
  rest: Uint8Array;
  hasKeyframe: boolean;
  lostKernel: boolean;
  readonly topics: Record<string, number>;
  messages: number;
  lost: number;
  startNs: number;
  endNs: number;
}

function begin(state: State, line: string): Fault | null {
  const head = readHead(line);
  if (!head.ok) return head.fault;
  const { about, attachments } = head.value;
  const writer = createMcapWriter(state.sink, {
    ...defaultMcapOptions,
    library: `mechos ${about.versions.version}`,
  });
  const recording = createRecording(writer, about);
  if (!recording.ok) return recording.fault;
  for (const one of attachments) {
    writer.attachment({ ...one, logTimeNs: 0, createTimeNs: 0 });
  }
  state.recording = recording.value;
  return writer.fault;
}

function wants(state: State, message: FeedMessage): boolean {
  if (!state.patterns.some((pattern) => matchesTopic(pattern, message.topic))) return false;
  if (!kernelPaths.has(message.topic)) return true;
  if (message.key === "keyframe") state.hasKeyframe = true;
  return state.hasKeyframe;
}

function write(state: State, recording: Recording, message: FeedMessage): Fault | null {
  if (!wants(state, message)) return null;
  const { key, topic, timeNs, data, lost } = message;
  const path = topicTable[key].path;
  const name = topic.length > path.length ? topic.slice(path.length + 1) : "main";
  if (lost > 0 && state.topics[topic] !== undefined) {
    state.lost += lost;
    if (kernelPaths.has(topic)) state.lostKernel = true;
  }
  state.topics[topic] = (state.topics[topic] ?? 0) + 1;
  state.messages += 1;
  if (!(state.startNs <= timeNs)) state.startNs = timeNs;
  if (!(state.endNs >= timeNs)) state.endNs = timeNs;
  return recording.write(recording.topic(key, name), timeNs, data);
}

function frames(state: State, recording: Recording): Fault | null {
  let at = 0;
  const { rest } = state;
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  while (at + 4 <= rest.length) {
    const length = view.getUint32(at, true);
    if (length > maxFrameBytes) {
      const bad = garbage(`a message of ${length} bytes`);
      return bad.ok ? null : bad.fault;
    }
    if (at + 4 + length > rest.length) break;
    const message = decodeFeed(rest.subarray(at + 4, at + 4 + length));
    at += 4 + length;
    const fault = message === null ? null : write(state, recording, message);
    if (fault !== null) return fault;
  }
  state.rest = rest.slice(at);
  return null;
}

function take(state: State, bytes: Uint8Array): Fault | null {
  const joined = new Uint8Array(state.rest.length + bytes.length);
  joined.set(state.rest);
  joined.set(bytes, state.rest.length);
  state.rest = joined;
  if (state.recording === null) {
    const end = joined.indexOf(10);
    if (end < 0) {
      const tooLong = garbage("a first line without end");
      return joined.length > recordLimits.recordBytes && !tooLong.ok ? tooLong.fault : null;
    }
    const fault = begin(state, new TextDecoder().decode(joined.subarray(0, end)));
    if (fault !== null) return fault;
    state.rest = joined.subarray(end + 1);
  }
  return state.recording === null ? null : frames(state, state.recording);
}

function countsOf(state: State): CaptureCounts {
  const { messages, topics, lost, startNs, endNs, hasKeyframe, lostKernel } = state;
  const hasTicks = [topicTable.inputs.path, topicTable.outputs.path].every((path) =>
    topics[path] !== undefined
  );
  return {
    messages,
    topics,
    lost,
    bytes: state.recording?.writer.size ?? 0,
    startNs,
    endNs,
    isReplayable: hasKeyframe && hasTicks && !lostKernel,
  };
}

/** Begins a capture of the topics that one of the patterns means. */
export function createCapture(sink: RecordSink, patterns: readonly string[]): Capture {
  const state: State = {
    sink,
    patterns,
    recording: null,
    rest: new Uint8Array(0),
    hasKeyframe: false,
    lostKernel: false,
    topics: {},
    messages: 0,
    lost: 0,
    startNs: NaN,
    endNs: NaN,
  };
  return {
    get counts() {
      return countsOf(state);
    },
    take: (bytes) => take(state, bytes),
    flush: () => state.recording?.writer.flush() ?? null,
    finish: () => {
      if (state.recording !== null) return state.recording.writer.finish();
      const none = garbage("nothing");
      return none.ok ? null : none.fault;
    },
  };
}
