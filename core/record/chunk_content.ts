/** The content of a chunk: decompressed within limits, and checked. @module */
import { crc32, zstdDecompressSync } from "node:zlib";
import { getUint64 } from "./byte_builder.ts";
import { decodeLz4 } from "./lz4.ts";
import { recordLimits } from "./limits.ts";
import { chunkHeadBytes } from "./opcodes.ts";
import type { RawRecord } from "./scan.ts";

const utf8 = new TextDecoder();

/** What a chunk says of itself. */
export interface ChunkHead {
  readonly uncompressedSize: number;
  readonly crc: number;
  readonly compression: string;
  readonly records: Uint8Array;
}

/** A chunk's records; `sound` where the CRC agrees or there is none. */
export interface ChunkContent {
  readonly bytes: Uint8Array | null;
  readonly sound: boolean;
  /** Why it is not sound or has no bytes. */
  readonly reason: string;
}

/** Reads the head of a chunk that the walk found; null where its lengths leave no room. */
export function readChunkHead(raw: RawRecord): ChunkHead | null {
  const { window: { bytes, view }, at, length } = raw;
  const name = view.getUint32(at + chunkHeadBytes - 4, true);
  if (name + chunkHeadBytes + 8 > length) return null;
  const sizeAt = at + chunkHeadBytes + name;
  const size = getUint64(view, sizeAt);
  if (sizeAt + 8 + size > at + length) return null;
  return {
    uncompressedSize: getUint64(view, at + 16),
    crc: view.getUint32(at + 24, true),
    compression: utf8.decode(bytes.subarray(at + chunkHeadBytes, sizeAt)),
    records: bytes.subarray(sizeAt + 8, sizeAt + 8 + size),
  };
}

function decompressZstd(records: Uint8Array, size: number): Uint8Array | string {
  try {
    const buffer = zstdDecompressSync(records, { maxOutputLength: Math.max(1, size) });
    const { length } = buffer;
    if (length !== size) return `${length} bytes instead of ${size}`;
    return new Uint8Array(buffer.buffer, buffer.byteOffset, length);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function decompress(head: ChunkHead): Uint8Array | string {
  const { compression, records, uncompressedSize } = head;
  if (uncompressedSize > recordLimits.chunkBytes) {
    return `declares ${uncompressedSize} bytes, at most ${recordLimits.chunkBytes}`;
  }
  switch (compression) {
    case "zstd":
      return decompressZstd(records, uncompressedSize);
    case "lz4": {
      const outcome = decodeLz4(records, uncompressedSize);
      return outcome.ok ? outcome.bytes : outcome.reason;
    }
    default:
      return `unknown compression "${compression}"`;
  }
}

/**
 * The records of a chunk. An uncompressed chunk whose CRC disagrees is handed out all the same, as
 * not sound: most of its messages are whole. A compressed one is not, for one bad bit spreads.
 */
export function chunkContent(head: ChunkHead): ChunkContent {
  const isPlain = head.compression === "";
  const bytes = isPlain ? head.records : decompress(head);
  if (typeof bytes === "string") {
    return { bytes: null, sound: false, reason: `chunk lost: ${bytes}` };
  }
  if (head.crc !== 0 && crc32(bytes) !== head.crc) {
    return isPlain
      ? {
        bytes,
        sound: false,
        reason: "chunk damaged: its CRC disagrees, its messages are doubtful",
      }
      : { bytes: null, sound: false, reason: "chunk lost: its CRC disagrees" };
  }
  if (isPlain && head.uncompressedSize !== bytes.length) {
    const reason = `chunk declares ${head.uncompressedSize} bytes and has ${bytes.length}`;
    return { bytes, sound: head.crc !== 0, reason };
  }
  return { bytes, sound: true, reason: "" };
}
