/**
 * What a player needs to know of a recording before it plays: its channels, and which stretches of
 * the file hold which times. From the summary where there is one, else by one pass over the file.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { getUint64 } from "./byte_builder.ts";
import { type ChannelTable, createChannelTable, type RecordedChannel } from "./channel_table.ts";
import { magic, opcodes } from "./opcodes.ts";
import { readSpan, type RecordedMessage } from "./read_messages.ts";
import { hasMagic } from "./read_records.ts";
import { readSummary, type RecordingSummary } from "./read_summary.ts";
import { notMcap } from "./recording_info.ts";
import { readRecord } from "./records.ts";
import { type RawRecord, scanRecords } from "./scan.ts";
import { type ByteSource, type RecordingInput, sourceOf } from "./source.ts";

/** A stretch of the file with the times of its messages. */
export interface PlaySpan {
  readonly offset: number;
  readonly end: number;
  readonly startNs: number;
  readonly endNs: number;
  /** Ids of the channels that have messages in it. */
  readonly channels: ReadonlySet<number>;
}

/** The index. */
export interface PlayIndex {
  readonly channels: readonly RecordedChannel[];
  readonly startNs: number;
  readonly endNs: number;
  /** By the time of their first message. */
  readonly spans: readonly PlaySpan[];
  /** The messages of a stretch, by time; equal times stay in file order. */
  read(span: PlaySpan): RecordedMessage[];
}

/** Messages outside of chunks are grouped into stretches of about this size. */
const groupBytes = 1024 * 1024;

interface OpenSpan {
  offset: number;
  end: number;
  startNs: number;
  endNs: number;
  readonly channels: Set<number>;
}

function fromSummary(summary: RecordingSummary, table: ChannelTable): PlaySpan[] | null {
  const { chunks, statistics } = summary;
  const known = chunks.every((chunk) =>
    [...chunk.messageIndexOffsets.keys()].every((id) => table.channel(id) !== undefined)
  );
  if (statistics === null || statistics.chunkCount !== chunks.length || chunks.length === 0) {
    return null;
  }
  // A writer may leave the message indexes out: then only a pass tells what a chunk holds.
  const indexed = chunks.every((chunk) => chunk.messageIndexOffsets.size > 0);
  if (!known || !indexed) return null;
  return chunks.map((chunk) => ({
    offset: Number(chunk.chunkStartOffset),
    end: Number(chunk.chunkStartOffset) + 1,
    startNs: Number(chunk.messageStartTime),
    endNs: Number(chunk.messageEndTime),
    channels: new Set(chunk.messageIndexOffsets.keys()),
  }));
}

function begin(offset: number): OpenSpan {
  return { offset, end: offset + 1, startNs: Infinity, endNs: -Infinity, channels: new Set() };
}

function note(span: OpenSpan, channel: number, timeNs: number): void {
  span.startNs = Math.min(span.startNs, timeNs);
  span.endNs = Math.max(span.endNs, timeNs);
  span.channels.add(channel);
}

function chunkSpan(source: ByteSource, table: ChannelTable, offset: number): OpenSpan {
  const span = begin(offset);
  for (const { channel, logTimeNs } of readSpan(source, table, span)) {
    note(span, channel.id, logTimeNs);
  }
  return span;
}

function learn(table: ChannelTable, raw: RawRecord): void {
  const record = readRecord(raw.opcode, raw.window.bytes, raw.window.view, raw.at, raw.length);
  if (record?.type === "Schema") table.addSchema(record);
  if (record?.type === "Channel") table.addChannel(record);
}

/** One pass: a stretch for each chunk, or for about a megabyte of messages outside of chunks. */
function fromPass(source: ByteSource, table: ChannelTable): PlaySpan[] {
  const spans: OpenSpan[] = [];
  let open: OpenSpan | null = null;
  for (const raw of scanRecords(source, magic.length, false, () => {})) {
    const { opcode, offset, at, window } = raw;
    if (opcode === opcodes.schema || opcode === opcodes.channel) learn(table, raw);
    if (opcode === opcodes.chunk) {
      open = null;
      spans.push(chunkSpan(source, table, offset));
    } else if (opcode === opcodes.message) {
      if (open === null || offset - open.offset > groupBytes) {
        open = begin(offset);
        spans.push(open);
      }
      open.end = offset + 1;
      note(open, window.view.getUint16(at, true), getUint64(window.view, at + 6));
    }
  }
  return spans.filter((span) => span.channels.size > 0);
}

/** Indexes a recording. Fails with RECORD_FORMAT where it is none, RECORD_EMPTY where it is empty. */
export function indexForPlaying(input: RecordingInput): Result<PlayIndex> {
  const source = sourceOf(input);
  if (!hasMagic(source)) return notMcap(source);
  const table = createChannelTable(null);
  const summary = readSummary(source);
  for (const schema of summary?.schemas ?? []) table.addSchema(schema);
  for (const channel of summary?.channels ?? []) table.addChannel(channel);
  const found = (summary === null ? null : fromSummary(summary, table)) ??
    fromPass(source, table);
  const spans = found.toSorted((a, b) => a.startNs - b.startNs);
  const [first] = spans;
  if (first === undefined) {
    return fail({
      code: "RECORD_EMPTY",
      message: "Cannot play the recording: it holds no message",
      help: "see mechos record info FILE",
    });
  }
  return ok({
    channels: table.all(),
    startNs: first.startNs,
    endNs: spans.reduce((end, span) => Math.max(end, span.endNs), -Infinity),
    spans,
    read: (span) =>
      [...readSpan(source, table, span)].filter((message) => !message.damaged)
        .sort((a, b) => a.logTimeNs - b.logTimeNs),
  });
}
