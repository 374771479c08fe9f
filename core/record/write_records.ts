/** The rare records of a writer: schemas, channels, metadata, attachments, and the end. @module */
import { crc32 } from "node:zlib";
import { assert, fail, type Fault, ok, type Result } from "core/fault.ts";
import { type Stamp64 } from "./byte_builder.ts";
import { createChannelIndex } from "./chunk_builder.ts";
import { recordLimits } from "./limits.ts";
import { opcodes, recordHeadBytes } from "./opcodes.ts";
import { encodeSummary } from "./summary.ts";
import { flushChunk } from "./write_chunk.ts";
import { put, refuseLate, tooLarge, type WriteOutcome, type WriterState } from "./writer_state.ts";

/** A file attached to a recording. Times are ns since the recording's epoch. */
export interface Attachment {
  readonly name: string;
  readonly mediaType: string;
  readonly logTimeNs: number;
  readonly createTimeNs: number;
  readonly data: Uint8Array;
}

/** An attachment whose times are exact also where they are ns since 1970. */
export interface StampedAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly logTime: Stamp64;
  readonly createTime: Stamp64;
  readonly data: Uint8Array;
}

/** Writes a schema; returns its id. */
export function putSchema(
  state: WriterState,
  name: string,
  encoding: string,
  data: Uint8Array,
): Result<number> {
  const late = refuseLate(state);
  if (late !== null) return fail(late);
  const id = state.summary.schemas.length + 1;
  if (id >= recordLimits.ids) return fail(tooMany("schemas"));
  const { cold } = state;
  cold.clear();
  const at = cold.begin(opcodes.schema);
  cold.u16(id);
  cold.text(name);
  cold.text(encoding);
  cold.u32(data.length);
  cold.raw(data);
  cold.end(at);
  const fault = put(state, cold.bytes);
  if (fault !== null) return fail(fault);
  state.summary.schemas.push(cold.bytes.slice());
  return ok(id);
}

function tooMany(what: string): Fault {
  return {
    code: "RECORD_LIMIT",
    message: `Cannot record more ${what}: a recording has at most ${recordLimits.ids - 1}`,
  };
}

/** Writes a channel; returns its id. */
export function putChannel(
  state: WriterState,
  topic: string,
  messageEncoding: string,
  schemaId: number,
  metadata: Readonly<Record<string, string>>,
): Result<number> {
  const late = refuseLate(state);
  if (late !== null) return fail(late);
  assert(schemaId >= 0 && schemaId <= state.summary.schemas.length, "the schema is registered");
  const id = state.channels.length;
  if (id >= recordLimits.ids) return fail(tooMany("channels"));
  const { cold } = state;
  cold.clear();
  const at = cold.begin(opcodes.channel);
  cold.u16(id);
  cold.u16(schemaId);
  cold.text(topic);
  cold.text(messageEncoding);
  cold.map(Object.entries(metadata));
  cold.end(at);
  const fault = put(state, cold.bytes);
  if (fault !== null) return fail(fault);
  state.summary.channels.push(cold.bytes.slice());
  state.channels.push(createChannelIndex(id));
  return ok(id);
}

/** Writes named texts, behind what is open. */
export function putMetadata(
  state: WriterState,
  name: string,
  entries: Readonly<Record<string, string>>,
): WriteOutcome {
  const late = refuseLate(state) ?? flushChunk(state);
  if (late !== null) return late;
  const { cold } = state;
  cold.clear();
  const at = cold.begin(opcodes.metadata);
  cold.text(name);
  cold.map(Object.entries(entries));
  cold.end(at);
  const place = { offset: state.offset, length: cold.length, name };
  if (cold.length > recordLimits.textBytes) {
    return tooLarge(`metadata "${name}"`, cold.length, recordLimits.textBytes);
  }
  const fault = put(state, cold.bytes);
  if (fault === null) state.summary.metadata.push(place);
  return fault;
}

/** Writes an attached file, behind what is open. */
export function putAttachment(state: WriterState, attachment: StampedAttachment): WriteOutcome {
  const late = refuseLate(state) ?? flushChunk(state);
  if (late !== null) return late;
  const { name, mediaType, logTime, createTime, data } = attachment;
  const size = data.length;
  if (size + 1024 > recordLimits.recordBytes) {
    return tooLarge(`attachment "${name}"`, size, recordLimits.recordBytes - 1024);
  }
  const { cold } = state;
  cold.clear();
  const at = cold.begin(opcodes.attachment);
  cold.stamp(logTime);
  cold.stamp(createTime);
  cold.text(name);
  cold.text(mediaType);
  cold.u64(size);
  cold.raw(data);
  cold.u32(crc32(cold.bytes.subarray(recordHeadBytes)));
  cold.end(at);
  const place = { offset: state.offset, length: cold.length, dataSize: size };
  const fault = put(state, cold.bytes);
  if (fault === null) {
    state.summary.attachments.push({ ...place, logTime, createTime, name, mediaType });
  }
  return fault;
}

/** Writes the rest: data end, summary, footer. */
export function finishFile(state: WriterState): WriteOutcome {
  const late = refuseLate(state) ?? flushChunk(state);
  if (late !== null) return late;
  const { cold } = state;
  cold.clear();
  const at = cold.begin(opcodes.dataEnd);
  cold.u32(state.crc);
  cold.end(at);
  const fault = put(state, cold.bytes);
  if (fault !== null) return fault;
  const counts = state.channels.filter((one) => one.total > 0)
    .map((one) => [one.id, one.total] as const);
  state.finished = true;
  return put(state, encodeSummary(state.summary, counts, state.offset));
}
