/**
 * Merges recordings into one, ordered by time as far as each of them is. Parts of one run become
 * the run again: the values that each part repeats at its start come once.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { isBefore, type Stamp64 } from "./byte_builder.ts";
import { readMessages, type RecordedMessage } from "./read_messages.ts";
import { hasMagic } from "./read_records.ts";
import { notMcap } from "./recording_info.ts";
import type { McapRecord } from "./record_kinds.ts";
import type { OnProgress } from "./recover.ts";
import { createRewriter, logStampOf } from "./rewrite.ts";
import type { RecordSink } from "./sink.ts";
import { type ByteSource, type RecordingInput, sourceOf } from "./source.ts";
import type { WriteOutcome } from "./writer_state.ts";

/** What was merged. */
export interface MergeReport {
  readonly messages: number;
  /** Messages that two inputs hold alike and that came once. */
  readonly repeated: number;
  readonly topics: number;
  readonly bytesOut: number;
}

interface Lane {
  readonly messages: Iterator<RecordedMessage>;
  head: RecordedMessage | null;
  stamp: Stamp64;
}

const noStamp: Stamp64 = { low: 0, high: 0 };

function advance(lane: Lane): void {
  for (;;) {
    const next = lane.messages.next();
    if (next.done === true) {
      lane.head = null;
      return;
    }
    if (next.value.damaged) continue;
    lane.head = next.value;
    lane.stamp = logStampOf(next.value);
    return;
  }
}

function earliestLane(lanes: readonly Lane[]): Lane | null {
  let best: Lane | null = null;
  for (const lane of lanes) {
    if (lane.head === null) continue;
    if (best === null || isBefore(lane.stamp, best.stamp)) best = lane;
  }
  return best;
}

/** Sequences of the last messages by topic, to find what a part repeats. */
type LastSeen = Map<string, { readonly sequence: number; readonly data: Uint8Array }>;

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function isRepeat(seen: LastSeen, message: RecordedMessage): boolean {
  const { sequence, data, channel: { topic } } = message;
  const last = seen.get(topic);
  // Sequence 0 on every message means that its writer does not count.
  if (last !== undefined && last.sequence === sequence && sequence !== 0) {
    return sameBytes(last.data, data);
  }
  seen.set(topic, { sequence, data });
  return false;
}

function readHeads(sources: readonly ByteSource[]): { profile: string; records: McapRecord[] } {
  const records: McapRecord[] = [];
  const profiles = new Set<string>();
  for (const source of sources) {
    const onRecord = (record: McapRecord): void => {
      if (record.type === "Header") profiles.add(record.profile);
      if (record.type === "Metadata" || record.type === "Attachment") records.push(record);
    };
    for (const _message of readMessages(source, { topics: [], onRecord })) break;
  }
  const [first, ...others] = profiles;
  return { profile: others.length === 0 ? first ?? "" : "", records };
}

/**
 * Merges recordings. Fails with RECORD_FORMAT where an input is no MCAP file, RECORD_WRITE where
 * the sink fails.
 */
export function mergeRecordings(
  inputs: readonly RecordingInput[],
  sink: RecordSink,
  onProgress: OnProgress = () => {},
): Result<MergeReport> {
  const sources = inputs.map(sourceOf);
  for (const source of sources) if (!hasMagic(source)) return notMcap(source);
  const { profile, records } = readHeads(sources);
  const out = createRewriter(sink, profile);
  let fault: WriteOutcome = null;
  for (const record of records) {
    if (record.type === "Metadata") fault ??= out.metadata(record);
    if (record.type === "Attachment") fault ??= out.attachment(record);
  }
  const total = sources.reduce((sum, source) => sum + source.size, 0);
  const reached = sources.map(() => 0);
  const lanes = sources.map((source, index): Lane => {
    const onRecord = (_record: McapRecord, offset: number): void => {
      reached[index] = offset;
    };
    const messages = readMessages(source, { onRecord });
    return { messages, head: null, stamp: noStamp };
  });
  lanes.forEach(advance);
  const seen: LastSeen = new Map();
  const topics = new Set<string>();
  let repeated = 0;
  for (let lane = earliestLane(lanes); lane !== null; lane = earliestLane(lanes)) {
    const message = lane.head;
    if (message === null) break;
    topics.add(message.channel.topic);
    if (isRepeat(seen, message)) repeated++;
    else fault ??= out.message(message);
    if (fault !== null) return fail(fault);
    if (out.messages % 4096 === 0) onProgress(reached.reduce((sum, one) => sum + one, 0) / total);
    advance(lane);
  }
  fault ??= out.writer.finish();
  if (fault !== null) return fail(fault);
  return ok({ messages: out.messages, repeated, topics: topics.size, bytesOut: out.writer.size });
}
