/**
 * What a writer remembers of the file for its end: the summary (schemas, channels, statistics,
 * indexes), the summary offsets and the footer. Records of one kind stand together, as the
 * specification asks, and the footer's CRC covers all of it.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { ByteBuilder, isBefore, type Stamp64, stampOf } from "./byte_builder.ts";
import { footerBytes, magic, opcodes } from "./opcodes.ts";

/** Where a chunk lies, for its chunk index. */
export interface ChunkPlace {
  readonly start: Stamp64;
  readonly end: Stamp64;
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
  readonly logTime: Stamp64;
  readonly createTime: Stamp64;
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
  start: Stamp64;
  end: Stamp64;
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
    start: stampOf(0),
    end: stampOf(0),
  };
}

/** Notes a chunk with its messages. */
export function addChunk(summary: Summary, place: ChunkPlace, messages: number): void {
  summary.chunks.push(place);
  if (messages === 0) return;
  const first = summary.messages === 0;
  summary.messages += messages;
  if (first || isBefore(place.start, summary.start)) summary.start = place.start;
  if (first || isBefore(summary.end, place.end)) summary.end = place.end;
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
  out.stamp(summary.start);
  out.stamp(summary.end);
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
  out.stamp(chunk.start);
  out.stamp(chunk.end);
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
  out.stamp(place.logTime);
  out.stamp(place.createTime);
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
