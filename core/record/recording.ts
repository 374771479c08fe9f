/**
 * A recording of a run: the topics of topics.ts on top of an MCAP writer. Channels are made when a
 * topic is first written; each counts its messages, so that a reader sees what is missing.
 *
 * ```ts
 * import { unwrap } from "core/fault.ts";
 * import { createRecording, type McapWriter, type RecordingAbout } from "core/record/mod.ts";
 *
 * declare const writer: McapWriter, about: RecordingAbout, nowNs: number, bytes: Uint8Array;
 * const recording = unwrap(createRecording(writer, about));
 * const outputs = recording.topic("outputs");
 * const fault = recording.write(outputs, nowNs, bytes);
 * ```
 *
 * @module
 */
import { at, fail, ok, type Result } from "core/fault.ts";
import { descriptorSet } from "core/record/foxglove/mod.ts";
import { jsonSchemaText, type TopicKey, type TopicRow, topicTable } from "./topics.ts";
import type { McapWriter } from "./writer.ts";
import type { WriteOutcome } from "./writer_state.ts";

/** Who and what made a recording: the metadata record "mechos". */
export interface RecordingVersions {
  readonly version: string;
  readonly git: string;
  readonly deno: string;
  readonly v8: string;
  readonly runtime: string;
  /** Hash of the program's code; "source" where it ran from source. */
  readonly build: string;
  /** Versions of the kernel's input and output structs, e.g. "1.1". */
  readonly kernelSchema: string;
  /** Name of the scenario; empty where there is none. */
  readonly scenario: string;
  readonly seed: string;
  /** The command that made it. */
  readonly createdBy: string;
  /** E-stop latch found at the start, and the highest latch id before; missing = 0. */
  readonly latchedAtStart?: string;
  readonly latchesBefore?: string;
}

/** What a recording says of itself. */
export interface RecordingAbout {
  readonly versions: RecordingVersions;
  /** The effective config, secrets masked: written as JSON. */
  readonly config: unknown;
  /** The scenario's document; null where there is none. */
  readonly scenario: unknown;
  /** Fields of the kernel's structs, one a line: see `structText`. */
  readonly structs: {
    readonly inputs: string;
    readonly outputs: string;
    readonly keyframe: string;
  };
}

/** Takes messages by topic: a recording in one file, or one over many parts. */
export interface TopicWriter {
  /** The handle of a topic, `name` being that of a sensor. The channel comes with its first message. */
  topic(key: TopicKey, name?: string): number;
  /** Writes the first `length` bytes of `data`, logged at `timeNs`. */
  write(topic: number, timeNs: number, data: Uint8Array, length?: number): WriteOutcome;
  /** Writes a value as JSON. */
  writeJson(topic: number, timeNs: number, value: unknown): WriteOutcome;
}

/** A recording that is being written into one file. */
export interface Recording extends TopicWriter {
  readonly writer: McapWriter;
}

/** One open topic. */
interface OpenTopic {
  readonly key: TopicKey;
  readonly topic: string;
  /** -1 until its first message. */
  channel: number;
  sequence: number;
}

/** What is needed to open channels in a file. */
export interface ChannelMaker {
  readonly writer: McapWriter;
  readonly structs: RecordingAbout["structs"];
  /** Schema ids by name, for topics that share one. */
  readonly schemas: Map<string, number>;
}

interface State extends ChannelMaker {
  readonly topics: OpenTopic[];
}

const utf8 = new TextEncoder();

/** The encoding of fixed structs, in channels. */
export const structEncoding = "mechos.struct/1";

/** The encoding of their schemas: a line a field, `OFFSET TYPE PATH`. */
export const structSchemaEncoding = "mechos.struct";

/** The schema text of a struct: its version, then a line for each field. */
export function structText(
  version: number,
  fields: readonly { readonly path: string; readonly type: string; readonly offset: number }[],
): string {
  const lines = fields.map(({ path, type, offset }) => `${offset} ${type} ${path}`);
  return `version ${version}\n${lines.join("\n")}\n`;
}

