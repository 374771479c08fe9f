/**
 * Reads PNG (ISO/IEC 15948): gray, gray with alpha, RGB or RGBA, 8 bits a channel, not interlaced.
 * The count of pixels is checked before anything is inflated.
 *
 * @module
 */
import { inflateSync } from "node:zlib";

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
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };

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

/** Undoes the row filters in place. */
function unfilter(raw: Uint8Array, stride: number, rows: number, channels: number): boolean {
  for (let row = 0; row < rows; row++) {
    const start = row * (stride + 1);
    const filter = raw[start] ?? 0;
    if (filter > 4) return false;
    for (let i = 0; i < stride; i++) {
      const at = start + 1 + i;
      const left = i >= channels ? raw[at - channels] ?? 0 : 0;
      const up = row > 0 ? raw[at - stride - 1] ?? 0 : 0;
      const corner = row > 0 && i >= channels ? raw[at - stride - 1 - channels] ?? 0 : 0;
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

/** The packed pixels: all IDAT chunks in a row; null where one is cut. */
function packedPixels(bytes: Uint8Array, view: DataView): Uint8Array | null {
  const parts: Uint8Array[] = [];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) return null;
    if (view.getUint32(at + 4) === 0x49444154) parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    packed.set(part, filled);
    filled += part.length;
  }
  return packed;
}

/** Reads a PNG of at most `maxPixels`. Never throws. */
export function decodePng(bytes: Uint8Array, maxPixels: number): DecodedPng {
  if (signature.some((byte, i) => bytes[i] !== byte)) return bad("not a PNG");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33) return bad("its head is cut");
  const widthPx = view.getUint32(16);
  const heightPx = view.getUint32(20);
  const channels = channelsOf[bytes[25] ?? 255];
  if (bytes[24] !== 8 || channels === undefined || bytes[28] !== 0) {
    return bad("only 8 bits a channel, gray or RGB, not interlaced");
  }
  if (widthPx < 1 || heightPx < 1 || widthPx * heightPx > maxPixels) {
    return { kind: "limit", widthPx, heightPx };
  }
  const packed = packedPixels(bytes, view);
  if (packed === null) return bad("it is cut");
  const stride = widthPx * channels;
  const wanted = (stride + 1) * heightPx;
  let raw: Uint8Array;
  try {
    raw = new Uint8Array(inflateSync(packed, { maxOutputLength: wanted }));
  } catch (error) {
    return bad(`its pixels do not inflate: ${error instanceof Error ? error.message : error}`);
  }
  if (raw.length !== wanted || !unfilter(raw, stride, heightPx, channels)) {
    return bad("its pixels are damaged");
  }
  const data = new Uint8Array(stride * heightPx);
  for (let row = 0; row < heightPx; row++) {
    const from = row * (stride + 1) + 1;
    data.set(raw.subarray(from, from + stride), row * stride);
  }
  return { kind: "image", image: { widthPx, heightPx, channels, data } };
}
