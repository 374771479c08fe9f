/**
 * PNG images as map_server takes them: 8 bits a channel, gray, gray with alpha, RGB or RGBA, not
 * interlaced. The pixel count is checked before anything is inflated.
 *
 * @module
 */
import { inflateSync } from "node:zlib";
import { fail, ok, type Result } from "core/fault.ts";
import { type GrayImage, maxPixels } from "./pgm.ts";

const signature = [137, 80, 78, 71, 13, 10, 26, 10];
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };

function bad(file: string, message: string): Result<never> {
  return fail({ code: "WORLD_MAP_FORMAT", message: `Cannot read map image "${file}": ${message}` });
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

function toGray(raw: Uint8Array, width: number, height: number, channels: number): Uint8Array {
  const pixels = new Uint8Array(width * height);
  const stride = width * channels + 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * stride + 1 + x * channels;
      const red = raw[at] ?? 0;
      pixels[y * width + x] = channels < 3
        ? red
        : Math.round((red + (raw[at + 1] ?? 0) + (raw[at + 2] ?? 0)) / 3);
    }
  }
  return pixels;
}

/** Reads a PNG; colour becomes the mean of its channels, as map_server does. */
export function parsePng(bytes: Uint8Array, file: string): Result<GrayImage> {
  if (signature.some((byte, i) => bytes[i] !== byte)) return bad(file, "not a PNG");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33) return bad(file, "its head is cut");
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const channels = channelsOf[bytes[25] ?? 255];
  if (bytes[24] !== 8 || channels === undefined || bytes[28] !== 0) {
    return bad(file, "only 8 bits a channel, gray or RGB, not interlaced");
  }
  if (width < 1 || height < 1 || width * height > maxPixels) {
    return fail({
      code: "WORLD_MAP_LIMIT",
      message: `Cannot read map image "${file}": ${width} x ${height} pixels, at most ${maxPixels}`,
    });
  }
  const parts: Uint8Array[] = [];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) return bad(file, "it is cut");
    if (view.getUint32(at + 4) === 0x49444154) parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const stride = width * channels;
  const wanted = (stride + 1) * height;
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    packed.set(part, filled);
    filled += part.length;
  }
  let raw: Uint8Array;
  try {
    raw = new Uint8Array(inflateSync(packed, { maxOutputLength: wanted }));
  } catch (error) {
    return bad(
      file,
      `its pixels do not inflate: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (raw.length !== wanted || !unfilter(raw, stride, height, channels)) {
    return bad(file, "its pixels are damaged");
  }
  return ok({ width, height, pixels: toGray(raw, width, height, channels) });
}
