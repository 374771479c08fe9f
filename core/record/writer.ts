/**
 * The append path of recordings: an MCAP writer that closes chunks when asked, so that a crash
 * loses at most one flush period, and that allocates nothing per message.
 *
 * Why not `@mcap/core`: its writer closes a chunk only when it is full, so the loss in time has no
 * bound, and it takes nine times the CPU (four bigints and a promise a message).
 *
 * Schemas and channels stand as records of their own before the first chunk that uses them, so
 * that the loss of one chunk orphans no message; the summary repeats them.
 *
 * ```ts
 * import { createFileSink, createMcapWriter, defaultMcapOptions } from "core/record/mod.ts";
 *
 * declare const file: Deno.FsFile, nowNs: number, bytes: Uint8Array;
 * const writer = createMcapWriter(createFileSink(file), defaultMcapOptions);
 * const channel = writer.registerChannel("/log", "json", 0, {});
 * if (channel.ok) writer.write(channel.value, 0, nowNs, nowNs, bytes);
 * writer.finish();
 * ```
 *
 * @module
 */
import { assert, type Fault, type Result } from "core/fault.ts";
import { stampOf } from "./byte_builder.ts";
import {
  appendMessage,
  appendStamped,
  type ChannelIndex,
  growChunk,
  messageBytes,
} from "./chunk_builder.ts";
import { recordLimits } from "./limits.ts";
import { magic, opcodes } from "./opcodes.ts";
import type { RecordSink } from "./sink.ts";
import { flushChunk } from "./write_chunk.ts";
import {
  type Attachment,
  finishFile,
  putAttachment,
  putChannel,
  putMetadata,
  putSchema,
  type StampedAttachment,
} from "./write_records.ts";
import {
  createWriterState,
  type McapWriterOptions,
  put,
  refuse,
  refuseLate,
  tooLarge,
  type WriteOutcome,
  type WriterState,
} from "./writer_state.ts";

/** An MCAP writer. Times are whole ns as float64, 0..2^53. */
export interface McapWriter {
  /** Writes a schema; returns its id. */
  registerSchema(name: string, encoding: string, data: Uint8Array): Result<number>;
  /** Writes a channel; `schemaId` 0 is none. Returns its id. */
  registerChannel(
    topic: string,
    messageEncoding: string,
    schemaId: number,
    metadata: Readonly<Record<string, string>>,
  ): Result<number>;
  /** Appends a message: the first `length` bytes of `data`, which it copies. */
  write(
    channelId: number,
    sequence: number,
    logTimeNs: number,
    publishTimeNs: number,
    data: Uint8Array,
    length?: number,
  ): WriteOutcome;
  /** As `write`, times as they stand in 16 bytes: log time, publish time. Exact beyond 2^53. */
  writeStamped(
    channelId: number,
    sequence: number,
    stamps: DataView,
    data: Uint8Array,
  ): WriteOutcome;
  /** Closes the open chunk and hands it to the sink; nothing where it is empty. */
  flush(): WriteOutcome;
  metadata(name: string, entries: Readonly<Record<string, string>>): WriteOutcome;
  attachment(attachment: Attachment): WriteOutcome;
  stampedAttachment(attachment: StampedAttachment): WriteOutcome;
  /** Writes the rest: data end, summary, footer. The writer takes nothing afterwards. */
  finish(): WriteOutcome;
  /**
   * After a fault: cuts off what was half written and finishes the file there. Null where that
   * worked; the writer stays broken all the same.
   */
  salvage(): WriteOutcome;
  /** Bytes handed to the sink. */
  readonly size: number;
  /** Messages taken, flushed or not. */
  readonly messages: number;
  /** The first fault, or null. */
  readonly fault: Fault | null;
}

/** Makes room for a message of `length` bytes in the open chunk. */
function makeRoom(state: WriterState, length: number): WriteOutcome {
  const { chunk } = state;
  const needed = messageBytes(length);
  if (chunk.end - chunk.start + needed <= state.chunkBytes) return null;
  if (needed > recordLimits.chunkBytes) {
    return tooLarge("a message", length, recordLimits.chunkBytes);
  }
  const fault = flushChunk(state);
  if (fault === null && chunk.end + needed > chunk.bytes.length) {
    growChunk(chunk, chunk.end + needed);
  }
  return fault;
}

