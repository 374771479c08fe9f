/**
 * Bytes of a stream to lines of bounded length. Sans-I/O: it is given bytes and the time, and says
 * what it found.
 *
 * @module
 */

/** What a reader found in the bytes given to it. */
export interface LinesFound {
  readonly lines: readonly string[];
  /** `long`: a line grew beyond the limit; `text`: a line is not UTF-8. The peer must go. */
  readonly broken: "long" | "text" | null;
}

/** Collects lines of one peer. */
export interface LineReader {
  take(bytes: Uint8Array, nowMs: number): LinesFound;
  /** Since when a line has been begun and not ended, ms; null where none is. */
  halfSinceMs(): number | null;
}

const newline = 10;

/** Makes a reader; `maxBytes` counts one line without its newline. */
export function createLineReader(maxBytes: number): LineReader {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const buffer = new Uint8Array(maxBytes + 1);
  let length = 0;
  let sinceMs: number | null = null;

  const finish = (lines: string[]): "text" | null => {
    try {
      const text = decoder.decode(buffer.subarray(0, length)).trim();
      if (text !== "") lines.push(text);
    } catch {
      return "text";
    } finally {
      length = 0;
    }
    return null;
  };

  const take = (bytes: Uint8Array, nowMs: number): LinesFound => {
    const lines: string[] = [];
    let from = 0;
    while (from < bytes.length) {
      const end = bytes.indexOf(newline, from);
      const part = bytes.subarray(from, end < 0 ? bytes.length : end);
      if (length + part.length > maxBytes) return { lines, broken: "long" };
      buffer.set(part, length);
      length += part.length;
      if (end < 0) break;
      from = end + 1;
      const broken = finish(lines);
      if (broken !== null) return { lines, broken };
      sinceMs = null;
    }
    if (length === 0) sinceMs = null;
    else sinceMs ??= nowMs;
    return { lines, broken: null };
  };
  return { take, halfSinceMs: () => sinceMs };
}
