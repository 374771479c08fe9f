/**
 * The last messages in a fixed piece of memory: a ring of whole entries, the oldest of which make
 * room for the newest. Nothing is allocated once it is made.
 *
 * @module
 */

/** An entry; `data` is a view that the next `put` may overwrite. */
export interface RingEntry {
  readonly handle: number;
  readonly sequence: number;
  readonly timeNs: number;
  readonly data: Uint8Array;
}

/** A ring of messages. */
export interface ByteRing {
  /** Puts an entry; what it pushes out goes to `onEvict` first. False where it is too large. */
  put(
    handle: number,
    sequence: number,
    timeNs: number,
    data: Uint8Array,
    length: number,
    onEvict: (entry: RingEntry) => void,
  ): boolean;
  /** Pushes out everything before a time. */
  evictBefore(timeNs: number, onEvict: (entry: RingEntry) => void): void;
  /** The entries, oldest first. */
  entries(): Generator<RingEntry, void, void>;
  readonly count: number;
}

/** Length, handle, sequence, then the time. */
const headBytes = 4 + 4 + 4 + 8;
/** Length that says: go on at the start. */
const wrapMark = 0xffffffff;

/** Makes a ring of `capacityBytes`. */
export function createByteRing(capacityBytes: number): ByteRing {
  const bytes = new Uint8Array(capacityBytes);
  const view = new DataView(bytes.buffer);
  let head = 0;
  let tail = 0;
  let count = 0;

  /** Where the entry at `at` really stands. */
  const settle = (at: number): number =>
    at + headBytes > capacityBytes || view.getUint32(at, true) === wrapMark ? 0 : at;
  const entryAt = (at: number): RingEntry => {
    const length = view.getUint32(at, true);
    return {
      handle: view.getUint32(at + 4, true),
      sequence: view.getUint32(at + 8, true),
      timeNs: view.getFloat64(at + 12, true),
      data: bytes.subarray(at + headBytes, at + headBytes + length),
    };
  };
  const evict = (onEvict: (entry: RingEntry) => void): void => {
    onEvict(entryAt(tail));
    count--;
    // At once, for the mark at the end of the ring may be overwritten by what comes.
    tail = count > 0 ? settle(tail + headBytes + view.getUint32(tail, true)) : 0;
    if (count === 0) head = 0;
  };
  /** True where `needed` bytes from `head` overlap no entry. */
  const fits = (needed: number): boolean => {
    if (count === 0) return true;
    return tail < head ? head + needed <= capacityBytes : head + needed <= tail;
  };
  return {
    put: (handle, sequence, timeNs, data, length, onEvict) => {
      const needed = headBytes + length;
      if (needed > capacityBytes) return false;
      while (!fits(needed)) {
        if (tail < head && head + needed > capacityBytes) {
          // The end has no room: what is left of it is skipped.
          if (head + 4 <= capacityBytes) view.setUint32(head, wrapMark, true);
          if (tail === 0) evict(onEvict);
          if (count > 0) head = 0;
        } else evict(onEvict);
      }
      view.setUint32(head, length, true);
      view.setUint32(head + 4, handle, true);
      view.setUint32(head + 8, sequence, true);
      view.setFloat64(head + 12, timeNs, true);
      bytes.set(length === data.length ? data : data.subarray(0, length), head + headBytes);
      head += needed;
      count++;
      return true;
    },
    evictBefore: (timeNs, onEvict) => {
      while (count > 0 && entryAt(tail).timeNs < timeNs) evict(onEvict);
    },
    entries: function* () {
      let at = tail;
      for (let i = 0; i < count; i++) {
        at = settle(at);
        yield entryAt(at);
        at += headBytes + view.getUint32(at, true);
      }
    },
    get count() {
      return count;
    },
  };
}
