/**
 * What may happen to a recorder: a message comes, a part begins or ends, the disk fails. What is
 * due by time is in recorder_care.ts.
 *
 * @module
 */
import type { Fault } from "core/fault.ts";
import { beginPart, type Keyframe, writeToPart } from "./part.ts";
import {
  clearPending,
  lose,
  losePending,
  type OpenPart,
  splitDue,
  type State,
} from "./recorder_state.ts";
import type { RecordingEvent } from "./recording_options.ts";
import { createFileSink } from "./sink.ts";
import { type BookedTopic, lastValues, topicAt } from "./topic_book.ts";
import type { WriteOutcome } from "./writer_state.ts";

/** A stopped recording waits so long before it tries again. */
export const retryNs = 2_000_000_000;

const utf8 = new TextEncoder();

/** Says something once: to the caller, and in the file where one is open. */
export function tell(
  s: State,
  kind: RecordingEvent["kind"],
  level: RecordingEvent["level"],
  text: string,
  fault: Fault | null = null,
  part = "",
): void {
  s.options.onEvent({ kind, level, text, fault, part });
  if (kind !== "stopped" && s.open !== null) {
    const data = utf8.encode(JSON.stringify({ event: kind, text }));
    put(s, s.recorderTopic, s.nowNs, data, data.length);
  }
}

/** Stops recording with a fault; `retry` begins again. What was written becomes a whole file. */
export function stop(s: State, fault: Fault): void {
  const { open } = s;
  s.open = null;
  s.fault = fault;
  s.stoppedNs = s.nowNs;
  s.retryNs = s.nowNs + retryNs;
  s.lostWhileStopped = 0;
  if (open !== null) {
    losePending(s);
    // The reserve makes room for the end of a part that filled the disk.
    s.disk.releaseReserve();
    const salvaged = open.part.writer.salvage();
    if (salvaged !== null && salvaged !== fault) s.fault = fault;
    closeFile(s, open);
  }
  tell(s, "stopped", "error", `${fault.message}; the robot goes on, recording tries again`, fault);
}

/** Closes the file of a part that is finished. */
export function closeFile(s: State, open: OpenPart): void {
  s.bytesBefore += open.part.writer.size;
  release(s, open);
}

function release(s: State, open: OpenPart): void {
  try {
    open.file.close();
  } catch (error) {
    // The bytes are written or lost by now; the descriptor is gone either way.
    s.fault ??= {
      code: "RECORD_WRITE",
      message: `Cannot close "${open.part.name}": ${
        error instanceof Error ? error.message : error
      }`,
    };
  }
}

/** The fault of a part that cannot be put on the disk. */
export function syncFault(open: OpenPart, error: unknown): Fault {
  return {
    code: "RECORD_WRITE",
    message: `Cannot sync "${open.part.name}": ${error instanceof Error ? error.message : error}`,
  };
}

/** Closes the file of a part that another one follows: its end is put on the disk meanwhile. */
function closeSynced(s: State, open: OpenPart): void {
  if (s.sync.everyNs === Infinity) return closeFile(s, open);
  s.bytesBefore += open.part.writer.size;
  void open.file.syncData()
    .catch((error) => tellSyncFault(s, syncFault(open, error)))
    .finally(() => release(s, open));
}

/** Tells that a finished part may not be on the disk; recording goes on in the next one. */
export function tellSyncFault(s: State, fault: Fault): void {
  tell(s, "sync", "error", fault.message, fault);
}

