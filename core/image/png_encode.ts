/**
 * Writes PNG (ISO/IEC 15948): gray or RGB, 8 bits a channel, or 16 for depth. Each row is stored as
 * its difference to the row above (filter "up"), which suits pictures of floors and walls.
 *
 * @module
 */
import { crc32, deflateSync } from "node:zlib";

/** An image as numbers, row by row from the upper left corner. 16 bits are big-endian, as in PNG. */
export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bits: 8 | 16;
  /** 1 = gray, 3 = red, green, blue. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

const signature = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const colourTypes = { 1: 0, 3: 2 } as const;
const filterUp = 2;
/** Head and end of a chunk: length, kind, CRC. */
const frameBytes = 12;

/** Bytes of the pixels of an image. */
export function pixelBytes(image: Omit<Pixels, "data">): number {
  return image.widthPx * image.heightPx * image.channels * (image.bits / 8);
}

function filtered(image: Pixels): Uint8Array {
  const stride = pixelBytes(image) / image.heightPx;
  const raw = new Uint8Array((stride + 1) * image.heightPx);
  const { data } = image;
  for (let row = 0; row < image.heightPx; row++) {
    const into = row * (stride + 1);
    const from = row * stride;
    raw[into] = filterUp;
    for (let i = 0; i < stride; i++) {
      const above = row === 0 ? 0 : data[from - stride + i] ?? 0;
      raw[into + 1 + i] = (data[from + i] ?? 0) - above;
    }
  }
  return raw;
}

function chunk(kind: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(frameBytes + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = kind.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** The PNG of an image. */
export function encodePng(image: Pixels): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, image.widthPx);
  view.setUint32(4, image.heightPx);
  head[8] = image.bits;
  head[9] = colourTypes[image.channels];
  const parts = [
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(filtered(image))),
    chunk("IEND", new Uint8Array(0)),
  ];
  const png = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    png.set(part, at);
    at += part.length;
  }
  return png;
}
