/** Where a reader's bytes come from: memory, or a file read in ranges. @module */

/** Some bytes of a source. `start` is the offset of their first one in the source. */
export interface ByteWindow {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly start: number;
}

/** A source of bytes with a known size. Windows stay valid: later calls do not change them. */
export interface ByteSource {
  readonly size: number;
  /** A window that holds `length` bytes from `offset`, fewer where the source ends. */
  window(offset: number, length: number): ByteWindow;
  /** Why reading failed, or null; what could not be read counts as the end. */
  readonly trouble: string | null;
}

/** What readers take: bytes in memory, or a source. */
export type RecordingInput = Uint8Array | ByteSource;

function windowOf(bytes: Uint8Array, start: number): ByteWindow {
  return { bytes, start, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** A source over bytes in memory; nothing is copied. */
export function memorySource(bytes: Uint8Array): ByteSource {
  const whole = windowOf(bytes, 0);
  return { size: bytes.length, window: () => whole, trouble: null };
}

/** The part of an open file that a source needs: `Deno.FsFile` has it. */
export interface ReadableFile {
  seekSync(offset: number, whence: 0): number;
  readSync(into: Uint8Array): number | null;
}

/** Smallest piece that is read from a file at once. */
const pieceBytes = 1024 * 1024;

function readPiece(file: ReadableFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.seekSync(offset, 0);
  let filled = 0;
  while (filled < length) {
    const count = file.readSync(bytes.subarray(filled));
    if (count === null || count === 0) break;
    filled += count;
  }
  return filled === length ? bytes : bytes.subarray(0, filled);
}

/** A source over an open file of `size` bytes; the caller closes the file. */
export function fileSource(file: ReadableFile, size: number): ByteSource {
  let held = windowOf(new Uint8Array(0), 0);
  let trouble: string | null = null;
  return {
    size,
    get trouble() {
      return trouble;
    },
    window(offset, length) {
      const end = Math.min(size, offset + length);
      if (offset >= held.start && end <= held.start + held.bytes.length) return held;
      const want = Math.max(0, Math.min(size - offset, Math.max(length, pieceBytes)));
      try {
        held = windowOf(readPiece(file, offset, want), offset);
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
        held = windowOf(new Uint8Array(0), offset);
      }
      return held;
    },
  };
}

/** The source of an input. */
export function sourceOf(input: RecordingInput): ByteSource {
  return input instanceof Uint8Array ? memorySource(input) : input;
}
