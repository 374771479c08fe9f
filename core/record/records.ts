// Longer than 300 lines: one small reader for each of the fifteen records of the format.
/**
 * The records of an MCAP file as typed values, each read from its content. 64-bit fields are
 * bigints here, for they may be wall-clock times of others; the fast path (read_messages.ts) does
 * not come through this file.
 *
 * @module
 */
import { ContentReader } from "./content_reader.ts";
import { opcodes } from "./opcodes.ts";

/** What the file promises and who wrote it. */
export interface HeaderRecord {
  readonly type: "Header";
  readonly profile: string;
  readonly library: string;
}
/** The end of the file. */
export interface FooterRecord {
  readonly type: "Footer";
  readonly summaryStart: bigint;
  readonly summaryOffsetStart: bigint;
  readonly summaryCrc: number;
}
/** How messages of some channels are laid out. */
export interface SchemaRecord {
  readonly type: "Schema";
  readonly id: number;
  readonly name: string;
  readonly encoding: string;
  readonly data: Uint8Array;
}
/** A stream of messages on a topic. */
export interface ChannelRecord {
  readonly type: "Channel";
  readonly id: number;
  readonly schemaId: number;
  readonly topic: string;
  readonly messageEncoding: string;
  readonly metadata: ReadonlyMap<string, string>;
}
/** One message. */
export interface MessageRecord {
  readonly type: "Message";
  readonly channelId: number;
  readonly sequence: number;
  readonly logTime: bigint;
  readonly publishTime: bigint;
  readonly data: Uint8Array;
}
/** A batch of records. */
export interface ChunkRecord {
  readonly type: "Chunk";
  readonly messageStartTime: bigint;
  readonly messageEndTime: bigint;
  readonly uncompressedSize: bigint;
  readonly uncompressedCrc: number;
  readonly compression: string;
  /** As they stand in the file, compressed or not. */
  readonly records: Uint8Array;
}
/** Where the messages of one channel lie in the chunk before. */
export interface MessageIndexRecord {
  readonly type: "MessageIndex";
  readonly channelId: number;
  /** Log time and offset in the uncompressed chunk. */
  readonly records: readonly (readonly [bigint, bigint])[];
}
/** Where a chunk lies. */
export interface ChunkIndexRecord {
  readonly type: "ChunkIndex";
  readonly messageStartTime: bigint;
  readonly messageEndTime: bigint;
  readonly chunkStartOffset: bigint;
  readonly chunkLength: bigint;
  readonly messageIndexOffsets: ReadonlyMap<number, bigint>;
  readonly messageIndexLength: bigint;
  readonly compression: string;
  readonly compressedSize: bigint;
  readonly uncompressedSize: bigint;
}
/** A file inside the file. */
export interface AttachmentRecord {
  readonly type: "Attachment";
  readonly logTime: bigint;
  readonly createTime: bigint;
  readonly name: string;
  readonly mediaType: string;
  readonly data: Uint8Array;
  readonly crc: number;
  /** What the CRC covers. */
  readonly covered: Uint8Array;
}
/** Where an attachment lies. */
export interface AttachmentIndexRecord {
  readonly type: "AttachmentIndex";
  readonly offset: bigint;
  readonly length: bigint;
  readonly logTime: bigint;
  readonly createTime: bigint;
  readonly dataSize: bigint;
  readonly name: string;
  readonly mediaType: string;
}
/** Counts over the whole file. */
export interface StatisticsRecord {
  readonly type: "Statistics";
  readonly messageCount: bigint;
  readonly schemaCount: number;
  readonly channelCount: number;
  readonly attachmentCount: number;
  readonly metadataCount: number;
  readonly chunkCount: number;
  readonly messageStartTime: bigint;
  readonly messageEndTime: bigint;
  readonly channelMessageCounts: ReadonlyMap<number, bigint>;
}
/** Named texts. */
export interface MetadataRecord {
  readonly type: "Metadata";
  readonly name: string;
  readonly metadata: ReadonlyMap<string, string>;
}
/** Where a metadata record lies. */
export interface MetadataIndexRecord {
  readonly type: "MetadataIndex";
  readonly offset: bigint;
  readonly length: bigint;
  readonly name: string;
}
/** Where the records of one kind lie in the summary. */
export interface SummaryOffsetRecord {
  readonly type: "SummaryOffset";
  readonly groupOpcode: number;
  readonly groupStart: bigint;
  readonly groupLength: bigint;
}
/** The end of the data section. */
export interface DataEndRecord {
  readonly type: "DataEnd";
  readonly dataSectionCrc: number;
}
/** A record of a kind that this reader does not know. */
export interface UnknownRecord {
  readonly type: "Unknown";
  readonly opcode: number;
  readonly data: Uint8Array;
}

/** Any record. */
export type McapRecord =
  | HeaderRecord
  | FooterRecord
  | SchemaRecord
  | ChannelRecord
  | MessageRecord
  | ChunkRecord
  | MessageIndexRecord
  | ChunkIndexRecord
  | AttachmentRecord
  | AttachmentIndexRecord
  | StatisticsRecord
  | MetadataRecord
  | MetadataIndexRecord
  | SummaryOffsetRecord
  | DataEndRecord
  | UnknownRecord;

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
