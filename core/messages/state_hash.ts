/**
 * The 64-bit hash rolled over each tick's output bytes and each second's keyframe: two 32-bit
 * lanes of multiply-and-xorshift (constants of MurmurHash3's 32-bit finaliser and mixer).
 *
 * @module
 */

/** A rolling hash: two unsigned 32-bit lanes. */
export interface StateHash {
  high: number;
  low: number;
}

/** A hash of nothing. */
export function createStateHash(): StateHash {
  return { high: 0x9e3779b9, low: 0x7f4a7c15 };
}

/** Rolls `byteLength` bytes (a multiple of four) of a view into the hash. */
export function rollHash(hash: StateHash, view: DataView, byteLength: number): void {
  let high = hash.high | 0;
  let low = hash.low | 0;
  for (let at = 0; at + 4 <= byteLength; at += 4) {
    const word = view.getInt32(at, true);
    low = Math.imul(low ^ word, 0xcc9e2d51 | 0);
    low = (low << 15) | (low >>> 17);
    high = Math.imul(high ^ low, 0x1b873593) + word | 0;
    high = (high << 13) | (high >>> 19);
  }
  hash.high = high >>> 0;
  hash.low = low >>> 0;
}

/** The hash as 16 hexadecimal digits. */
export function hashText(hash: StateHash): string {
  let a = hash.high >>> 0;
  let b = (hash.low ^ hash.high) >>> 0;
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) >>> 0;
  b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35) >>> 0;
  a = (a ^ b ^ (a >>> 16)) >>> 0;
  b = (b ^ Math.imul(a, 0x27d4eb2f) ^ (b >>> 16)) >>> 0;
  return a.toString(16).padStart(8, "0") + b.toString(16).padStart(8, "0");
}
