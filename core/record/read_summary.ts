/** The summary at the end of a finished file, believed only where its CRC agrees. @module */
import { crc32 } from "node:zlib";
import { footerBytes, magic, opcodes, recordHeadBytes } from "./opcodes.ts";
import { recordLimits } from "./limits.ts";
import type {
  ChannelRecord,
  ChunkIndexRecord,
  SchemaRecord,
  StatisticsRecord,
} from "./record_kinds.ts";
import { readRecord } from "./records.ts";
import { scanRecords } from "./scan.ts";
import { memorySource, type RecordingInput, sourceOf } from "./source.ts";

/** What the end of a file says of the rest. */
export interface RecordingSummary {
  readonly schemas: readonly SchemaRecord[];
  readonly channels: readonly ChannelRecord[];
  readonly chunks: readonly ChunkIndexRecord[];
  readonly statistics: StatisticsRecord | null;
}

/**
 * Reads the summary without touching the rest of the file. Null where the file was not finished,
 * has no summary, or the summary's CRC disagrees.
 */
export function readSummary(input: RecordingInput): RecordingSummary | null {
  const source = sourceOf(input);
  const tail = recordHeadBytes + footerBytes + magic.length;
  const footerAt = source.size - tail;
  if (footerAt < magic.length) return null;
  const end = source.window(footerAt, tail);
  const at = footerAt - end.start;
  if (end.bytes[at] !== opcodes.footer) return null;
  if (!magic.every((byte, i) => end.bytes[at + tail - magic.length + i] === byte)) return null;
  const footer = readRecord(opcodes.footer, end.bytes, end.view, at + recordHeadBytes, footerBytes);
  if (footer === null || footer.type !== "Footer") return null;
  const start = Number(footer.summaryStart);
  if (start < magic.length || start > footerAt) return null;
  if (footerAt - start > recordLimits.recordBytes) return null;
  const window = source.window(start, source.size - start);
  const bytes = window.bytes.subarray(start - window.start, source.size - window.start);
  const covered = bytes.subarray(0, bytes.length - 4 - magic.length);
  if (footer.summaryCrc !== 0 && crc32(covered) !== footer.summaryCrc) return null;
  return collect(bytes);
}

function collect(bytes: Uint8Array): RecordingSummary {
  const schemas: SchemaRecord[] = [];
  const channels: ChannelRecord[] = [];
  const chunks: ChunkIndexRecord[] = [];
  let statistics: StatisticsRecord | null = null;
  for (const raw of scanRecords(memorySource(bytes), 0, false, () => {})) {
    const record = readRecord(raw.opcode, raw.window.bytes, raw.window.view, raw.at, raw.length);
    if (record?.type === "Schema") schemas.push(record);
    else if (record?.type === "Channel") channels.push(record);
    else if (record?.type === "ChunkIndex") chunks.push(record);
    else if (record?.type === "Statistics") statistics = record;
  }
  return { schemas, channels, chunks, statistics };
}
