// Longer than 300 lines: one state machine, whose order of writes is what a crash leaves behind.
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
import { constants, crc32, zstdCompressSync } from "node:zlib";
import { assert, fail, type Fault, ok, type Result } from "core/fault.ts";
import { ByteBuilder, setUint64, type Stamp64, stampOf } from "./byte_builder.ts";
import {
  appendMessage,
  appendStamped,
  type ChannelIndex,
  createChannelIndex,
  createOpenChunk,
  growChunk,
  messageBytes,
  messageIndexBytes,
  type OpenChunk,
  writeMessageIndex,
} from "./chunk_builder.ts";
import { recordLimits } from "./limits.ts";
import { chunkHeadBytes, magic, opcodes, recordHeadBytes } from "./opcodes.ts";
import type { RecordSink } from "./sink.ts";
import { addChunk, createSummary, encodeSummary, type Summary } from "./summary.ts";

/** How a writer packs. */
export interface McapWriterOptions {
  /** Profile in the header: what the file promises, e.g. "mechos". */
  readonly profile: string;
  /** Library in the header: who wrote it. */
  readonly library: string;
  /** A chunk is closed when its records reach this size. */
  readonly chunkBytes: number;
  readonly compression: "zstd" | "none";
}

/** The options that recordings of MechOS begin with. */
export const defaultMcapOptions: McapWriterOptions = {
  profile: "mechos",
  library: "mechos",
  chunkBytes: 256 * 1024,
  compression: "zstd",
};

/** A file attached to a recording. Times are ns since the recording's epoch. */
export interface Attachment {
  readonly name: string;
  readonly mediaType: string;
  readonly logTimeNs: number;
  readonly createTimeNs: number;
  readonly data: Uint8Array;
}

/** An attachment whose times are exact also where they are ns since 1970. */
export interface StampedAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly logTime: Stamp64;
  readonly createTime: Stamp64;
  readonly data: Uint8Array;
}

/** A fault of the writer, or null when all went well. After a fault every call returns it again. */
export type WriteOutcome = Fault | null;

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
  /** Flushes and asks the sink to put everything on the disk. */
  sync(): WriteOutcome;
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

/** What the functions below share. */
interface WriterState {
  readonly sink: RecordSink;
  readonly compression: string;
  readonly chunkBytes: number;
  readonly chunk: OpenChunk;
  readonly summary: Summary;
  readonly channels: ChannelIndex[];
  readonly cold: ByteBuilder;
  /** Channels with messages in the open chunk. */
  readonly touched: ChannelIndex[];
  /** Room for a compressed chunk and its indexes. */
  packed: Uint8Array<ArrayBuffer>;
  packedView: DataView;
  offset: number;
  crc: number;
  finished: boolean;
  fault: Fault | null;
}

const zstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

function put(state: WriterState, bytes: Uint8Array): WriteOutcome {
  if (state.fault !== null) return state.fault;
  try {
    state.sink.write(bytes);
  } catch (error) {
    return refuse(state, "write", error);
  }
  state.crc = crc32(bytes, state.crc);
  state.offset += bytes.length;
  return null;
}

function refuse(state: WriterState, action: string, error: unknown): Fault {
  const reason = error instanceof Error ? error.message : String(error);
  state.fault = {
    code: "RECORD_WRITE",
    message: `Cannot ${action} the recording at byte ${state.offset}: ${reason}`,
    help: "check that the disk has room and the folder is still there",
  };
  return state.fault;
}

function refuseLate(state: WriterState): Fault | null {
  if (state.fault !== null) return state.fault;
  assert(!state.finished, "a finished recording takes nothing more");
  return null;
}

function tooLarge(what: string, size: number, limit: number): Fault {
  return {
    code: "RECORD_LIMIT",
    message: `Cannot record ${what} of ${size} bytes: at most ${limit} bytes fit one record`,
    value: String(size),
  };
}

/** Writes the head of a chunk record into the room kept for it; returns the head's length. */
function writeChunkHead(
  state: WriterState,
  view: DataView,
  recordsSize: number,
  uncompressedSize: number,
  crc: number,
): number {
  const { chunk, compression } = state;
  const textBytes = compression.length;
  const content = chunkHeadBytes + textBytes + 8 + recordsSize;
  view.setUint8(0, opcodes.chunk);
  setUint64(view, 1, content);
  view.setUint32(9, chunk.startLow, true);
  view.setUint32(13, chunk.startHigh, true);
  view.setUint32(17, chunk.endLow, true);
  view.setUint32(21, chunk.endHigh, true);
  setUint64(view, 25, uncompressedSize);
  view.setUint32(33, crc, true);
  view.setUint32(37, textBytes, true);
  for (let i = 0; i < textBytes; i++) view.setUint8(41 + i, compression.charCodeAt(i));
  setUint64(view, 41 + textBytes, recordsSize);
  return recordHeadBytes + chunkHeadBytes + textBytes + 8;
}

