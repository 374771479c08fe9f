/**
 * The messages of a recording in file order, as fast as their bytes can be checked: the CRC of a
 * chunk vouches for its content, so that the records in it are walked without further doubt. Only
 * a chunk whose CRC disagrees goes through the doubting walk of scan.ts.
 *
 * Channels are taken from the summary where its CRC agrees, so that a damaged channel record in
 * the data section misnames nothing.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { getUint64 } from "./byte_builder.ts";
import { type ChannelTable, createChannelTable, type RecordedChannel } from "./channel_table.ts";
import { type ChunkContent, chunkContent, readChunkHead } from "./chunk_content.ts";
import { magic, messageHeadBytes, opcodes, recordHeadBytes } from "./opcodes.ts";
import { hasMagic } from "./read_records.ts";
import { readSummary } from "./read_summary.ts";
import type { McapRecord } from "./record_kinds.ts";
import { readRecord } from "./records.ts";
import { type Damage, loss, type RawRecord, scanRecords } from "./scan.ts";
import {
  type ByteSource,
  type ByteWindow,
  memorySource,
  type RecordingInput,
  sourceOf,
} from "./source.ts";

/** One message. `data` is a view that stays valid. */
export interface RecordedMessage {
  readonly channel: RecordedChannel;
  readonly sequence: number;
  /** ns; exact to 2^53, so exact in recordings of MechOS. */
  readonly logTimeNs: number;
  readonly publishTimeNs: number;
  readonly data: Uint8Array;
  /** True where no CRC vouches for it: its chunk's disagrees, or it was found by searching. */
  readonly damaged: boolean;
}

/** What a reader may ask for. */
export interface ReadOptions {
  /** Topics to read; all where it is missing. */
  readonly topics?: readonly string[];
  /** Is told of each damaged place. */
  readonly onDamage?: (damage: Damage) => void;
  /** Is shown every record but messages and their indexes, with its offset; those in chunks too. */
  readonly onRecord?: (record: McapRecord, offset: number) => void;
}

interface Reading {
  readonly table: ChannelTable;
  readonly onDamage: (damage: Damage) => void;
  readonly onRecord: (record: McapRecord, offset: number) => void;
  /** Ids that had messages but no channel; told once each. */
  readonly orphans: Set<number>;
}

/** Kinds that may not stand in a data section: one there is another kind with a bad bit. */
const summaryOnly: ReadonlySet<number> = new Set([
  opcodes.chunkIndex,
  opcodes.attachmentIndex,
  opcodes.statistics,
  opcodes.metadataIndex,
  opcodes.summaryOffset,
]);

function noteOrphan(reading: Reading, id: number, offset: number): void {
  if (reading.orphans.has(id)) return;
  reading.orphans.add(id);
  reading.onDamage(loss(offset, `messages of channel ${id}, which nothing describes`));
}

function messageAt(
  reading: Reading,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  length: number,
  offset: number,
  damaged: boolean,
): RecordedMessage | null {
  const id = view.getUint16(at, true);
  const channel = reading.table.wanted(id);
  if (channel === undefined) {
    if (reading.table.channel(id) === undefined) noteOrphan(reading, id, offset);
    return null;
  }
  return {
    channel,
    sequence: view.getUint32(at + 2, true),
    logTimeNs: getUint64(view, at + 6),
    publishTimeNs: getUint64(view, at + 14),
    data: bytes.subarray(at + messageHeadBytes, at + length),
    damaged,
  };
}

function noteRecord(reading: Reading, raw: RawRecord, offset: number): void {
  const { opcode, window, at, length } = raw;
  const record = readRecord(opcode, window.bytes, window.view, at, length);
  if (record === null) {
    return reading.onDamage(loss(offset, "a record is too short for its fields"));
  }
  if (record.type === "Schema" && !reading.table.addSchema(record)) {
    reading.onDamage(loss(offset, `schema ${record.id} is described in two ways`));
  }
  if (record.type === "Channel" && !reading.table.addChannel(record)) {
    reading.onDamage(loss(offset, `channel ${record.id} is described in two ways`));
  }
  if (record.type === "Attachment" && record.crc !== 0 && crc32(record.covered) !== record.crc) {
    reading.onDamage(loss(offset, `attachment "${record.name}": its CRC disagrees`));
  }
  reading.onRecord(record, offset);
}

/** Where the walk through a chunk whose CRC agrees stands. */
interface ChunkWalk {
  readonly window: ByteWindow;
  /** Offset of the chunk in the file. */
  readonly offset: number;
  at: number;
}

/** The next wanted message of a chunk whose CRC agrees; null at its end. */
function nextMessage(reading: Reading, walk: ChunkWalk): RecordedMessage | null {
  const { window, offset } = walk;
  const { bytes, view } = window;
  const size = bytes.length;
  let at = walk.at;
  while (at + recordHeadBytes <= size) {
    const opcode = view.getUint8(at);
    const length = getUint64(view, at + 1);
    const content = at + recordHeadBytes;
    if (content + length > size || (opcode === opcodes.message && length < messageHeadBytes)) break;
    at = content + length;
    if (opcode === opcodes.message) {
      const message = messageAt(reading, bytes, view, content, length, offset, false);
      if (message === null) continue;
      walk.at = at;
      return message;
    }
    noteRecord(reading, { opcode, offset, window, at: content, length, doubtful: false }, offset);
  }
  walk.at = at;
  if (at !== size) reading.onDamage(loss(offset, "the records of a chunk do not fill it"));
  return null;
}

