/**
 * Makes a whole recording out of a damaged one: every chunk that is whole is kept, a bad one is
 * skipped, the walk finds the next record behind it, and the file gets its index.
 *
 * @module
 */
import { ok, type Result } from "core/fault.ts";
import type { RecordedChannel } from "./channel_table.ts";
import { recordLimits } from "./limits.ts";
import { readMessages } from "./read_messages.ts";
import { hasMagic } from "./read_records.ts";
import { readSummary } from "./read_summary.ts";
import { notMcap } from "./recording_info.ts";
import type { McapRecord } from "./record_kinds.ts";
import { createRewriter, type Rewriter } from "./rewrite.ts";
import type { Damage } from "./scan.ts";
import type { RecordSink } from "./sink.ts";
import { type RecordingInput, sourceOf } from "./source.ts";
import type { WriteOutcome } from "./writer_state.ts";

/** What recovering kept and what it did not. */
export interface RecoverReport {
  readonly messages: number;
  /** Messages that came back without a CRC that vouches for them, and were left out. */
  readonly doubtful: number;
  readonly topics: number;
  readonly damage: readonly Damage[];
  /** Damaged places beyond those listed. */
  readonly moreDamage: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Is told how far through the input the work is, 0..1. */
export type OnProgress = (share: number) => void;

interface Work {
  readonly out: Rewriter;
  readonly damage: Damage[];
  readonly channels: Set<RecordedChannel>;
  moreDamage: number;
  doubtful: number;
  fault: WriteOutcome;
}

/** The profile that a recording's header names; empty where it has none. */
export function profileOf(input: RecordingInput): string {
  let profile = "";
  const onRecord = (record: McapRecord): void => {
    if (record.type === "Header") profile = record.profile;
  };
  const head = sourceOf(input).window(0, 4096);
  const bytes = head.bytes.subarray(0, Math.min(head.bytes.length, 4096));
  for (const _message of readMessages(bytes, { onRecord })) break;
  return profile;
}

/**
 * Recovers in steps, so that a recorder can do it beside its work: each step copies what one chunk
 * or less holds and yields the share of the input that is done. Returns the report.
 *
 * Fails with RECORD_FORMAT where the input is no MCAP file at all, RECORD_WRITE where the sink
 * fails. An input without a single message is no failure: the result then holds none.
 */
export function* recoverSteps(
  input: RecordingInput,
  sink: RecordSink,
): Generator<number, Result<RecoverReport>, void> {
  const source = sourceOf(input);
  if (!hasMagic(source) && readSummary(source) === null) return notMcap(source);
  const out = createRewriter(sink, profileOf(source));
  const work: Work = {
    out,
    damage: [],
    channels: new Set(),
    moreDamage: 0,
    doubtful: 0,
    fault: null,
  };
  let reached = 0;
  let told = 0;
  const messages = readMessages(source, {
    onDamage: (damage) => {
      if (work.damage.length < recordLimits.damages) work.damage.push(damage);
      else work.moreDamage++;
    },
    onRecord: (record, offset) => {
      reached = offset;
      if (record.type === "Metadata") work.fault ??= out.metadata(record);
      if (record.type === "Attachment") work.fault ??= out.attachment(record);
    },
  });
  for (const message of messages) {
    work.channels.add(message.channel);
    if (message.damaged) work.doubtful++;
    else work.fault ??= out.message(message);
    if (work.fault !== null) return { ok: false, fault: work.fault };
    if (reached > told) {
      told = reached;
      yield reached / source.size;
    }
  }
  const fault = work.fault ?? out.writer.finish();
  if (fault !== null) return { ok: false, fault };
  return ok({
    messages: out.messages,
    doubtful: work.doubtful,
    topics: work.channels.size,
    damage: work.damage,
    moreDamage: work.moreDamage,
    bytesIn: source.size,
    bytesOut: out.writer.size,
  });
}

/** Recovers at once: see `recoverSteps`. */
export function recoverRecording(
  input: RecordingInput,
  sink: RecordSink,
  onProgress: OnProgress = () => {},
): Result<RecoverReport> {
  const steps = recoverSteps(input, sink);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onProgress(step.value);
  }
}
