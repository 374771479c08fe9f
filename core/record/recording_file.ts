/**
 * The recording of a running robot: one run over many parts, in a folder whose disk may be slow,
 * full, read-only or gone. Nothing here throws, waits or stops the caller; what cannot be written
 * is counted and told once.
 *
 * How a recorder worker drives it:
 *
 * ```text
 * const file = createRecordingFile(diskFolder(path), options);   // makes the first part at once
 * const recorder = createRunRecorderOn(about, file);             // core/runlog: it is a TopicWriter
 * for (;;) {                                                     // every 1 to 2 ms
 *   while (ring.take(entry)) recordTick(recorder, decode(entry));
 *   if (drops > 0) file.noteDrops(handle, drops);                // the ring lost messages
 *   file.tick(nowNs);                                            // flush, sync, split, retry
 * }
 * file.close(nowNs);
 * ```
 *
 * `nowNs` is the kernel's clock in all calls; `options.clockMs` is asked only to time `fsync`.
 * One `tick` does at most one flush (0.2 ms) and one housekeeping step; call it at least every
 * `flushNs`. It begins an fsync, which runs on in the background: while `isSyncing`, let
 * the event loop turn between two calls, or its end is never seen. `onEvent` is called from within
 * these calls, and where an fsync failed.
 *
 * The state of a part's file: `NAME-000.mcap`, `NAME-001.mcap` and so on; `NAME.fault` or
 * `NAME.keep` beside them mark a run that is never deleted for room; `NAME.reserve` holds the room
 * with which a part is finished on a full disk.
 *
 * @module
 */
import type { Fault } from "core/fault.ts";
import { careAt, tellGaps } from "./recorder_care.ts";
import { closeFile, startPart, stop, syncFault, tell, writeOne } from "./recorder_moves.ts";
import { createRecorderState, lose, type OpenPart, type State } from "./recorder_state.ts";
import type { RecordingFolder } from "./recording_folder.ts";
import type { RecordingFile, RecordingFileOptions, RecordingStatus } from "./recording_options.ts";
import { topicAt } from "./topic_book.ts";

const utf8 = new TextEncoder();

function close(s: State, nowNs: number): Fault | null {
  if (s.isClosed) return s.fault;
  if (nowNs > s.nowNs) s.nowNs = nowNs;
  tellGaps(s);
  const { open } = s;
  const boxFault = s.blackBox?.finish() ?? null;
  s.isClosed = true;
  s.open = null;
  let fault = s.fault;
  if (open !== null) {
    fault = open.part.writer.finish();
    if (fault !== null) {
      s.disk.releaseReserve();
      open.part.writer.salvage();
    } else if (s.sync.everyNs < Infinity) fault = syncFile(open);
    closeFile(s, open);
  }
  s.disk.releaseReserve();
  return fault ?? boxFault;
}

function syncFile(open: OpenPart): Fault | null {
  try {
    open.file.syncDataSync();
    return null;
  } catch (error) {
    return syncFault(open, error);
  }
}

function statusOf(s: State): RecordingStatus {
  const { open } = s;
  const now = s.isClosed
    ? "closed"
    : open !== null
    ? "recording"
    : s.options.isContinuous
    ? "stopped"
    : "waiting";
  return {
    state: now,
    part: open?.part.name ?? "",
    parts: s.parts,
    bytes: s.bytesBefore + (open?.part.writer.size ?? 0),
    messages: s.messages,
    lost: s.lost,
    thinned: s.disk.level,
    sync: s.sync,
    fsyncMaxMs: Math.max(...s.syncMs),
    fault: s.fault,
  };
}

/**
 * Begins the recording of a run. Where the folder takes nothing it is stopped from the start and
 * tries again: the robot runs all the same, and `status.fault` says why.
 */
export function createRecordingFile(
  folder: RecordingFolder,
  options: RecordingFileOptions,
): RecordingFile {
  const s = createRecorderState(folder, options);
  if (options.isContinuous) {
    const fault = s.disk.prepareReserve() ?? startPart(s, "start", null);
    if (fault !== null) stop(s, fault);
  }
  tell(s, "sync", "info", s.sync.text);
  return {
    topic: (key, name = "main") => s.book.handle(key, name),
    write: (topic, timeNs, data, length = data.length) => writeOne(s, topic, timeNs, data, length),
    writeJson: (topic, timeNs, value) => {
      const data = utf8.encode(JSON.stringify(value));
      return writeOne(s, topic, timeNs, data, data.length);
    },
    tick: (nowNs) => careAt(s, nowNs),
    split: (reason) => {
      s.splitReason = reason;
      s.splitAskedNs = s.nowNs;
    },
    noteDrops: (handle, count) => {
      const topic = topicAt(s.book, handle);
      topic.sequence += count;
      lose(s, topic, count);
    },
    trigger: (reason, nowNs) => s.blackBox?.trigger(reason, nowNs),
    mark: (kind, reason) => s.marks.set(kind, reason),
    close: (nowNs) => close(s, nowNs),
    get isSyncing() {
      return s.isSyncing;
    },
    get status() {
      return statusOf(s);
    },
  };
}

/** Name of a run that sorts by time: `20261124T233000Z-NAME`, from an ISO 8601 time in UTC. */
export function runName(startedAt: string, name: string): string {
  const stamp = startedAt.replace(/[-:]|\.\d+/g, "");
  const plain = name.toLowerCase().replace(/[^a-z0-9_]+/g, "-").replace(/^-+|-+$/g, "").slice(
    0,
    48,
  );
  return plain === "" ? stamp : `${stamp}-${plain}`;
}