/** Walks the content of a chunk whose CRC disagrees. */
function* doubtfulMessages(
  reading: Reading,
  bytes: Uint8Array,
  offset: number,
): Generator<RecordedMessage, void, void> {
  for (const raw of scanRecords(memorySource(bytes), 0, true, () => {})) {
    if (raw.opcode !== opcodes.message) noteRecord(reading, raw, offset);
    else {
      const { window, at, length } = raw;
      const message = messageAt(reading, window.bytes, window.view, at, length, offset, true);
      if (message !== null) yield message;
    }
  }
}

/** The content of a chunk; what is wrong with it is told. Null where nothing of it can be read. */
function openChunk(reading: Reading, raw: RawRecord): ChunkContent | null {
  const { offset } = raw;
  const head = readChunkHead(raw);
  if (head === null) {
    reading.onDamage(loss(offset, "a chunk is too short for its fields"));
    return null;
  }
  const content = chunkContent(head);
  if (content.reason !== "") reading.onDamage(loss(offset, content.reason));
  return content;
}

function beginReading(input: RecordingInput, options: ReadOptions): Reading {
  const table = createChannelTable(options.topics === undefined ? null : new Set(options.topics));
  const summary = readSummary(input);
  for (const schema of summary?.schemas ?? []) table.addSchema(schema);
  for (const channel of summary?.channels ?? []) table.addChannel(channel);
  return {
    table,
    onDamage: options.onDamage ?? (() => {}),
    onRecord: options.onRecord ?? (() => {}),
    orphans: new Set(),
  };
}

/**
 * The messages of a recording in the order in which they stand in the file. Whatever is whole is
 * returned; what is not is told to `onDamage`. Input that is no MCAP at all gives no messages.
 */
export function readMessages(
  input: RecordingInput,
  options: ReadOptions,
): Generator<RecordedMessage, void, void> {
  const source = sourceOf(input);
  const reading = beginReading(source, options);
  if (!hasMagic(source)) {
    reading.onDamage(loss(0, "the opening magic is not that of MCAP"));
  }
  return walk(reading, source, magic.length, Infinity);
}

/**
 * Walks the records from `from` on, as far as they begin before `to`. One generator for all of it:
 * each `yield*` on the way would be paid for with every message.
 */
function* walk(
  reading: Reading,
  source: ByteSource,
  from: number,
  to: number,
): Generator<RecordedMessage, void, void> {
  let inData = true;
  let before = 0;
  for (const raw of scanRecords(source, from, false, reading.onDamage)) {
    if (raw.offset >= to) return;
    const { opcode, offset, window } = raw;
    if (opcode === opcodes.message) {
      const { at, length, doubtful } = raw;
      const { bytes, view } = window;
      const message = messageAt(reading, bytes, view, at, length, offset, doubtful);
      if (message !== null) yield message;
    } else {
      if (opcode === opcodes.dataEnd) inData = false;
      noteMisplaced(reading, opcode, before, inData, offset);
      if (opcode !== opcodes.messageIndex) noteRecord(reading, raw, offset);
      const content = opcode === opcodes.chunk ? openChunk(reading, raw) : null;
      if (content?.bytes instanceof Uint8Array) {
        const chunk = { window: memorySource(content.bytes).window(0, 0), offset, at: 0 };
        if (!content.sound) yield* doubtfulMessages(reading, content.bytes, offset);
        else {
          let message = nextMessage(reading, chunk);
          for (; message !== null; message = nextMessage(reading, chunk)) yield message;
        }
      }
    }
    before = opcode;
  }
}

/** Tells of a record that stands where only a lost chunk explains it. */
function noteMisplaced(
  reading: Reading,
  opcode: number,
  before: number,
  inData: boolean,
  offset: number,
): void {
  const orphanIndex = opcode === opcodes.messageIndex && before !== opcodes.chunk &&
    before !== opcodes.messageIndex;
  if (orphanIndex || (inData && summaryOnly.has(opcode))) {
    reading.onDamage(loss(offset, "a chunk is missing before this record"));
  }
}

/** A stretch of a file: records that begin in it belong to it. */
export interface FileSpan {
  readonly offset: number;
  readonly end: number;
}

/**
 * The messages of a stretch of a file that begins at a record. Channels are those of `table`, which
 * learns what the stretch itself describes. What is damaged is left out.
 */
export function readSpan(
  source: ByteSource,
  table: ChannelTable,
  span: FileSpan,
): Generator<RecordedMessage, void, void> {
  const reading: Reading = { table, onDamage: () => {}, onRecord: () => {}, orphans: new Set() };
  return walk(reading, source, span.offset, span.end);
}
