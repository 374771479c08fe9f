/**
 * Closes the open chunk of a writer: packs it, and hands it with its message indexes to the sink in
 * one piece.
 *
 * @module
 */
import { constants, crc32, zstdCompressSync } from "node:zlib";
import { setUint64 } from "./byte_builder.ts";
import { growChunk, messageIndexBytes, writeMessageIndex } from "./chunk_builder.ts";
import { chunkHeadBytes, opcodes, recordHeadBytes } from "./opcodes.ts";
import { addChunk } from "./summary.ts";
import { put, type WriteOutcome, type WriterState } from "./writer_state.ts";

const zstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

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

/** Closes the open chunk and hands it to the sink; nothing where it is empty. */
export function flushChunk(state: WriterState): WriteOutcome {
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
