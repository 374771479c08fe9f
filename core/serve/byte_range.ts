/** The `Range` header of HTTP, for one range of bytes. @module */

/** Which bytes to send; `end` is the first that is not sent. */
export type ByteRange =
  | { readonly kind: "all" }
  | { readonly kind: "part"; readonly start: number; readonly end: number }
  | { readonly kind: "outside" };

const all: ByteRange = { kind: "all" };

/**
 * Reads the header for a file of `size` bytes. Several ranges and other units are answered with
 * the whole file, as the standard allows; a range that begins behind the end is `outside`.
 */
export function readByteRange(header: string | null, size: number): ByteRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (match === null) return all;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return all;
  if (first === "") {
    const count = Math.min(size, Number(last));
    return count === 0 ? { kind: "outside" } : { kind: "part", start: size - count, end: size };
  }
  const start = Number(first);
  const end = last === "" ? size : Math.min(size, Number(last) + 1);
  if (start >= size) return { kind: "outside" };
  return start < end ? { kind: "part", start, end } : all;
}