function makePackedRoom(state: WriterState, length: number): void {
  if (length <= state.packed.length) return;
  state.packed = new Uint8Array(Math.max(length, state.packed.length * 2));
  state.packedView = new DataView(state.packed.buffer);
}

function flushChunk(state: WriterState): WriteOutcome {
  if (state.fault !== null) return state.fault;
  const { chunk, touched } = state;
  if (chunk.messages === 0) return null;
  const uncompressedSize = chunk.end - chunk.start;
  const records = chunk.bytes.subarray(chunk.start, chunk.end);
  const crc = crc32(records);
  let indexBytes = 0;
  for (const index of touched) indexBytes += messageIndexBytes(index);
  let bytes: Uint8Array;
  let view: DataView;
  let recordsSize = uncompressedSize;
  if (state.compression === "zstd") {
    const compressed = zstdCompressSync(records, zstdOptions);
    recordsSize = compressed.length;
    makePackedRoom(state, chunk.start + recordsSize + indexBytes);
    bytes = state.packed;
    view = state.packedView;
    state.packed.set(compressed, chunk.start);
  } else {
    growChunk(chunk, chunk.end + indexBytes);
    bytes = chunk.bytes;
    view = chunk.view;
  }
  const head = writeChunkHead(state, view, recordsSize, uncompressedSize, crc);
  const length = head + recordsSize;
  const indexOffsets: [number, number][] = [];
  let at = length;
  for (const index of touched) {
    indexOffsets.push([index.id, state.offset + at]);
    at = writeMessageIndex(bytes, view, at, index);
  }
  const { offset } = state;
  const fault = put(state, bytes.subarray(0, at));
  for (const index of touched) {
    if (fault !== null) index.total -= index.count;
    index.count = 0;
  }
  touched.length = 0;
  if (fault === null) {
    noteChunk(state, {
      offset,
      length,
      recordsSize,
      uncompressedSize,
      indexLength: at - length,
      indexOffsets,
    });
  }
  chunk.end = chunk.start;
  chunk.messages = 0;
  return fault;
}

interface ChunkSizes {
  readonly offset: number;
  readonly length: number;
  readonly recordsSize: number;
  readonly uncompressedSize: number;
  readonly indexLength: number;
  readonly indexOffsets: readonly (readonly [number, number])[];
}

function noteChunk(state: WriterState, sizes: ChunkSizes): void {
  const { chunk } = state;
  addChunk(state.summary, {
    start: { low: chunk.startLow, high: chunk.startHigh },
    end: { low: chunk.endLow, high: chunk.endHigh },
    offset: sizes.offset,
    length: sizes.length,
    compression: state.compression,
    compressedSize: sizes.recordsSize,
    uncompressedSize: sizes.uncompressedSize,
    indexLength: sizes.indexLength,
    indexOffsets: sizes.indexOffsets,
  }, chunk.messages);
}

function putSchema(
  state: WriterState,
  name: string,
  encoding: string,
  data: Uint8Array,
): Result<number> {
  const late = refuseLate(state);
  if (late !== null) return fail(late);
  const id = state.summary.schemas.length + 1;
  if (id >= recordLimits.ids) return fail(tooMany("schemas"));
  const { cold } = state;
  cold.clear();
  const at = cold.begin(opcodes.schema);
  cold.u16(id);
  cold.text(name);
  cold.text(encoding);
  cold.u32(data.length);
  cold.raw(data);
  cold.end(at);
  const fault = put(state, cold.bytes);
  if (fault !== null) return fail(fault);
  state.summary.schemas.push(cold.bytes.slice());
  return ok(id);
}

function tooMany(what: string): Fault {
  return {
    code: "RECORD_LIMIT",
    message: `Cannot record more ${what}: a recording has at most ${recordLimits.ids - 1}`,
  };
}

function putChannel(
  state: WriterState,
  topic: string,
  messageEncoding: string,
  schemaId: number,
  metadata: Readonly<Record<string, string>>,
): Result<number> {
  const late = refuseLate(state);
  if (late !== null) return fail(late);
  assert(schemaId >= 0 && schemaId <= state.summary.schemas.length, "the schema is registered");
  const id = state.channels.length;
  if (id >= recordLimits.ids) return fail(tooMany("channels"));
  const { cold } = state;
  cold.clear();
  const at = cold.begin(opcodes.channel);
  cold.u16(id);
  cold.u16(schemaId);
  cold.text(topic);
  cold.text(messageEncoding);
  cold.map(Object.entries(metadata));
  cold.end(at);
  const fault = put(state, cold.bytes);
  if (fault !== null) return fail(fault);
  state.summary.channels.push(cold.bytes.slice());
  state.channels.push(createChannelIndex(id));
  return ok(id);
}

