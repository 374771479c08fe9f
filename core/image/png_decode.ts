/**
 * Reads PNG (ISO/IEC 15948): gray, gray with alpha, RGB, RGBA or a palette, of every bit depth, not
 * interlaced, as 8 bits a channel. The count of pixels is checked before anything is inflated.
 *
 * @module
 */
import { inflateSync } from "node:zlib";
import { expandSamples, type RawPng, wholePalette } from "./png_samples.ts";

/** The pixels of a PNG, row by row from the upper left corner. */
export interface PngImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Bytes a pixel: 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA. */
  readonly channels: number;
  readonly data: Uint8Array;
}

/** What reading gave: pixels, bytes that are no PNG of this kind, or too many pixels. */
export type DecodedPng =
  | { readonly kind: "image"; readonly image: PngImage }
  | { readonly kind: "bad"; readonly why: string }
  | { readonly kind: "limit"; readonly widthPx: number; readonly heightPx: number };

const signature = [137, 80, 78, 71, 13, 10, 26, 10];
/** Colour types of the standard: samples a pixel, and the bit depths that each may have. */
const colourTypes: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

function bad(why: string): DecodedPng {
  return { kind: "bad", why };
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const byLeft = Math.abs(estimate - left);
  const byUp = Math.abs(estimate - up);
  const byCorner = Math.abs(estimate - corner);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

/** Undoes the row filters in place; `step` is the bytes of a pixel, at least 1. */
function unfilter(raw: Uint8Array, stride: number, rows: number, step: number): boolean {
  for (let row = 0; row < rows; row++) {
    const start = row * (stride + 1);
    const filter = raw[start] ?? 0;
    if (filter > 4) return false;
    for (let i = 0; i < stride; i++) {
      const at = start + 1 + i;
      const left = i >= step ? raw[at - step] ?? 0 : 0;
      const up = row > 0 ? raw[at - stride - 1] ?? 0 : 0;
      const corner = row > 0 && i >= step ? raw[at - stride - 1 - step] ?? 0 : 0;
      const add = filter === 0
        ? 0
        : filter === 1
        ? left
        : filter === 2
        ? up
        : filter === 3
        ? (left + up) >> 1
        : paeth(left, up, corner);
      raw[at] = (raw[at] ?? 0) + add;
    }
  }
  return true;
}

/** What chunks hold that say how the image looks. */
interface Chunks {
  /** All IDAT chunks in a row. */
  readonly packed: Uint8Array;
  /** Red, green, blue of each colour; empty where there is no palette. */
  readonly palette: Uint8Array;
  /** Opacity of the first colours of a palette. */
  readonly opacity: Uint8Array;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    all.set(part, filled);
    filled += part.length;
  }
  return all;
}

/** The chunks that matter; null where one is cut. */
function readChunks(bytes: Uint8Array, view: DataView): Chunks | null {
  const parts: Uint8Array[] = [];
  let [palette, opacity] = [bytes.subarray(0, 0), bytes.subarray(0, 0)];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) return null;
    const body = bytes.subarray(at + 8, at + 8 + length);
    const name = view.getUint32(at + 4);
    if (name === 0x49454e44) break;
    if (name === 0x49444154) parts.push(body);
    else if (name === 0x504c5445) palette = body;
    else if (name === 0x74524e53) opacity = body;
    at += 12 + length;
  }
  return { packed: joined(parts), palette, opacity };
}

/** Inflates and undoes the filters; a text says what is wrong. */
function readRows(packed: Uint8Array, stride: number, rows: number, step: number) {
  const wanted = (stride + 1) * rows;
  let raw: Uint8Array;
  try {
    raw = new Uint8Array(inflateSync(packed, { maxOutputLength: wanted }));
  } catch (error) {
    return `its pixels do not inflate: ${error instanceof Error ? error.message : error}`;
  }
  const whole = raw.length === wanted && unfilter(raw, stride, rows, step);
  return whole ? raw : "its pixels are damaged";
}

/** Reads a PNG of at most `maxPixels`. Never throws. */
export function decodePng(bytes: Uint8Array, maxPixels: number): DecodedPng {
  if (signature.some((byte, i) => bytes[i] !== byte)) return bad("not a PNG");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33) return bad("its head is cut");
  const widthPx = view.getUint32(16);
  const heightPx = view.getUint32(20);
  const [depth = 0, colour = 255] = [bytes[24], bytes[25]];
  const type = colourTypes[colour];
  if (type === undefined || !type.depths.includes(depth)) {
    return bad(`no PNG has ${depth} bits with colour type ${colour}`);
  }
  if (bytes[28] !== 0) return bad("it is interlaced: save it without");
  if (widthPx < 1 || heightPx < 1 || widthPx * heightPx > maxPixels) {
    return { kind: "limit", widthPx, heightPx };
  }
  const chunks = readChunks(bytes, view);
  if (chunks === null) return bad("it is cut");
  const stride = Math.ceil(widthPx * type.samples * depth / 8);
  const step = Math.max(1, type.samples * depth / 8);
  const rows = readRows(chunks.packed, stride, heightPx, step);
  if (typeof rows === "string") return bad(rows);
  const palette = colour === 3 ? wholePalette(chunks.palette, chunks.opacity) : null;
  const raw: RawPng = { widthPx, heightPx, depth, samples: type.samples, stride, rows, palette };
  return { kind: "image", image: expandSamples(raw) };
}
