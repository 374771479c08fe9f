/**
 * What is in a recording: topics, counts, rates, gaps, versions, damage, and whether the kernel's
 * run in it can be executed again.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { fail, ok, type Result } from "core/fault.ts";
import type { RecordedChannel } from "./channel_table.ts";
import { findGaps } from "./find_gaps.ts";
import { recordLimits } from "./limits.ts";
import { readMessages } from "./read_messages.ts";
import { hasMagic } from "./read_records.ts";
import { readSummary } from "./read_summary.ts";
import type { McapRecord } from "./record_kinds.ts";
import { type Damage, loss } from "./scan.ts";
import { type ByteSource, type RecordingInput, sourceOf } from "./source.ts";

/** One topic of a recording. */
export interface TopicInfo {
  readonly topic: string;
  /** Name of its schema; empty where it has none. */
  readonly schema: string;
  readonly encoding: string;
  readonly count: number;
  /** Messages a second between its first and last; 0 for one message. */
  readonly rateHz: number;
  /** Messages that its sequence numbers say are missing. */
  readonly missing: number;
  /** Times of its first and last message, s since the recording's first. */
  readonly firstS: number;
  readonly lastS: number;
  /** Pauses of more than ten times its mean period (regular topics only), and the longest one. */
  readonly gaps: number;
  readonly longestGapS: number;
}

/** A recording in short. Times are ns since the recording's epoch. */
export interface RecordingInfo {
  readonly profile: string;
  readonly library: string;
  /** `whole`, `unfinished` (no footer, the rest whole) or `damaged`. */
  readonly outcome: "whole" | "unfinished" | "damaged";
  readonly finished: boolean;
  readonly sizeBytes: number;
  readonly durationS: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly messages: number;
  readonly topics: readonly TopicInfo[];
  readonly chunks: number;
  /** Compressions of its chunks, joined by commas; "none" where chunks are plain. */
  readonly compression: string;
  readonly damage: readonly Damage[];
  /** Damaged places beyond those listed. */
  readonly moreDamage: number;
  /** The metadata record "mechos": version, git, deno, v8, kernel schema, seed. */
  readonly versions: Readonly<Record<string, string>>;
  /** All metadata records by name; of two with one name, the later. */
  readonly metadata: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly attachments: readonly { readonly name: string; readonly bytes: number }[];
  readonly replayable: boolean;
  /** Why it is not replayable; empty where it is. */
  readonly reason: string;
}

interface TopicCount {
  readonly channel: RecordedChannel;
  count: number;
  firstNs: number;
  lastNs: number;
  sequence: number;
  missing: number;
  doubtful: number;
  /** Log times in the order of the file, for the search for pauses: at most `heldTimes`. */
  readonly timesNs: number[];
}

interface Tally {
  readonly counts: Map<RecordedChannel, TopicCount>;
  readonly damage: Damage[];
  readonly compressions: Set<string>;
  readonly metadata: Map<string, ReadonlyMap<string, string>>;
  readonly attachments: { name: string; bytes: number }[];
  moreDamage: number;
  chunks: number;
  profile: string;
  library: string;
  finished: boolean;
  footerAt: number;
  hasSummary: boolean;
  dataEndAt: number;
  dataCrc: number;
}

/** Times of a topic that are kept for the search for pauses. */
const heldTimes = 1_000_000;
const noMessages = { firstNs: Infinity, lastNs: -Infinity };

/** Topics that a replay feeds in and compares. */
const replayTopics = ["/kernel/inputs", "/kernel/outputs", "/kernel/keyframe"] as const;

function noteRecord(tally: Tally, record: McapRecord, offset: number): void {
  switch (record.type) {
    case "Header":
      tally.profile = record.profile;
      tally.library = record.library;
      return;
    case "Chunk":
      tally.chunks++;
      tally.compressions.add(record.compression === "" ? "none" : record.compression);
      return;
    case "Metadata":
      tally.metadata.set(record.name, record.metadata);
      return;
    case "Attachment":
      tally.attachments.push({ name: record.name, bytes: record.data.length });
      return;
    case "DataEnd":
      tally.dataEndAt = offset;
      tally.dataCrc = record.dataSectionCrc;
      return;
    case "Footer":
      tally.finished = true;
      tally.footerAt = offset;
      tally.hasSummary = record.summaryStart !== 0n;
      return;
    default:
      return;
  }
}

function noteDamage(tally: Tally, damage: Damage): void {
  if (tally.damage.length < recordLimits.damages) tally.damage.push(damage);
  else tally.moreDamage++;
}

function count(tally: Tally, source: ByteSource, onProgress: (share: number) => void): void {
  const { counts } = tally;
  const messages = readMessages(source, {
    onDamage: (damage) => noteDamage(tally, damage),
    onRecord: (record, offset) => {
      noteRecord(tally, record, offset);
      onProgress(offset / source.size);
    },
  });
  for (const { channel, sequence, logTimeNs, damaged } of messages) {
    let one = counts.get(channel);
    if (one === undefined) {
      one = { channel, ...noMessages, count: 0, sequence, missing: 0, doubtful: 0, timesNs: [] };
      counts.set(channel, one);
    } else if (!damaged && sequence > one.sequence + 1) one.missing += sequence - one.sequence - 1;
    one.sequence = sequence;
    one.count++;
    if (damaged) one.doubtful++;
    if (one.timesNs.length < heldTimes) one.timesNs.push(logTimeNs);
    if (logTimeNs < one.firstNs) one.firstNs = logTimeNs;
    if (logTimeNs > one.lastNs) one.lastNs = logTimeNs;
  }
}

