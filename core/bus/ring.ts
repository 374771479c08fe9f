/**
 * One-writer, one-reader ring in shared memory. Pushing never waits: a record that does not fit is
 * dropped and counted, and the writer learns it at once. Records are whole or not there.
 *
 * Layout in 32-bit words: head (words written, modulo 2^32), tail (words read), drops, then the
 * data. A record is a header word (kind in the top 8 bits, length in bytes in the rest) and its
 * payload, padded to words.
 *
 * @module
 */
import { assert } from "core/fault.ts";

const headWords = 4;
const headAt = 0;
const tailAt = 1;
const dropsAt = 2;
const lengthMask = 0xffffff;

/** Bytes that a ring of this capacity takes; the capacity must be a power of two. */
export function ringBytes(capacityBytes: number): number {
  return 4 * headWords + capacityBytes;
}

/** The writing end. */
export interface RingWriter {
  /** Pushes the first `bytes` bytes of `source` as a record. False = full: dropped and counted. */
  push(kind: number, source: Int32Array, bytes: number): boolean;
  /** Room for the next record's payload, bytes. */
  room(): number;
  /** Records dropped so far. */
  drops(): number;
}

/** The reading end. */
export interface RingReader {
  /** Payload of the record taken last, as words. */
  readonly words: Int32Array;
  /** The same memory as bytes. */
  readonly bytes: Uint8Array;
  /** The same memory as a view. */
  readonly view: DataView;
  /** Kind and length in bytes of the record taken last. */
  kind: number;
  length: number;
  /** Takes the next record. False = empty. */
  take(): boolean;
  /** Records that the writer dropped so far. */
  drops(): number;
  /** Words waiting. */
  waiting(): number;
}

function ringCell(memory: SharedArrayBuffer, offset: number, bytes: number): Int32Array {
  const cell = new Int32Array(memory, offset, bytes / 4);
  const capacity = cell.length - headWords;
  assert((capacity & (capacity - 1)) === 0, "a ring's capacity is a power of two");
  return cell;
}

/** Makes the writing end over `bytes` bytes (see `ringBytes`) at `offset`. */
export function createRingWriter(
  memory: SharedArrayBuffer,
  offset: number,
  bytes: number,
): RingWriter {
  const cell = ringCell(memory, offset, bytes);
  const capacity = cell.length - headWords;
  const mask = capacity - 1;
  const free = (): number =>
    capacity - ((Atomics.load(cell, headAt) - Atomics.load(cell, tailAt)) | 0);
  return {
    push(kind, source, length) {
      const words = (length + 3) >>> 2;
      if (length > lengthMask || words + 1 > free()) {
        Atomics.add(cell, dropsAt, 1);
        return false;
      }
      const head = Atomics.load(cell, headAt);
      cell[headWords + (head & mask)] = (kind << 24) | length;
      for (let i = 0; i < words; i++) {
        cell[headWords + ((head + 1 + i) & mask)] = source[i] ?? 0;
      }
      Atomics.store(cell, headAt, (head + 1 + words) | 0);
      return true;
    },
    room: () => Math.max(0, 4 * (free() - 1)),
    drops: () => Atomics.load(cell, dropsAt),
  };
}

/** Makes the reading end. `largestBytes` bounds the payload of one record. */
export function createRingReader(
  memory: SharedArrayBuffer,
  offset: number,
  bytes: number,
  largestBytes: number,
): RingReader {
  const cell = ringCell(memory, offset, bytes);
  const mask = cell.length - headWords - 1;
  const words = new Int32Array(Math.ceil(largestBytes / 4));
  const reader: RingReader = {
    words,
    bytes: new Uint8Array(words.buffer),
    view: new DataView(words.buffer),
    kind: 0,
    length: 0,
    take() {
      const tail = Atomics.load(cell, tailAt);
      if (tail === Atomics.load(cell, headAt)) return false;
      const header = cell[headWords + (tail & mask)] ?? 0;
      const length = header & lengthMask;
      const count = (length + 3) >>> 2;
      assert(count <= words.length, `record of ${length} bytes in a ring of smaller ones`);
      for (let i = 0; i < count; i++) words[i] = cell[headWords + ((tail + 1 + i) & mask)] ?? 0;
      reader.kind = header >>> 24;
      reader.length = length;
      Atomics.store(cell, tailAt, (tail + 1 + count) | 0);
      return true;
    },
    drops: () => Atomics.load(cell, dropsAt),
    waiting: () => (Atomics.load(cell, headAt) - Atomics.load(cell, tailAt)) | 0,
  };
  return reader;
}
