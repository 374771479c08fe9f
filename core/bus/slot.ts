/**
 * Latest-value slot in shared memory: one writer, any readers, a sequence lock. The writer never
 * waits; a reader that meets a write in progress tries again a few times and then keeps what it
 * had, so that neither side can hold up the other.
 *
 * Layout in 32-bit words: sequence (even = whole), length in bytes, payload.
 *
 * @module
 */
import { assert } from "core/fault.ts";

/** Words before the payload. */
const headWords = 2;
/** A write of a few kB takes microseconds; more tries mean a stopped writer. */
const maxTries = 16;

/** Bytes that a slot of this payload takes. */
export function slotBytes(payloadBytes: number): number {
  return 4 * (headWords + Math.ceil(payloadBytes / 4));
}

/** The writing end. */
export interface SlotWriter {
  /** Publishes the first `bytes` bytes of `source`. */
  write(source: Int32Array, bytes: number): void;
}

/** The reading end; it remembers which value it saw last. */
export interface SlotReader {
  /** Payload as of the last `read` that returned a length, as words. */
  readonly words: Int32Array;
  /** The same memory as a view, for codecs. */
  readonly view: DataView;
  /** The same memory as bytes. */
  readonly bytes: Uint8Array;
  /** Takes the newest value. Returns its length in bytes, or -1 where nothing new is whole. */
  read(): number;
}

/** Makes the writing end over `bytes` bytes of shared memory at `offset`. */
export function createSlotWriter(
  memory: SharedArrayBuffer,
  offset: number,
  bytes: number,
): SlotWriter {
  const cell = new Int32Array(memory, offset, bytes / 4);
  const capacity = cell.length - headWords;
  return {
    write(source, length) {
      const words = (length + 3) >>> 2;
      assert(words <= capacity, `slot takes ${4 * capacity} bytes, not ${length}`);
      const sequence = Atomics.load(cell, 0);
      Atomics.store(cell, 0, (sequence + 1) | 0);
      cell[1] = length;
      for (let i = 0; i < words; i++) cell[headWords + i] = source[i] ?? 0;
      Atomics.store(cell, 0, (sequence + 2) | 0);
    },
  };
}

/** Makes a reading end. */
export function createSlotReader(
  memory: SharedArrayBuffer,
  offset: number,
  bytes: number,
): SlotReader {
  const cell = new Int32Array(memory, offset, bytes / 4);
  const words = new Int32Array(cell.length - headWords);
  let seen = 0;
  const read = (): number => {
    for (let attempt = 0; attempt < maxTries; attempt++) {
      const before = Atomics.load(cell, 0);
      if (before === seen) return -1;
      if ((before & 1) !== 0) continue;
      const length = cell[1] ?? 0;
      const count = Math.min(words.length, (length + 3) >>> 2);
      for (let i = 0; i < count; i++) words[i] = cell[headWords + i] ?? 0;
      if (Atomics.load(cell, 0) !== before) continue;
      seen = before;
      return length;
    }
    return -1;
  };
  return {
    words,
    view: new DataView(words.buffer),
    bytes: new Uint8Array(words.buffer),
    read,
  };
}