function checkDataCrc(tally: Tally, source: ByteSource): void {
  if (tally.dataEndAt < 0 || tally.dataCrc === 0) return;
  const piece = 1024 * 1024;
  let crc = 0;
  for (let at = 0; at < tally.dataEndAt; at += piece) {
    const end = Math.min(at + piece, tally.dataEndAt);
    const window = source.window(at, end - at);
    crc = crc32(window.bytes.subarray(at - window.start, end - window.start), crc);
  }
  if (crc !== tally.dataCrc) {
    const reason = "the CRC of the data section disagrees";
    noteDamage(tally, loss(tally.dataEndAt, reason));
  }
}

function topicInfo(one: TopicCount, startNs: number): TopicInfo {
  const spanS = (one.lastNs - one.firstNs) * 1e-9;
  return {
    topic: one.channel.topic,
    schema: one.channel.schema?.name ?? "",
    encoding: one.channel.messageEncoding,
    count: one.count,
    rateHz: spanS > 0 ? (one.count - 1) / spanS : 0,
    missing: one.missing,
    firstS: (one.firstNs - startNs) * 1e-9,
    lastS: (one.lastNs - startNs) * 1e-9,
    ...findGaps(one.timesNs),
  };
}

/** Why the kernel's run cannot be executed again, or an empty text. */
function whyNotReplayable(tally: Tally): string {
  if (!tally.metadata.has("mechos")) return "it has no metadata of MechOS";
  if (!tally.metadata.has("config")) return "it has no config";
  for (const topic of replayTopics) {
    const found = [...tally.counts.values()].filter((one) => one.channel.topic === topic);
    if (found.length === 0) return `it has no messages on ${topic}`;
    if (found.length > 1) {
      return `it holds ${found.length} runs: ${topic} comes on as many channels`;
    }
    const missing = found.reduce((sum, one) => sum + one.missing, 0);
    if (missing > 0) return `${missing} messages are missing on ${topic}`;
    if (found.some((one) => one.doubtful > 0)) return `messages on ${topic} are damaged`;
  }
  return "";
}

function outcomeOf(tally: Tally): RecordingInfo["outcome"] {
  if (tally.finished) return tally.damage.length === 0 ? "whole" : "damaged";
  return tally.damage.every((damage) => damage.isTail) ? "unfinished" : "damaged";
}

/** The fault of an input that is no MCAP file. */
export function notMcap(source: ByteSource): Result<never> {
  const window = source.window(0, 64);
  const start = new TextDecoder().decode(window.bytes.subarray(0, 64));
  const isPointer = start.startsWith("version https://git-lfs");
  return fail({
    code: "RECORD_FORMAT",
    message: "Cannot read the recording: it does not begin as an MCAP file",
    help: isPointer
      ? "this is a pointer of Git LFS, not the file itself: fetch it with `git lfs pull`"
      : "name an .mcap file",
  });
}

/**
 * Reads a whole recording and says what is in it. Fails with RECORD_FORMAT where the input is no
 * MCAP file at all; damage to one that is does not fail, it is listed. `onProgress` is told the
 * share of the file that was read.
 */
export function recordingInfo(
  input: RecordingInput,
  onProgress: (share: number) => void = () => {},
): Result<RecordingInfo> {
  const source = sourceOf(input);
  if (!hasMagic(source) && readSummary(source) === null) return notMcap(source);
  const tally: Tally = {
    counts: new Map(),
    damage: [],
    compressions: new Set(),
    metadata: new Map(),
    attachments: [],
    moreDamage: 0,
    chunks: 0,
    profile: "",
    library: "",
    finished: false,
    footerAt: 0,
    hasSummary: false,
    dataEndAt: -1,
    dataCrc: 0,
  };
  count(tally, source, onProgress);
  checkDataCrc(tally, source);
  if (tally.hasSummary && readSummary(source) === null) {
    noteDamage(tally, loss(tally.footerAt, "the CRC of the summary disagrees"));
  }
  const counts = [...tally.counts.values()];
  const startNs = counts.length === 0 ? 0 : Math.min(...counts.map((one) => one.firstNs));
  const endNs = counts.length === 0 ? 0 : Math.max(...counts.map((one) => one.lastNs));
  const reason = whyNotReplayable(tally);
  return ok({
    profile: tally.profile,
    library: tally.library,
    outcome: outcomeOf(tally),
    finished: tally.finished,
    sizeBytes: source.size,
    durationS: (endNs - startNs) * 1e-9,
    startNs,
    endNs,
    messages: counts.reduce((sum, one) => sum + one.count, 0),
    topics: counts.map((one) => topicInfo(one, startNs)).sort((a, b) => a.topic < b.topic ? -1 : 1),
    chunks: tally.chunks,
    compression: [...tally.compressions].sort().join(","),
    damage: tally.damage,
    moreDamage: tally.moreDamage,
    versions: Object.fromEntries(tally.metadata.get("mechos") ?? []),
    metadata: tally.metadata,
    attachments: tally.attachments,
    replayable: reason === "",
    reason,
  });
}
