/**
 * Sets of up to 52 small numbers as one float64: exact, and one field in a struct where two 32-bit
 * words would be two. The low 32 are ordinary bits to JavaScript's operators too.
 *
 * @module
 */

const word = 4294967296;

/** The value of member `index` (0..51). */
export function bitValue(index: number): number {
  return index < 32 ? (1 << index) >>> 0 : ((1 << (index - 32)) >>> 0) * word;
}

/** True where `bits` holds member `index`. */
export function hasBit(bits: number, index: number): boolean {
  const part = index < 32 ? bits : bits / word;
  return ((part >>> (index & 31)) & 1) === 1;
}

/** `bits` with member `index` added. */
export function withBit(bits: number, index: number): number {
  return hasBit(bits, index) ? bits : bits + bitValue(index);
}
