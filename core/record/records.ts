/** Reads one record of an MCAP file from its content: a small reader for each kind. @module */
import { ContentReader } from "./content_reader.ts";
import { opcodes } from "./opcodes.ts";
import type {
  AttachmentRecord,
  ChunkIndexRecord,
  ChunkRecord,
  McapRecord,
  MessageIndexRecord,
  StatisticsRecord,
} from "./record_kinds.ts";

function readChunk(r: ContentReader): ChunkRecord {
  const messageStartTime = r.u64();
  const messageEndTime = r.u64();
  const uncompressedSize = r.u64();
  const uncompressedCrc = r.u32();
  const compression = r.text();
  const records = r.raw(Number(r.u64()));
  return {
    type: "Chunk",
    messageStartTime,
    messageEndTime,
    uncompressedSize,
    uncompressedCrc,
    compression,
    records,
  };
}

function readMessageIndex(r: ContentReader): MessageIndexRecord {
  const channelId = r.u16();
  const list = r.list();
  const records: [bigint, bigint][] = [];
  while (list.left >= 16) {
    const time = list.u64();
    records.push([time, list.u64()]);
  }
  return { type: "MessageIndex", channelId, records };
}

function readChunkIndex(r: ContentReader): ChunkIndexRecord {
  return {
    type: "ChunkIndex",
    messageStartTime: r.u64(),
    messageEndTime: r.u64(),
    chunkStartOffset: r.u64(),
    chunkLength: r.u64(),
    messageIndexOffsets: r.idMap(),
    messageIndexLength: r.u64(),
    compression: r.text(),
    compressedSize: r.u64(),
    uncompressedSize: r.u64(),
  };
}

function readAttachment(
  r: ContentReader,
  bytes: Uint8Array,
  at: number,
  length: number,
): AttachmentRecord {
  const logTime = r.u64();
  const createTime = r.u64();
  const name = r.text();
  const mediaType = r.text();
  const data = r.raw(Number(r.u64()));
  const covered = bytes.subarray(at, at + length - r.left);
  return { type: "Attachment", logTime, createTime, name, mediaType, data, crc: r.u32(), covered };
}

function readStatistics(r: ContentReader): StatisticsRecord {
  return {
    type: "Statistics",
    messageCount: r.u64(),
    schemaCount: r.u16(),
    channelCount: r.u32(),
    attachmentCount: r.u32(),
    metadataCount: r.u32(),
    chunkCount: r.u32(),
    messageStartTime: r.u64(),
    messageEndTime: r.u64(),
    channelMessageCounts: r.idMap(),
  };
}

/** Reads the indexes and the ends: the records of a summary and around it. */
function readSummaryRecord(opcode: number, r: ContentReader): McapRecord | null {
  switch (opcode) {
    case opcodes.header:
      return { type: "Header", profile: r.text(), library: r.text() };
    case opcodes.footer:
      return {
        type: "Footer",
        summaryStart: r.u64(),
        summaryOffsetStart: r.u64(),
        summaryCrc: r.u32(),
      };
    case opcodes.attachmentIndex:
      return {
        type: "AttachmentIndex",
        offset: r.u64(),
        length: r.u64(),
        logTime: r.u64(),
        createTime: r.u64(),
        dataSize: r.u64(),
        name: r.text(),
        mediaType: r.text(),
      };
    case opcodes.metadata:
      return { type: "Metadata", name: r.text(), metadata: r.map() };
    case opcodes.metadataIndex:
      return { type: "MetadataIndex", offset: r.u64(), length: r.u64(), name: r.text() };
    case opcodes.summaryOffset:
      return {
        type: "SummaryOffset",
        groupOpcode: r.u8(),
        groupStart: r.u64(),
        groupLength: r.u64(),
      };
    case opcodes.dataEnd:
      return { type: "DataEnd", dataSectionCrc: r.u32() };
    default:
      return null;
  }
}

/** Reads the records of a data section. Fields are read in the order in which they are listed. */
function readDataRecord(opcode: number, r: ContentReader): McapRecord | null {
  switch (opcode) {
    case opcodes.schema: {
      const id = r.u16();
      const name = r.text();
      const encoding = r.text();
      return { type: "Schema", id, name, encoding, data: r.raw(r.u32()) };
    }
    case opcodes.channel:
      return {
        type: "Channel",
        id: r.u16(),
        schemaId: r.u16(),
        topic: r.text(),
        messageEncoding: r.text(),
        metadata: r.map(),
      };
    case opcodes.message:
      return {
        type: "Message",
        channelId: r.u16(),
        sequence: r.u32(),
        logTime: r.u64(),
        publishTime: r.u64(),
        data: r.rest(),
      };
    case opcodes.chunk:
      return readChunk(r);
    case opcodes.messageIndex:
      return readMessageIndex(r);
    case opcodes.chunkIndex:
      return readChunkIndex(r);
    case opcodes.statistics:
      return readStatistics(r);
    default:
      return readSummaryRecord(opcode, r);
  }
}

/**
 * Reads one record from its content, `length` bytes from `at`. Fields that a newer writer added at
 * the end are ignored. Null where the content is too short for its fields or beyond a limit.
 */
export function readRecord(
  opcode: number,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  length: number,
): McapRecord | null {
  const reader = new ContentReader(bytes, view, at, length);
  const record = opcode === opcodes.attachment
    ? readAttachment(reader, bytes, at, length)
    : readDataRecord(opcode, reader) ?? { type: "Unknown", opcode, data: reader.rest() };
  return reader.overrun ? null : record;
}