function putMetadata(
  state: WriterState,
  name: string,
  entries: Readonly<Record<string, string>>,
): WriteOutcome {
  const late = refuseLate(state) ?? flushChunk(state);
  if (late !== null) return late;
  const { cold } = state;
  cold.clear();
  const at = cold.begin(opcodes.metadata);
  cold.text(name);
  cold.map(Object.entries(entries));
  cold.end(at);
  const place = { offset: state.offset, length: cold.length, name };
  if (cold.length > recordLimits.textBytes) {
    return tooLarge(`metadata "${name}"`, cold.length, recordLimits.textBytes);
  }
  const fault = put(state, cold.bytes);
  if (fault === null) state.summary.metadata.push(place);
  return fault;
}

function putAttachment(state: WriterState, attachment: StampedAttachment): WriteOutcome {
  const late = refuseLate(state) ?? flushChunk(state);
  if (late !== null) return late;
  const { name, mediaType, logTime, createTime, data } = attachment;
  const size = data.length;
  if (size + 1024 > recordLimits.recordBytes) {
    return tooLarge(`attachment "${name}"`, size, recordLimits.recordBytes - 1024);
  }
  const { cold } = state;
  cold.clear();
  const at = cold.begin(opcodes.attachment);
  cold.stamp(logTime);
  cold.stamp(createTime);
  cold.text(name);
  cold.text(mediaType);
  cold.u64(size);
  cold.raw(data);
  cold.u32(crc32(cold.bytes.subarray(recordHeadBytes)));
  cold.end(at);
  const place = { offset: state.offset, length: cold.length, dataSize: size };
  const fault = put(state, cold.bytes);
  if (fault === null) {
    state.summary.attachments.push({ ...place, logTime, createTime, name, mediaType });
  }
  return fault;
}

function finishFile(state: WriterState): WriteOutcome {
  const late = refuseLate(state) ?? flushChunk(state);
  if (late !== null) return late;
  const { cold } = state;
  cold.clear();
  const at = cold.begin(opcodes.dataEnd);
  cold.u32(state.crc);
  cold.end(at);
  const fault = put(state, cold.bytes);
  if (fault !== null) return fault;
  const counts = state.channels.filter((one) => one.total > 0)
    .map((one) => [one.id, one.total] as const);
  state.finished = true;
  return put(state, encodeSummary(state.summary, counts, state.offset));
}

/** Makes room for a message of `length` bytes and hands out its channel, or a fault. */
function prepare(state: WriterState, channelId: number, length: number): ChannelIndex | Fault {
  const index = state.channels[channelId];
  assert(index !== undefined, "a message names a registered channel");
  const { chunk } = state;
  const needed = messageBytes(length);
  if (chunk.end - chunk.start + needed > state.chunkBytes) {
    if (needed > recordLimits.chunkBytes) {
      return tooLarge("a message", length, recordLimits.chunkBytes);
    }
    const fault = flushChunk(state);
    if (fault !== null) return fault;
    if (chunk.end + needed > chunk.bytes.length) growChunk(chunk, chunk.end + needed);
  }
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
  const index = prepare(state, channelId, length);
  if ("code" in index) return index;
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
  const index = prepare(state, channelId, data.length);
  if ("code" in index) return index;
  appendStamped(state.chunk, index, sequence, stamps, data);
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
  const compression = options.compression === "none" ? "" : options.compression;
  assert(options.chunkBytes > 0 && options.chunkBytes <= recordLimits.chunkBytes, "chunk size");
  const packed = new Uint8Array(compression === "" ? 0 : options.chunkBytes);
  const state: WriterState = {
    sink,
    compression,
    chunkBytes: options.chunkBytes,
    chunk: createOpenChunk(options.chunkBytes, compression.length),
    summary: createSummary(),
    channels: [],
    cold: new ByteBuilder(),
    touched: [],
    packed,
    packedView: new DataView(packed.buffer),
    offset: 0,
    crc: 0,
    finished: false,
    fault: null,
  };
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
    sync: () => {
      const fault = flushChunk(state);
      if (fault !== null) return fault;
      try {
        state.sink.sync?.();
      } catch (error) {
        return refuse(state, "sync", error);
      }
      return null;
    },
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
