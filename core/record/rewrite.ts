/**
 * Copies messages of recordings into a new one: what `record recover`, `cut` and `merge` share.
 * Schemas that are the same become one, channels that are the same become one; times keep all
 * their 64 bits.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { ok, type Result } from "core/fault.ts";
import { type Stamp64, stampAt } from "./byte_builder.ts";
import type { RecordedChannel, RecordedSchema } from "./channel_table.ts";
import type { RecordedMessage } from "./read_messages.ts";
import type { AttachmentRecord, MetadataRecord } from "./record_kinds.ts";
import type { RecordSink } from "./sink.ts";
import { createMcapWriter, type McapWriter } from "./writer.ts";
import { defaultMcapOptions, type WriteOutcome } from "./writer_state.ts";

/** A recording that is made out of others. */
export interface Rewriter {
  /** Copies a message as it is. */
  message(message: RecordedMessage): WriteOutcome;
  /** Copies a message with another log time. */
  messageAt(message: RecordedMessage, logTime: Stamp64): WriteOutcome;
  /** Makes sure that a channel is there, with messages or not. */
  channel(channel: RecordedChannel): WriteOutcome;
  /** Copies named texts, once where the same come again. */
  metadata(record: Pick<MetadataRecord, "name" | "metadata">): WriteOutcome;
  /** Copies an attachment, once; one whose CRC disagrees is left out. */
  attachment(record: AttachmentRecord): WriteOutcome;
  readonly writer: McapWriter;
  readonly messages: number;
}

interface State {
  readonly writer: McapWriter;
  readonly byChannel: Map<RecordedChannel, number>;
  readonly schemas: Map<string, number>;
  readonly channels: Map<string, number>;
  readonly texts: Set<string>;
  readonly stamps: DataView;
  messages: number;
}

/** Log time and publish time of a message: the 16 bytes that stand before its data. */
export function stampsOf(message: RecordedMessage): DataView {
  const { buffer, byteOffset } = message.data;
  return new DataView(buffer, byteOffset - 16, 16);
}

/** Log time of a message with all its bits. */
export function logStampOf(message: RecordedMessage): Stamp64 {
  return stampAt(stampsOf(message), 0);
}

function schemaId(state: State, schema: RecordedSchema | null): Result<number> {
  if (schema === null) return ok(0);
  const { name, encoding, data } = schema;
  const key = JSON.stringify([name, encoding, data.length, crc32(data)]);
  const known = state.schemas.get(key);
  if (known !== undefined) return ok(known);
  const made = state.writer.registerSchema(name, encoding, data);
  if (made.ok) state.schemas.set(key, made.value);
  return made;
}

function channelId(state: State, channel: RecordedChannel): Result<number> {
  const seen = state.byChannel.get(channel);
  if (seen !== undefined) return ok(seen);
  const schema = schemaId(state, channel.schema);
  if (!schema.ok) return schema;
  const { topic, messageEncoding, metadata } = channel;
  const key = JSON.stringify([topic, messageEncoding, schema.value, [...metadata].sort()]);
  let id = state.channels.get(key);
  if (id === undefined) {
    const entries = Object.fromEntries(metadata);
    const made = state.writer.registerChannel(topic, messageEncoding, schema.value, entries);
    if (!made.ok) return made;
    id = made.value;
    state.channels.set(key, id);
  }
  state.byChannel.set(channel, id);
  return ok(id);
}

function copy(state: State, message: RecordedMessage, stamps: DataView): WriteOutcome {
  const id = channelId(state, message.channel);
  if (!id.ok) return id.fault;
  state.messages++;
  return state.writer.writeStamped(id.value, message.sequence, stamps, message.data);
}

function copyAt(state: State, message: RecordedMessage, logTime: Stamp64): WriteOutcome {
  const was = stampsOf(message);
  const { stamps } = state;
  stamps.setUint32(0, logTime.low, true);
  stamps.setUint32(4, logTime.high, true);
  stamps.setUint32(8, was.getUint32(8, true), true);
  stamps.setUint32(12, was.getUint32(12, true), true);
  return copy(state, message, stamps);
}

function isNew(state: State, text: string): boolean {
  if (state.texts.has(text)) return false;
  state.texts.add(text);
  return true;
}

function copyAttachment(state: State, record: AttachmentRecord): WriteOutcome {
  const { name, mediaType, data, crc, covered } = record;
  if (crc !== 0 && crc32(covered) !== crc) return null;
  if (!isNew(state, JSON.stringify(["attachment", name, mediaType, crc32(data)]))) return null;
  return state.writer.stampedAttachment({
    name,
    mediaType,
    data,
    logTime: stampOfBig(record.logTime),
    createTime: stampOfBig(record.createTime),
  });
}

function stampOfBig(value: bigint): Stamp64 {
  return { low: Number(value & 0xffffffffn), high: Number(value >> 32n) };
}

/** Begins a new recording on a sink. Its profile is that of the source. */
export function createRewriter(sink: RecordSink, profile: string): Rewriter {
  const writer = createMcapWriter(sink, { ...defaultMcapOptions, profile, chunkBytes: 1 << 20 });
  const state: State = {
    writer,
    byChannel: new Map(),
    schemas: new Map(),
    channels: new Map(),
    texts: new Set(),
    stamps: new DataView(new ArrayBuffer(16)),
    messages: 0,
  };
  return {
    message: (message) => copy(state, message, stampsOf(message)),
    messageAt: (message, logTime) => copyAt(state, message, logTime),
    channel: (channel) => {
      const id = channelId(state, channel);
      return id.ok ? null : id.fault;
    },
    metadata: ({ name, metadata }) => {
      if (!isNew(state, JSON.stringify(["metadata", name, [...metadata]]))) return null;
      return writer.metadata(name, Object.fromEntries(metadata));
    },
    attachment: (record) => copyAttachment(state, record),
    writer,
    get messages() {
      return state.messages;
    },
  };
}