/** The index of a channel that is about to get a message. */
function touch(state: WriterState, channelId: number): ChannelIndex {
  const index = state.channels[channelId];
  assert(index !== undefined, "a message names a registered channel");
  if (index.count === 0) state.touched.push(index);
  return index;
}

function writeMessage(
  state: WriterState,
  channelId: number,
  sequence: number,
  logTimeNs: number,
  publishTimeNs: number,
  data: Uint8Array,
  length: number,
): WriteOutcome {
  if (state.fault !== null || state.finished) return refuseLate(state);
  assert(length <= data.length, "a message is no longer than its data");
  const fault = makeRoom(state, length);
  if (fault !== null) return fault;
  const index = touch(state, channelId);
  appendMessage(state.chunk, index, sequence, logTimeNs, publishTimeNs, data, length);
  return null;
}

function writeStamped(
  state: WriterState,
  channelId: number,
  sequence: number,
  stamps: DataView,
  data: Uint8Array,
): WriteOutcome {
  if (state.fault !== null || state.finished) return refuseLate(state);
  const fault = makeRoom(state, data.length);
  if (fault !== null) return fault;
  appendStamped(state.chunk, touch(state, channelId), sequence, stamps, data);
  return null;
}

/**
 * After a fault: cuts the file behind its last whole record and finishes it there, so that what was
 * written before a full disk is a whole recording. Needs a sink that can cut.
 */
function salvageFile(state: WriterState): WriteOutcome {
  const { fault, sink } = state;
  if (fault === null || state.finished || sink.truncate === undefined) return fault;
  try {
    sink.truncate(state.offset);
  } catch (error) {
    return refuse(state, "cut", error);
  }
  state.fault = null;
  const outcome = finishFile(state);
  state.fault = fault;
  return outcome;
}

/**
 * Opens a writer: magic and header go to the sink at once.
 *
 * Expected failures come back as faults: RECORD_WRITE where the sink throws (the writer is broken
 * from then on and says the same again), RECORD_LIMIT where one record would be too large for a
 * reader. An unknown channel, or use after `finish`, is a bug of the caller.
 */
export function createMcapWriter(sink: RecordSink, options: McapWriterOptions): McapWriter {
  const state = createWriterState(sink, options);
  const { cold } = state;
  cold.raw(magic);
  const at = cold.begin(opcodes.header);
  cold.text(options.profile);
  cold.text(options.library);
  cold.end(at);
  put(state, cold.bytes);
  return doorOf(state);
}

function doorOf(state: WriterState): McapWriter {
  return {
    registerSchema: (name, encoding, data) => putSchema(state, name, encoding, data),
    registerChannel: (topic, encoding, schemaId, metadata) =>
      putChannel(state, topic, encoding, schemaId, metadata),
    write: (channelId, sequence, logTimeNs, publishTimeNs, data, length = data.length) =>
      writeMessage(state, channelId, sequence, logTimeNs, publishTimeNs, data, length),
    flush: () => flushChunk(state),
    metadata: (name, entries) => putMetadata(state, name, entries),
    attachment: ({ name, mediaType, data, logTimeNs, createTimeNs }) =>
      putAttachment(state, {
        name,
        mediaType,
        data,
        logTime: stampOf(logTimeNs),
        createTime: stampOf(createTimeNs),
      }),
    stampedAttachment: (attachment) => putAttachment(state, attachment),
    writeStamped: (channelId, sequence, stamps, data) =>
      writeStamped(state, channelId, sequence, stamps, data),
    finish: () => finishFile(state),
    salvage: () => salvageFile(state),
    get size() {
      return state.offset;
    },
    get messages() {
      return state.summary.messages + state.chunk.messages;
    },
    get fault() {
      return state.fault;
    },
  };
}
