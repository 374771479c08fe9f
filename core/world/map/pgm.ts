/** Portable graymaps (netpbm P2 and P5) as map_server and GIMP write them. @module */
import { fail, ok, type Result } from "core/fault.ts";

/** Most pixels an image may have, checked before anything is allocated (DESIGN.md: 64 M). */
export const maxPixels = 67_108_864;

/** A gray image, row 0 at the top, 0 black to 255 white. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

function bad(file: string, message: string): Result<never> {
  return fail({ code: "WORLD_MAP_FORMAT", message: `Cannot read map image "${file}": ${message}` });
}

interface Scanner {
  at: number;
  readonly bytes: Uint8Array;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);
}

/** The next number of the head or of a P2 body; comments run from `#` to the line's end. */
function nextNumber(s: Scanner): number | null {
  for (;;) {
    if (s.bytes[s.at] === 35) {
      while (s.at < s.bytes.length && s.bytes[s.at] !== 10) s.at += 1;
    } else if (isSpace(s.bytes[s.at])) s.at += 1;
    else break;
  }
  let value = 0;
  let digits = 0;
  for (;;) {
    const byte = s.bytes[s.at];
    if (byte === undefined || byte < 48 || byte > 57) break;
    value = value * 10 + (byte - 48);
    digits += 1;
    s.at += 1;
    if (digits > 9) return null;
  }
  return digits === 0 ? null : value;
}

/** Reads a P2 or P5 file with at most 255 gray levels. */
export function parsePgm(bytes: Uint8Array, file: string): Result<GrayImage> {
  const kind = bytes[0] === 80 ? bytes[1] : 0;
  if (kind !== 50 && kind !== 53) return bad(file, "not a P2 or P5 graymap");
  const s: Scanner = { at: 2, bytes };
  const width = nextNumber(s);
  const height = nextNumber(s);
  const levels = nextNumber(s);
  if (width === null || height === null || levels === null) return bad(file, "its head is cut");
  if (width < 1 || height < 1) return bad(file, `size ${width} x ${height}`);
  if (width * height > maxPixels) {
    return fail({
      code: "WORLD_MAP_LIMIT",
      message: `Cannot read map image "${file}": ${width} x ${height} pixels, at most ${maxPixels}`,
    });
  }
  if (levels < 1 || levels > 255) return bad(file, `${levels} gray levels, at most 255`);
  const pixels = new Uint8Array(width * height);
  if (kind === 53) {
    s.at += 1;
    if (bytes.length - s.at < pixels.length) return bad(file, "its pixels are cut");
    pixels.set(bytes.subarray(s.at, s.at + pixels.length));
  } else {
    for (let i = 0; i < pixels.length; i++) {
      const value = nextNumber(s);
      if (value === null) return bad(file, "its pixels are cut");
      pixels[i] = Math.min(255, value);
    }
  }
  if (levels !== 255) {
    for (let i = 0; i < pixels.length; i++) {
      pixels[i] = Math.round((pixels[i] ?? 0) * 255 / levels);
    }
  }
  return ok({ width, height, pixels });
}

/** Writes a P5 file. */
export function writePgm(image: GrayImage): Uint8Array {
  const head = new TextEncoder().encode(`P5\n${image.width} ${image.height}\n255\n`);
  const bytes = new Uint8Array(head.length + image.pixels.length);
  bytes.set(head);
  bytes.set(image.pixels, head.length);
  return bytes;
}
