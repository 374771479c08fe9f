/**
 * Decoder of the LZ4 frame format, for recordings of others. Sources: the LZ4 frame and block
 * format descriptions of the LZ4 project. Checksums are not verified: a chunk has a CRC of its own.
 *
 * A block is a row of sequences: a token (4 bits length of literals, 4 bits length of the match
 * less 4), the literals, then the distance back to the match in 16 bits. A match may overlap what
 * it writes, and in linked frames reach into earlier blocks, so all blocks share one output.
 *
 * @module
 */
import { getUint64 } from "./byte_builder.ts";

const frameMagic = 0x184d2204;
const firstSkippable = 0x184d2a50;
const leastMatch = 4;

/** A decoded frame, or why it is none. */
export type Lz4Outcome =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: string };

interface Output {
  readonly bytes: Uint8Array;
  end: number;
}

function bad(reason: string): Lz4Outcome {
  return { ok: false, reason };
}

/** A length's extra bytes, each 255 but the last; moves `cursor.at`. */
function extraLength(input: Uint8Array, cursor: { at: number }, end: number): number {
  let length = 0;
  while (cursor.at < end) {
    const byte = input[cursor.at++] ?? 0;
    length += byte;
    if (byte !== 255) return length;
  }
  return Infinity;
}

function copyMatch(out: Output, distance: number, length: number): void {
  const { bytes } = out;
  let from = out.end - distance;
  if (distance >= length) bytes.copyWithin(out.end, from, from + length);
  else for (let to = out.end; to < out.end + length; to++) bytes[to] = bytes[from++] ?? 0;
  out.end += length;
}

/** Decodes one block; returns why it is invalid, or null. */
function decodeBlock(input: Uint8Array, start: number, end: number, out: Output): string | null {
  const cursor = { at: start };
  while (cursor.at < end) {
    const token = input[cursor.at++] ?? 0;
    let literals = token >> 4;
    if (literals === 15) literals += extraLength(input, cursor, end);
    if (literals > end - cursor.at) return "literals go on behind the block";
    if (literals > out.bytes.length - out.end) return "more bytes than declared";
    out.bytes.set(input.subarray(cursor.at, cursor.at + literals), out.end);
    out.end += literals;
    cursor.at += literals;
    if (cursor.at === end) return null;
    if (cursor.at + 2 > end) return "a match without a distance";
    const distance = (input[cursor.at] ?? 0) | ((input[cursor.at + 1] ?? 0) << 8);
    cursor.at += 2;
    if (distance === 0 || distance > out.end) return "a match before the beginning";
    let length = token & 15;
    if (length === 15) length += extraLength(input, cursor, end);
    length += leastMatch;
    if (length > out.bytes.length - out.end) return "more bytes than declared";
    copyMatch(out, distance, length);
  }
  return "a block without its last literals";
}

interface FrameHead {
  readonly at: number;
  readonly blockChecksum: boolean;
  readonly contentSize: number;
}

function readFrameHead(input: Uint8Array, view: DataView, at: number): FrameHead | string {
  if (at + 7 > input.length) return "the frame is cut short";
  const flags = view.getUint8(at + 4);
  if (flags >> 6 !== 1) return "the frame has another version";
  const hasSize = (flags & 8) !== 0;
  const hasDictionary = (flags & 1) !== 0;
  if (hasDictionary) return "the frame needs a dictionary";
  const end = at + 6 + (hasSize ? 8 : 0) + 1;
  if (end > input.length) return "the frame is cut short";
  const contentSize = hasSize ? getUint64(view, at + 6) : -1;
  return { at: end, blockChecksum: (flags & 16) !== 0, contentSize };
}

/** Decodes the blocks of a frame; returns the offset behind its end mark, or why not. */
function decodeFrame(
  input: Uint8Array,
  view: DataView,
  from: number,
  out: Output,
): number | string {
  const head = readFrameHead(input, view, from);
  if (typeof head === "string") return head;
  if (head.contentSize > out.bytes.length - out.end) return "more bytes than declared";
  const hasChecksum = (view.getUint8(from + 4) & 4) !== 0;
  let at = head.at;
  while (at + 4 <= input.length) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) return at + (hasChecksum ? 4 : 0);
    const size = word & 0x7fffffff;
    if (size > input.length - at) return "a block goes on behind the frame";
    if (word >>> 31 === 1) {
      if (size > out.bytes.length - out.end) return "more bytes than declared";
      out.bytes.set(input.subarray(at, at + size), out.end);
      out.end += size;
    } else {
      const reason = decodeBlock(input, at, at + size, out);
      if (reason !== null) return reason;
    }
    at += size + (head.blockChecksum ? 4 : 0);
  }
  return "the frame has no end mark";
}

/**
 * Decodes LZ4 frames to exactly `size` bytes. Fails where the data is not LZ4, is cut short, or
 * holds more or fewer bytes; it never writes more than `size`.
 */
export function decodeLz4(input: Uint8Array, size: number): Lz4Outcome {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const out: Output = { bytes: new Uint8Array(size), end: 0 };
  let at = 0;
  while (at + 4 <= input.length) {
    const word = view.getUint32(at, true);
    if ((word & 0xfffffff0) >>> 0 === firstSkippable && at + 8 <= input.length) {
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    if (word !== frameMagic) return bad("not an LZ4 frame");
    const next = decodeFrame(input, view, at, out);
    if (typeof next === "string") return bad(next);
    at = next;
  }
  if (out.end !== size) return bad(`${out.end} bytes instead of ${size}`);
  return { ok: true, bytes: out.bytes };
}
