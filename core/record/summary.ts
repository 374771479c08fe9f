/**
 * What a writer remembers of the file for its end: the summary (schemas, channels, statistics,
 * indexes), the summary offsets and the footer. Records of one kind stand together, as the
 * specification asks, and the footer's CRC covers all of it.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { ByteBuilder } from "./byte_builder.ts";
import { footerBytes, magic, opcodes } from "./opcodes.ts";

/** Where a chunk lies, for its chunk index. */
export interface ChunkPlace {
  readonly startNs: number;
  readonly endNs: number;
  readonly offset: number;
  readonly length: number;
  readonly compression: string;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly indexLength: number;
  /** Channel id and offset of its message index. */
  readonly indexOffsets: readonly (readonly [number, number])[];
}

/** Where an attachment lies. */
export interface AttachmentPlace {
  readonly offset: number;
  readonly length: number;
  readonly logTimeNs: number;
  readonly createTimeNs: number;
  readonly dataSize: number;
  readonly name: string;
  readonly mediaType: string;
}

/** Where a metadata record lies. */
export interface MetadataPlace {
  readonly offset: number;
  readonly length: number;
  readonly name: string;
}

/** Everything the end of the file says about the rest of it. */
export interface Summary {
  /** Whole schema records, as they stand in the data section. */
  readonly schemas: Uint8Array[];
  /** Whole channel records. */
  readonly channels: Uint8Array[];
  readonly chunks: ChunkPlace[];
  readonly attachments: AttachmentPlace[];
  readonly metadata: MetadataPlace[];
  messages: number;
  startNs: number;
  endNs: number;
}

/** An empty summary. */
export function createSummary(): Summary {
  return {
    schemas: [],
    channels: [],
    chunks: [],
    attachments: [],
    metadata: [],
    messages: 0,
    startNs: 0,
    endNs: 0,
  };
}

function writeStatistics(
  out: ByteBuilder,
  summary: Summary,
  counts: Iterable<readonly [number, number]>,
): void {
  const at = out.begin(opcodes.statistics);
  out.u64(summary.messages);
  out.u16(summary.schemas.length);
  out.u32(summary.channels.length);
  out.u32(summary.attachments.length);
  out.u32(summary.metadata.length);
  out.u32(summary.chunks.length);
  out.u64(summary.startNs);
  out.u64(summary.endNs);
  const pairs = [...counts];
  out.u32(pairs.length * 10);
  for (const [channel, count] of pairs) {
    out.u16(channel);
    out.u64(count);
  }
  out.end(at);
}

function writeChunkIndex(out: ByteBuilder, chunk: ChunkPlace): void {
  const at = out.begin(opcodes.chunkIndex);
  out.u64(chunk.startNs);
  out.u64(chunk.endNs);
  out.u64(chunk.offset);
  out.u64(chunk.length);
  out.u32(chunk.indexOffsets.length * 10);
  for (const [channel, offset] of chunk.indexOffsets) {
    out.u16(channel);
    out.u64(offset);
  }
  out.u64(chunk.indexLength);
  out.text(chunk.compression);
  out.u64(chunk.compressedSize);
  out.u64(chunk.uncompressedSize);
  out.end(at);
}

function writeAttachmentIndex(out: ByteBuilder, place: AttachmentPlace): void {
  const at = out.begin(opcodes.attachmentIndex);
  out.u64(place.offset);
  out.u64(place.length);
  out.u64(place.logTimeNs);
  out.u64(place.createTimeNs);
  out.u64(place.dataSize);
  out.text(place.name);
  out.text(place.mediaType);
  out.end(at);
}

function writeMetadataIndex(out: ByteBuilder, place: MetadataPlace): void {
  const at = out.begin(opcodes.metadataIndex);
  out.u64(place.offset);
  out.u64(place.length);
  out.text(place.name);
  out.end(at);
}

/**
 * The bytes from behind the data end record to the end of the file.
 *
 * @param summary What the file holds.
 * @param counts Messages by channel id.
 * @param fileOffset Offset in the file at which the returned bytes will stand.
 */
export function encodeSummary(
  summary: Summary,
  counts: Iterable<readonly [number, number]>,
  fileOffset: number,
): Uint8Array {
  const out = new ByteBuilder();
  const groups: { opcode: number; start: number; length: number }[] = [];
  const group = (opcode: number, write: () => void): void => {
    const start = out.length;
    write();
    if (out.length > start) groups.push({ opcode, start, length: out.length - start });
  };
  group(opcodes.schema, () => summary.schemas.forEach((record) => out.raw(record)));
  group(opcodes.channel, () => summary.channels.forEach((record) => out.raw(record)));
  group(opcodes.statistics, () => writeStatistics(out, summary, counts));
  group(opcodes.chunkIndex, () => summary.chunks.forEach((one) => writeChunkIndex(out, one)));
  group(
    opcodes.attachmentIndex,
    () => summary.attachments.forEach((one) => writeAttachmentIndex(out, one)),
  );
  group(
    opcodes.metadataIndex,
    () => summary.metadata.forEach((one) => writeMetadataIndex(out, one)),
  );
  const offsetsAt = out.length;
  for (const { opcode, start, length } of groups) {
    const at = out.begin(opcodes.summaryOffset);
    out.u8(opcode);
    out.u64(fileOffset + start);
    out.u64(length);
    out.end(at);
  }
  out.u8(opcodes.footer);
  out.u64(footerBytes);
  out.u64(fileOffset);
  out.u64(fileOffset + offsetsAt);
  out.u32(crc32(out.bytes));
  out.raw(magic);
  return out.bytes;
}
