/**
 * One part of a recording: a whole MCAP file of its own, with versions, config, attachments, the
 * last values of latched topics and a keyframe at its start, so that it replays without the others.
 *
 * @module
 */
import type { Fault } from "core/fault.ts";
import { type ChannelMaker, makeChannel, type RecordingAbout, writeAbout } from "./recording.ts";
import type { RecordSink } from "./sink.ts";
import type { LastValue, TopicBook } from "./topic_book.ts";
import type { Attachment } from "./write_records.ts";
import { createMcapWriter, type McapWriter } from "./writer.ts";
import type { McapWriterOptions, WriteOutcome } from "./writer_state.ts";

/** What every part of a recording says before its first message. */
export interface PartHead {
  readonly about: RecordingAbout;
  readonly attachments: readonly Attachment[];
  readonly writer: McapWriterOptions;
}

/** A part that is being written. */
export interface Part {
  readonly name: string;
  readonly writer: McapWriter;
  readonly maker: ChannelMaker;
  /** Channel ids by handle; -1 or nothing where the topic has no message yet. */
  readonly channels: number[];
  readonly startNs: number;
}

/** A state of the kernel that a part begins with. */
export interface Keyframe {
  readonly handle: number;
  readonly timeNs: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** Writes a message with the sequence given; opens the channel with the first one. */
export function writeToPart(
  part: Part,
  book: TopicBook,
  handle: number,
  sequence: number,
  logTimeNs: number,
  publishTimeNs: number,
  data: Uint8Array,
  length: number,
): WriteOutcome {
  let channel = part.channels[handle] ?? -1;
  if (channel < 0) {
    const topic = book.topics[handle];
    if (topic === undefined) return null;
    const made = makeChannel(part.maker, topic.key, topic.topic);
    if (!made.ok) return made.fault;
    channel = made.value;
    while (part.channels.length <= handle) part.channels.push(-1);
    part.channels[handle] = channel;
  }
  return part.writer.write(channel, sequence, logTimeNs, publishTimeNs, data, length);
}

/** Which part of how many, and why it begins: the metadata record "mechos.part". */
export interface PartPlace {
  readonly name: string;
  readonly index: number;
  readonly nowNs: number;
  readonly reason: string;
}

/** What a part begins with. */
export interface PartBegin {
  readonly place: PartPlace;
  readonly keyframe: Keyframe | null;
  /** Handles and last values of latched topics. */
  readonly latched: Iterable<readonly [number, LastValue]>;
}

/**
 * Begins a part on a fresh sink. Repeated values carry the log time of the beginning and their own
 * time as publish time. Returns the part, or the fault of the first write that failed.
 */
export function beginPart(
  sink: RecordSink,
  head: PartHead,
  book: TopicBook,
  begin: PartBegin,
): Part | Fault {
  const { place, keyframe, latched } = begin;
  const writer = createMcapWriter(sink, head.writer);
  const maker = { writer, structs: head.about.structs, schemas: new Map<string, number>() };
  const part: Part = { name: place.name, writer, maker, channels: [], startNs: place.nowNs };
  let fault = writer.fault ?? writeAbout(writer, head.about) ??
    writer.metadata("mechos.part", {
      index: String(place.index),
      startNs: String(place.nowNs),
      reason: place.reason,
    });
  for (const attachment of head.attachments) fault ??= writer.attachment(attachment);
  for (const [handle, last] of latched) {
    const { sequence, timeNs, data } = last;
    fault ??= writeToPart(part, book, handle, sequence, place.nowNs, timeNs, data, data.length);
  }
  if (keyframe !== null) {
    const { handle, sequence, timeNs, data } = keyframe;
    fault ??= writeToPart(part, book, handle, sequence, timeNs, timeNs, data, data.length);
  }
  return fault ?? part;
}
