/** Portable graymaps (netpbm P2 and P5) as map_server and GIMP write them. @module */
import { fail, ok, type Result } from "core/fault.ts";

/** Most pixels an image may have, checked before anything is allocated (DESIGN.md: 64 M). */
export const maxPixels = 67_108_864;

/** A gray image, row 0 at the top, 0 black to 255 white. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Opacity of each pixel, 255 = opaque; null where the image knows no transparency. */
  readonly opacity: Uint8Array | null;
}

/** What `writePgm` needs of an image. */
export type OpaqueImage = Omit<GrayImage, "opacity">;

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

/** The gray values of a body, as written; null where it is cut. */
function readValues(s: Scanner, plain: boolean, count: number, wide: boolean): Uint16Array | null {
  const values = new Uint16Array(count);
  if (plain) {
    for (let i = 0; i < count; i++) {
      const value = nextNumber(s);
      if (value === null) return null;
      values[i] = Math.min(65_535, value);
    }
    return values;
  }
  const { bytes } = s;
  const from = s.at + 1;
  if (bytes.length - from < count * (wide ? 2 : 1)) return null;
  for (let i = 0; i < count; i++) {
    values[i] = wide
      ? (bytes[from + 2 * i] ?? 0) * 256 + (bytes[from + 2 * i + 1] ?? 0)
      : bytes[from + i] ?? 0;
  }
  return values;
}

/** Reads a P2 or P5 file; its gray levels, at most 65535, become 0..255. */
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
  if (levels < 1 || levels > 65_535) return bad(file, `${levels} gray levels, at most 65535`);
  const values = readValues(s, kind === 50, width * height, levels > 255);
  if (values === null) return bad(file, "its pixels are cut");
  const pixels = Uint8Array.from(
    values,
    (value) => Math.round(Math.min(value, levels) * 255 / levels),
  );
  return ok({ width, height, pixels, opacity: null });
}

/** Writes a P5 file. */
export function writePgm(image: OpaqueImage): Uint8Array {
  const head = new TextEncoder().encode(`P5\n${image.width} ${image.height}\n255\n`);
  const bytes = new Uint8Array(head.length + image.pixels.length);
  bytes.set(head);
  bytes.set(image.pixels, head.length);
  return bytes;
}
