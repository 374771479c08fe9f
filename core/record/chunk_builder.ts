/**
 * The open chunk of a writer: messages are appended to one reused buffer, and for each channel the
 * entries of its message index are kept in the form in which they will be written. Nothing is
 * allocated per message once the buffers have grown to the size of the traffic.
 *
 * @module
 */
import { chunkHeadBytes, messageHeadBytes, opcodes, recordHeadBytes } from "./opcodes.ts";

const perTwoTo32 = 1 / 4294967296;
const indexEntryBytes = 16;
const firstIndexEntries = 64;
const messageOverhead = recordHeadBytes + messageHeadBytes;

/** One channel's share of the open chunk, and its count over the whole file. */
export interface ChannelIndex {
  readonly id: number;
  /** Messages in the file. */
  total: number;
  /** Messages in the open chunk. */
  count: number;
  /** Entries of log time and offset, 16 bytes each. */
  entries: Uint8Array<ArrayBuffer>;
  view: DataView;
}

/** Makes the index of a channel, empty. */
export function createChannelIndex(id: number): ChannelIndex {
  const entries = new Uint8Array(firstIndexEntries * indexEntryBytes);
  return { id, total: 0, count: 0, entries, view: new DataView(entries.buffer) };
}

function growIndex(index: ChannelIndex): void {
  const grown = new Uint8Array(index.entries.length * 2);
  grown.set(index.entries);
  index.entries = grown;
  index.view = new DataView(grown.buffer);
}

/** The open chunk. Its first and last time are kept in halves and count only with messages. */
export interface OpenChunk {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView;
  /** Where its records begin: room for the chunk's own head is kept in front. */
  readonly start: number;
  /** End of its records. */
  end: number;
  messages: number;
  startLow: number;
  startHigh: number;
  endLow: number;
  endHigh: number;
}

/** Makes an open chunk for a compression text of `compressionBytes` bytes. */
export function createOpenChunk(capacity: number, compressionBytes: number): OpenChunk {
  const start = recordHeadBytes + chunkHeadBytes + compressionBytes + 8;
  const bytes = new Uint8Array(start + capacity + messageOverhead);
  const view = new DataView(bytes.buffer);
  const times = { startLow: 0, startHigh: 0, endLow: 0, endHigh: 0 };
  return { bytes, view, start, end: start, messages: 0, ...times };
}

/** Grows the buffer to hold at least `length` bytes in all. */
export function growChunk(chunk: OpenChunk, length: number): void {
  if (length <= chunk.bytes.length) return;
  const grown = new Uint8Array(Math.max(length, chunk.bytes.length * 2));
  grown.set(chunk.bytes.subarray(0, chunk.end));
  chunk.bytes = grown;
  chunk.view = new DataView(grown.buffer);
}

/** Bytes that a message of `length` bytes takes in a chunk. */
export function messageBytes(length: number): number {
  return messageOverhead + length;
}

/** Below this length a loop is quicker than the call of `set` with a view. */
const loopCopyBytes = 48;

/** Appends a message. The caller has made room. */
export function appendMessage(
  chunk: OpenChunk,
  index: ChannelIndex,
  sequence: number,
  logTimeNs: number,
  publishTimeNs: number,
  data: Uint8Array,
  length: number,
): void {
  const { view, end } = chunk;
  const publishLow = publishTimeNs >>> 0;
  view.setUint32(end + 23, publishLow, true);
  view.setUint32(end + 27, (publishTimeNs - publishLow) * perTwoTo32, true);
  const logLow = logTimeNs >>> 0;
  const logHigh = (logTimeNs - logLow) * perTwoTo32;
  appendBody(chunk, index, sequence, logLow, logHigh, data, length);
}

/** Appends a message whose times stand in `stamps`: log time, then publish time. */
export function appendStamped(
  chunk: OpenChunk,
  index: ChannelIndex,
  sequence: number,
  stamps: DataView,
  data: Uint8Array,
): void {
  const { view, end } = chunk;
  view.setUint32(end + 23, stamps.getUint32(8, true), true);
  view.setUint32(end + 27, stamps.getUint32(12, true), true);
  const logLow = stamps.getUint32(0, true);
  const logHigh = stamps.getUint32(4, true);
  appendBody(chunk, index, sequence, logLow, logHigh, data, data.length);
}

/** Everything of a message but its publish time. */
function appendBody(
  chunk: OpenChunk,
  index: ChannelIndex,
  sequence: number,
  logLow: number,
  logHigh: number,
  data: Uint8Array,
  length: number,
): void {
  const view = chunk.view;
  const at = chunk.end;
  view.setUint8(at, opcodes.message);
  view.setUint32(at + 1, messageHeadBytes + length, true);
  view.setUint32(at + 5, 0, true);
  view.setUint16(at + 9, index.id, true);
  view.setUint32(at + 11, sequence, true);
  view.setUint32(at + 15, logLow, true);
  view.setUint32(at + 19, logHigh, true);
  const to = at + messageOverhead;
  const bytes = chunk.bytes;
  if (length <= loopCopyBytes) {
    for (let i = 0; i < length; i++) bytes[to + i] = data[i] ?? 0;
  } else if (length === data.length) bytes.set(data, to);
  else bytes.set(data.subarray(0, length), to);
  chunk.end = to + length;

  if ((index.count + 1) * indexEntryBytes > index.entries.length) growIndex(index);
  const entry = index.count * indexEntryBytes;
  index.view.setUint32(entry, logLow, true);
  index.view.setUint32(entry + 4, logHigh, true);
  index.view.setUint32(entry + 8, at - chunk.start, true);
  index.view.setUint32(entry + 12, 0, true);
  index.count++;
  index.total++;
  if (chunk.messages === 0) {
    chunk.startLow = chunk.endLow = logLow;
    chunk.startHigh = chunk.endHigh = logHigh;
  } else if (logHigh > chunk.endHigh || (logHigh === chunk.endHigh && logLow >= chunk.endLow)) {
    chunk.endLow = logLow;
    chunk.endHigh = logHigh;
  } else noteEarlier(chunk, logLow, logHigh);
  chunk.messages++;
}

function noteEarlier(chunk: OpenChunk, low: number, high: number): void {
  if (high > chunk.startHigh || (high === chunk.startHigh && low >= chunk.startLow)) return;
  chunk.startLow = low;
  chunk.startHigh = high;
}

/** Length of the message index record of a channel in the open chunk. */
export function messageIndexBytes(index: ChannelIndex): number {
  return recordHeadBytes + 6 + index.count * indexEntryBytes;
}

/** Writes the message index record of a channel at `at`; returns the offset behind it. */
export function writeMessageIndex(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  index: ChannelIndex,
): number {
  const size = index.count * indexEntryBytes;
  view.setUint8(at, opcodes.messageIndex);
  view.setUint32(at + 1, 6 + size, true);
  view.setUint32(at + 5, 0, true);
  view.setUint16(at + 9, index.id, true);
  view.setUint32(at + 11, size, true);
  bytes.set(index.entries.subarray(0, size), at + 15);
  return at + 15 + size;
}