/** Opens the next part. Returns the fault that prevents it. */
export function startPart(s: State, reason: string, keyframe: Keyframe | null): Fault | null {
  const { options, folder, book } = s;
  const room = s.disk.prepare(s.nowNs);
  if (room.fault !== null) return room.fault;
  const index = s.nextPart;
  const name = `${options.baseName}-${String(index).padStart(3, "0")}.mcap`;
  const made = folder.create(name);
  if (!made.ok) return made.fault;
  s.nextPart++;
  const file = made.value;
  const part = beginPart(createFileSink(file), options, book, {
    place: { name, index, nowNs: s.nowNs, reason },
    keyframe,
    latched: lastValues(book),
  });
  if ("code" in part) {
    file.close();
    folder.remove(name);
    return part;
  }
  s.open = { part, file };
  clearPending(s);
  s.parts++;
  s.fault = null;
  s.unsynced = true;
  s.lastFlushNs = s.nowNs;
  s.lastSyncNs = s.nowNs;
  s.isKernelReady = keyframe !== null || !hasKernelTicks(s);
  tell(s, "part", "info", `recording into ${name} (${reason})`, null, name);
  tellDeleted(s, room.deleted);
  return null;
}

/** Says which files were deleted for room. */
export function tellDeleted(s: State, names: readonly string[]): void {
  if (names.length > 0) tell(s, "deleted", "info", `deleted for room: ${names.join(", ")}`);
}

function hasKernelTicks(s: State): boolean {
  return s.book.topics.some((one) => one.key === "inputs" && one.sequence > 0);
}

/** Ends the part and begins the next one. */
export function splitNow(s: State, keyframe: Keyframe | null): void {
  const { open, splitReason } = s;
  s.splitReason = "";
  if (open === null) return;
  const fault = open.part.writer.finish();
  if (fault !== null) return stop(s, fault);
  closeSynced(s, open);
  s.open = null;
  const next = startPart(s, splitReason, keyframe);
  if (next !== null) return stop(s, next);
}

function isThinned(s: State, topic: BookedTopic): boolean {
  const { level } = s.disk;
  const { priority } = topic.care;
  return (level >= 1 && priority === "copy") || (level >= 2 && priority === "useful");
}

/** Writes one message into the open part, or counts it as lost. */
export function put(
  s: State,
  handle: number,
  timeNs: number,
  data: Uint8Array,
  length: number,
): void {
  const topic = topicAt(s.book, handle);
  const sequence = topic.sequence;
  s.book.latch(topic, timeNs, data, length);
  topic.sequence = sequence + 1;
  s.blackBox?.put(handle, sequence, timeNs, data, length);
  const { open } = s;
  const { key } = topic;
  if (key === "keyframe" && open !== null) s.isKernelReady = true;
  const isHeldBack = !s.isKernelReady && (key === "inputs" || key === "outputs");
  if (open === null || isHeldBack || isThinned(s, topic)) {
    if (s.options.isContinuous) lose(s, topic, 1);
    return;
  }
  const { part } = open;
  const { size } = part.writer;
  const fault = writeToPart(part, s.book, handle, sequence, timeNs, timeNs, data, length);
  if (fault !== null) {
    lose(s, topic, 1);
    stop(s, fault);
    return;
  }
  // The writer closed a full chunk by itself: what it held is in the file.
  if (part.writer.size !== size) clearPending(s);
  topic.pending++;
  s.messages++;
}

/** Takes one message: written, or counted as lost. */
export function writeOne(
  s: State,
  handle: number,
  timeNs: number,
  data: Uint8Array,
  length: number,
): WriteOutcome {
  if (s.isClosed) return null;
  if (timeNs > s.nowNs) s.nowNs = timeNs;
  const { key, sequence } = topicAt(s.book, handle);
  put(s, handle, timeNs, data, length);
  if (key === "outputs") watchFaults(s, data);
  if (key === "keyframe" && s.splitReason === "") s.splitReason = splitDue(s, timeNs);
  if (key === "keyframe" && s.splitReason !== "") {
    splitNow(s, { handle, timeNs, sequence, data: data.subarray(0, length) });
  }
  return null;
}

function watchFaults(s: State, outputs: Uint8Array): void {
  const found = s.watch(outputs);
  if (found === null) return;
  s.blackBox?.trigger(found.reason, s.nowNs);
  if (found.isGrave) s.marks.set("fault", found.reason);
}