/** What a recording says of a topic's messages. */
export interface TopicSchema {
  readonly name: string;
  readonly encoding: string;
  readonly data: Uint8Array;
  readonly messageEncoding: string;
}

/** The schema of a topic; `structs` are the texts of the kernel's structs. */
export function topicSchema(structs: RecordingAbout["structs"], key: TopicKey): TopicSchema {
  const { coding }: TopicRow = topicTable[key];
  switch (coding.kind) {
    case "protobuf": {
      const data = descriptorSet(coding.message);
      return { name: coding.message, encoding: "protobuf", data, messageEncoding: "protobuf" };
    }
    case "json": {
      const data = utf8.encode(jsonSchemaText(coding));
      return { name: coding.schema, encoding: "jsonschema", data, messageEncoding: "json" };
    }
    case "struct":
      return {
        name: `mechos.kernel.${coding.struct}`,
        encoding: structSchemaEncoding,
        data: utf8.encode(structs[coding.struct]),
        messageEncoding: structEncoding,
      };
  }
}

/** Writes schema and channel of a topic into a file; returns the channel's id. */
export function makeChannel(maker: ChannelMaker, key: TopicKey, topic: string): Result<number> {
  const parts = topicSchema(maker.structs, key);
  let schemaId = maker.schemas.get(parts.name);
  if (schemaId === undefined) {
    const schema = maker.writer.registerSchema(parts.name, parts.encoding, parts.data);
    if (!schema.ok) return schema;
    schemaId = schema.value;
    maker.schemas.set(parts.name, schemaId);
  }
  return maker.writer.registerChannel(topic, parts.messageEncoding, schemaId, {});
}

function openChannel(state: State, open: OpenTopic): WriteOutcome {
  const channel = makeChannel(state, open.key, open.topic);
  if (!channel.ok) return channel.fault;
  open.channel = channel.value;
  return null;
}

/** The full path of a topic, `name` being that of a sensor. */
export function topicPath(key: TopicKey, name: string): string {
  const row: TopicRow = topicTable[key];
  return row.isNamed ? `${row.path}/${name}` : row.path;
}

function openTopic(state: State, key: TopicKey, name: string): number {
  const topic = topicPath(key, name);
  const known = state.topics.findIndex((one) => one.topic === topic);
  if (known >= 0) return known;
  return state.topics.push({ key, topic, channel: -1, sequence: 0 }) - 1;
}

function writeTopic(
  state: State,
  handle: number,
  timeNs: number,
  data: Uint8Array,
  length: number,
): WriteOutcome {
  const open = at(state.topics, handle);
  if (open.channel < 0) {
    const fault = openChannel(state, open);
    if (fault !== null) return fault;
  }
  const { writer } = state;
  const fault = writer.write(open.channel, open.sequence, timeNs, timeNs, data, length);
  open.sequence++;
  return fault;
}

/** Writes versions, config and scenario: what a file says of itself before its first message. */
export function writeAbout(writer: McapWriter, about: RecordingAbout): WriteOutcome {
  const config = JSON.stringify(about.config ?? null);
  const scenario = JSON.stringify(about.scenario ?? null);
  return writer.metadata("mechos", { ...about.versions }) ??
    writer.metadata("config", { json: config }) ??
    (about.scenario === null ? null : writer.metadata("scenario", { json: scenario }));
}

/**
 * Begins a recording on a fresh writer: versions, config and scenario are written first, so that
 * the shortest recording says what it is of. Fails as the writer does.
 */
export function createRecording(writer: McapWriter, about: RecordingAbout): Result<Recording> {
  const fault = writeAbout(writer, about);
  if (fault !== null) return fail(fault);
  const state: State = { writer, structs: about.structs, topics: [], schemas: new Map() };
  return ok({
    topic: (key, name = "main") => openTopic(state, key, name),
    write: (topic, timeNs, data, length = data.length) =>
      writeTopic(state, topic, timeNs, data, length),
    writeJson: (topic, timeNs, value) => {
      const data = utf8.encode(JSON.stringify(value));
      return writeTopic(state, topic, timeNs, data, data.length);
    },
    writer,
  });
}
