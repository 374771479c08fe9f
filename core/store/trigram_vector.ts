/**
 * A text as 64 small numbers: its letter trigrams, hashed, signed and scaled. No model and no
 * data, and still finds "charging" for "charge" and names with a letter wrong.
 *
 * @module
 */

/** Numbers of a vector. */
export const vectorSize = 64;
/** Longest text that is looked at, characters. */
const maxChars = 2000;

/** FNV-1a over three characters. */
function hash(text: string, at: number): number {
  let h = 0x811c9dc5;
  for (let i = at; i < at + 3; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}

/** The vector of a text, each number -127..127; zeros for one without letters. */
export function trigramVector(text: string): Int8Array {
  const words = text.slice(0, maxChars).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const sums = new Float64Array(vectorSize);
  const padded = ` ${words} `;
  for (let i = 0; i + 3 <= padded.length; i++) {
    const h = hash(padded, i);
    const slot = h % vectorSize;
    sums[slot] = (sums[slot] ?? 0) + ((h >>> 16) & 1 ? 1 : -1);
  }
  let norm = 0;
  for (const sum of sums) norm += sum * sum;
  const scale = norm > 0 ? 127 / Math.sqrt(norm) : 0;
  return Int8Array.from(sums, (sum) => Math.round(sum * scale));
}

/** The inner product of a vector with the one at `slot` of a packed table. */
export function innerProduct(vector: Int8Array, table: Int8Array, slot: number): number {
  const base = slot * vectorSize;
  let sum = 0;
  for (let i = 0; i < vectorSize; i++) sum += (vector[i] ?? 0) * (table[base + i] ?? 0);
  return sum;
}
