/** What the parts of a writer share: the open chunk, the summary so far, the sink, its first fault. @module */
import { crc32 } from "node:zlib";
import { assert, type Fault } from "core/fault.ts";
import { ByteBuilder } from "./byte_builder.ts";
import { type ChannelIndex, createOpenChunk, type OpenChunk } from "./chunk_builder.ts";
import { recordLimits } from "./limits.ts";
import type { RecordSink } from "./sink.ts";
import { createSummary, type Summary } from "./summary.ts";

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

/** A fault of the writer, or null when all went well. After a fault every call returns it again. */
export type WriteOutcome = Fault | null;

/** The state of a writer. */
export interface WriterState {
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

/** The state of a writer that has written nothing yet. */
export function createWriterState(sink: RecordSink, options: McapWriterOptions): WriterState {
  const compression = options.compression === "none" ? "" : options.compression;
  assert(options.chunkBytes > 0 && options.chunkBytes <= recordLimits.chunkBytes, "chunk size");
  const packed = new Uint8Array(compression === "" ? 0 : options.chunkBytes);
  return {
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
}

/** Hands bytes to the sink. */
export function put(state: WriterState, bytes: Uint8Array): WriteOutcome {
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

/** Notes the fault after which the writer takes nothing more. */
export function refuse(state: WriterState, action: string, error: unknown): Fault {
  const reason = error instanceof Error ? error.message : String(error);
  state.fault = {
    code: "RECORD_WRITE",
    message: `Cannot ${action} the recording at byte ${state.offset}: ${reason}`,
    help: "check that the disk has room and the folder is still there",
  };
  return state.fault;
}

/** The fault that is there already; use after the end is a bug of the caller. */
export function refuseLate(state: WriterState): Fault | null {
  if (state.fault !== null) return state.fault;
  assert(!state.finished, "a finished recording takes nothing more");
  return null;
}

/** The fault of a record that no reader would take. */
export function tooLarge(what: string, size: number, limit: number): Fault {
  return {
    code: "RECORD_LIMIT",
    message: `Cannot record ${what} of ${size} bytes: at most ${limit} bytes fit one record`,
    value: String(size),
  };
}
