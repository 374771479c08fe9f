/**
 * Reads CDR, the bytes of ROS 2 messages: 4 bytes that name the byte order and the version, then
 * fields, each aligned to its size (at most 4 in version 2) from behind these 4 bytes.
 *
 * @module
 */

/** A place in a message. `failed` once something does not fit; what is read then is 0. */
export interface CdrReader {
  readonly failed: boolean;
  u32(): number;
  i32(): number;
  f32(): number;
  f64(): number;
  text(): string;
  /** A sequence of f32; null where its length does not fit. */
  f32s(): Float32Array | null;
  skipF64s(count: number): void;
}

const headBytes = 4;
/** Longest sequence that is read: far above any scanner. */
const maxItems = 1_000_000;

/** Begins behind the head of a message; one that is no CDR has failed from the start. */
export function createCdrReader(data: Uint8Array): CdrReader {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const kind = data.length >= headBytes ? view.getUint16(0, false) : -1;
  // 0 and 1 are version 1; 6 to 0x0b version 2; the last bit is the byte order.
  const isKnown = kind === 0 || kind === 1 || (kind >= 6 && kind <= 0x0b);
  const littleEndian = (kind & 1) === 1;
  const widest = kind >= 6 ? 4 : 8;
  let at = headBytes;
  let failed = !isKnown;
  const take = (bytes: number, align: number): number => {
    const step = Math.min(align, widest);
    const from = at + (step - (at - headBytes) % step) % step;
    if (failed || from + bytes > data.length) {
      failed = true;
      return -1;
    }
    at = from + bytes;
    return from;
  };
  const u32 = (): number => {
    const from = take(4, 4);
    return from < 0 ? 0 : view.getUint32(from, littleEndian);
  };
  const f32 = (): number => {
    const from = take(4, 4);
    return from < 0 ? 0 : view.getFloat32(from, littleEndian);
  };
  return {
    get failed() {
      return failed;
    },
    u32,
    i32: () => u32() | 0,
    f32,
    f64: () => {
      const from = take(8, 8);
      return from < 0 ? 0 : view.getFloat64(from, littleEndian);
    },
    text: () => {
      const length = u32();
      const from = take(length, 1);
      // The length counts a zero at the end.
      const end = Math.max(from, from + length - 1);
      return from < 0 ? "" : new TextDecoder().decode(data.subarray(from, end));
    },
    f32s: () => {
      const count = u32();
      if (failed || count > maxItems || at + 4 * count > data.length) {
        failed = true;
        return null;
      }
      return Float32Array.from({ length: count }, f32);
    },
    skipF64s: (count) => {
      if (count > 0) take(8 * count, 8);
    },
  };
}
