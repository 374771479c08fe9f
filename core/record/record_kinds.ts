/**
 * The records of an MCAP file as typed values. 64-bit fields are bigints here, for they may be
 * wall-clock times of others; the fast path (read_messages.ts) makes only the few that it is asked
 * for.
 *
 * @module
 */

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
