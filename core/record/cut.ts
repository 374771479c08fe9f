/**
 * Cuts a span out of a recording so that it still stands on its own: config, versions and
 * attachments come along, the last values of latched topics stand at its start, and the kernel's
 * topics begin at the last keyframe before the span, so that it replays.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { isBefore, type Stamp64 } from "./byte_builder.ts";
import type { RecordedChannel } from "./channel_table.ts";
import { readMessages, type RecordedMessage } from "./read_messages.ts";
import { hasMagic } from "./read_records.ts";
import { readSummary } from "./read_summary.ts";
import { notMcap } from "./recording_info.ts";
import type { AttachmentRecord, MetadataRecord } from "./record_kinds.ts";
import { type OnProgress, profileOf } from "./recover.ts";
import { createRewriter, logStampOf, type Rewriter } from "./rewrite.ts";
import type { RecordSink } from "./sink.ts";
import { type ByteSource, type RecordingInput, sourceOf } from "./source.ts";
import { isLatchedTopic } from "./topic_care.ts";
import { topicTable } from "./topics.ts";
import type { WriteOutcome } from "./writer_state.ts";

/**
 * A span in ns: of the run's clock in recordings of MechOS, else from the first message on.
 * `toNs` Infinity is the end.
 */
export interface CutSpan {
  readonly fromNs: number;
  readonly toNs: number;
}

/** What was cut out. Times are ns from the recording's first message. */
export interface CutReport {
  readonly messages: number;
  /** Where the kernel's topics begin; null where the recording has no keyframe before the span. */
  readonly keyframeNs: number | null;
  readonly latched: number;
  readonly bytesOut: number;
}

const kernelTopics: ReadonlySet<string> = new Set([
  topicTable.inputs.path,
  topicTable.outputs.path,
  topicTable.keyframe.path,
]);

/** What the first pass learns. */
interface Plan {
  readonly metadata: MetadataRecord[];
  readonly attachments: AttachmentRecord[];
  readonly latched: Map<RecordedChannel, RecordedMessage>;
  profile: string;
  start: Stamp64 | null;
  /** How many keyframes stand in the file up to the one that the cut begins with; 0 = none. */
  keyframes: number;
  keyframeNs: number | null;
  /** Messages that lie in the span. */
  inSpan: number;
}

function sinceNs(stamp: Stamp64, start: Stamp64): number {
  return (stamp.high - start.high) * 4294967296 + (stamp.low - start.low);
}

/** The first time of a recording; the run's own zero where MechOS made it. */
function earliest(source: ByteSource, profile: string): Stamp64 | null {
  if (profile === "mechos") return { low: 0, high: 0 };
  const statistics = readSummary(source)?.statistics ?? null;
  if (statistics !== null && statistics.messageCount > 0n) {
    const { messageStartTime: time } = statistics;
    return { low: Number(time & 0xffffffffn), high: Number(time >> 32n) };
  }
  let start: Stamp64 | null = null;
  for (const message of readMessages(source, {})) {
    const stamp = logStampOf(message);
    if (start === null || isBefore(stamp, start)) start = stamp;
  }
  return start;
}

function plan(source: ByteSource, span: CutSpan): Plan {
  const made: Plan = {
    metadata: [],
    attachments: [],
    latched: new Map(),
    profile: "",
    start: null,
    keyframes: 0,
    keyframeNs: null,
    inSpan: 0,
  };
  made.profile = profileOf(source);
  made.start = earliest(source, made.profile);
  let keyframes = 0;
  const messages = readMessages(source, {
    onRecord: (record) => {
      if (record.type === "Metadata") made.metadata.push(record);
      if (record.type === "Attachment") made.attachments.push(record);
    },
  });
  for (const message of messages) {
    if (message.damaged || made.start === null) continue;
    const atNs = sinceNs(logStampOf(message), made.start);
    const { topic, metadata } = message.channel;
    if (atNs >= span.fromNs && atNs <= span.toNs) made.inSpan++;
    if (topic === topicTable.keyframe.path) {
      keyframes++;
      if (atNs <= span.fromNs && span.fromNs > 0) {
        made.keyframes = keyframes;
        made.keyframeNs = atNs;
      }
    }
    if (atNs < span.fromNs && isLatchedTopic(topic, metadata)) {
      made.latched.set(message.channel, message);
    }
  }
  return made;
}

interface Copying {
  readonly out: Rewriter;
  readonly span: CutSpan;
  readonly made: Plan;
  readonly start: Stamp64;
  keyframes: number;
}

/** True where a message belongs to the cut. */
function belongs(copying: Copying, message: RecordedMessage): boolean {
  const { made, span } = copying;
  const { topic } = message.channel;
  const atNs = sinceNs(logStampOf(message), copying.start);
  if (atNs > span.toNs) return false;
  if (!kernelTopics.has(topic)) return atNs >= span.fromNs;
  if (topic === topicTable.keyframe.path) copying.keyframes++;
  // From the very start nothing needs a keyframe: the kernel's first state is known.
  if (made.keyframes === 0) return atNs >= span.fromNs;
  return copying.keyframes >= made.keyframes;
}

function begin(copying: Copying): WriteOutcome {
  const { out, made, span } = copying;
  let fault: WriteOutcome = null;
  for (const record of made.metadata) fault ??= out.metadata(record);
  for (const record of made.attachments) fault ??= out.attachment(record);
  fault ??= out.writer.metadata("mechos.cut", {
    fromNs: String(span.fromNs),
    toNs: String(span.toNs),
  });
  const fromLow = copying.start.low + span.fromNs;
  const low = fromLow % 4294967296;
  const at = { low, high: copying.start.high + (fromLow - low) / 4294967296 };
  for (const message of made.latched.values()) fault ??= out.messageAt(message, at);
  return fault;
}

/**
 * Cuts `span` out of a recording. Fails with RECORD_FORMAT where the input is no MCAP file,
 * RECORD_EMPTY where nothing lies in the span, RECORD_WRITE where the sink fails.
 */
export function cutRecording(
  input: RecordingInput,
  sink: RecordSink,
  span: CutSpan,
  onProgress: OnProgress = () => {},
): Result<CutReport> {
  const source = sourceOf(input);
  if (!hasMagic(source)) return notMcap(source);
  const made = plan(source, span);
  const { start } = made;
  const empty = {
    code: "RECORD_EMPTY",
    message: `Cannot cut ${span.fromNs * 1e-9} s to ${span.toNs * 1e-9} s: no message lies there`,
    help: "record info FILE shows how long it is",
  } as const;
  if (start === null || made.inSpan === 0) return fail(empty);
  const out = createRewriter(sink, made.profile);
  const copying: Copying = { out, span, made, start, keyframes: 0 };
  let fault = begin(copying);
  let reached = 0;
  let kept = 0;
  const messages = readMessages(source, { onRecord: (_record, offset) => reached = offset });
  for (const message of messages) {
    if (message.damaged || !belongs(copying, message)) continue;
    fault ??= out.message(message);
    if (fault !== null) return fail(fault);
    if (++kept % 4096 === 0) onProgress(reached / source.size);
  }
  fault ??= out.writer.finish();
  if (fault !== null) return fail(fault);
  return ok({
    messages: out.messages,
    keyframeNs: made.keyframeNs,
    latched: made.latched.size,
    bytesOut: out.writer.size,
  });
}
