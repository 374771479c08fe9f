/** What a recorder does by time: flush, sync, split, look at the disk, try again. @module */
import type { Fault } from "core/fault.ts";
import {
  put,
  retryNs,
  splitNow,
  startPart,
  stop,
  syncFault,
  tell,
  tellDeleted,
  tellSyncFault,
} from "./recorder_moves.ts";
import { clearPending, type OpenPart, splitDue, type State } from "./recorder_state.ts";

/** How often the disk is looked at. */
const careNs = 1_000_000_000;
/** A disk that takes longer for one fsync than this is told of. */
const lateSyncNs = 10_000_000_000;
/** A split waits so long for a keyframe; recordings without a kernel have none. */
const splitPatienceNs = 3_000_000_000;

const utf8 = new TextEncoder();

/**
 * Puts what was flushed on the disk while the recorder writes on: a busy disk may take a second
 * for it, and a kill in that second may lose no more than any other.
 */
function beginSync(s: State, open: OpenPart): void {
  const beganMs = s.options.clockMs();
  const done = (fault: Fault | null): void => {
    s.isSyncing = false;
    s.syncMs[s.syncs++ % s.syncMs.length] = s.options.clockMs() - beganMs;
    if (fault === null) return;
    if (s.open === open) stop(s, fault);
    else tellSyncFault(s, fault);
  };
  s.isSyncing = true;
  s.syncBeganNs = s.nowNs;
  s.isSyncLate = false;
  s.unsynced = false;
  open.file.syncData().then(() => done(null), (error) => done(syncFault(open, error)));
}

function flushPart(s: State, nowNs: number): void {
  const { open, options } = s;
  if (open === null) return;
  if (nowNs - s.lastFlushNs >= options.flushNs) {
    s.lastFlushNs = nowNs;
    const before = open.part.writer.size;
    const fault = open.part.writer.flush();
    if (fault !== null) return stop(s, fault);
    clearPending(s);
    if (open.part.writer.size > before) s.unsynced = true;
  }
  if (s.unsynced && !s.isSyncing && nowNs - s.lastSyncNs >= s.sync.everyNs) {
    s.lastSyncNs = nowNs;
    beginSync(s, open);
  }
}

function askForSplit(s: State, nowNs: number): void {
  if (s.open === null) return;
  if (s.splitReason === "") {
    s.splitReason = splitDue(s, nowNs);
    if (s.splitReason !== "") s.splitAskedNs = nowNs;
  } else if (nowNs - s.splitAskedNs >= splitPatienceNs) splitNow(s, null);
}

/** Tells the gaps of the last second in the file, topic by topic. */
export function tellGaps(s: State): void {
  if (s.open === null) return;
  for (const topic of s.book.topics) {
    if (topic.lost === 0) continue;
    const data = utf8.encode(JSON.stringify({
      event: "gap",
      topic: topic.topic,
      count: topic.lost,
      text: `${topic.lost} messages are missing`,
    }));
    topic.lost = 0;
    put(s, s.recorderTopic, s.nowNs, data, data.length);
  }
}

/** Says once that the disk does not take what it was given. */
function tellLateSync(s: State, nowNs: number): void {
  if (!s.isSyncing || s.isSyncLate || nowNs - s.syncBeganNs < lateSyncNs) return;
  s.isSyncLate = true;
  const forS = (lateSyncNs * 1e-9).toFixed(0);
  tell(s, "sync", "warning", `the disk has not synced for ${forS} s: a power cut may lose as much`);
}

function careForDisk(s: State, nowNs: number): void {
  if (nowNs - s.lastCareNs < careNs) return;
  s.lastCareNs = nowNs;
  const { open, disk } = s;
  tellGaps(s);
  tellLateSync(s, nowNs);
  if (open === null) return;
  if (!s.folder.has(open.part.name)) {
    return stop(s, {
      code: "RECORD_WRITE",
      message: `Cannot go on with "${open.part.name}": it was deleted while it was written`,
      help: "recording begins a new part where the folder can be made again",
    });
  }
  const before = disk.level;
  const found = disk.look(nowNs, open.part.name, open.part.writer.size);
  tellDeleted(s, found.deleted);
  if (found.fault !== null) return stop(s, found.fault);
  if (disk.level !== before) {
    const what = ["all is recorded again", "copies of sensors are left out", "only the essential"];
    tell(
      s,
      "thinned",
      disk.level > before ? "warning" : "info",
      `${what[disk.level]}: ${disk.text}`,
    );
  }
}

function retry(s: State, nowNs: number): void {
  if (s.open !== null || !s.options.isContinuous || nowNs < s.retryNs) return;
  s.retryNs = nowNs + retryNs;
  const fault = s.disk.prepareReserve() ?? startPart(s, "resumed", null);
  if (fault !== null) {
    s.fault ??= fault;
    return;
  }
  const forS = ((nowNs - s.stoppedNs) * 1e-9).toFixed(1);
  tell(
    s,
    "resumed",
    "info",
    `recording again after ${forS} s, ${s.lostWhileStopped} messages lost`,
  );
}

/** Does what is due at `nowNs`. */
export function careAt(s: State, nowNs: number): void {
  if (s.isClosed) return;
  if (nowNs > s.nowNs) s.nowNs = nowNs;
  flushPart(s, nowNs);
  askForSplit(s, nowNs);
  careForDisk(s, nowNs);
  retry(s, nowNs);
  const event = s.blackBox?.tick(nowNs) ?? null;
  if (event?.kind === "written") {
    tell(
      s,
      "blackBox",
      "info",
      `black box written: ${event.name} (${event.reason})`,
      null,
      event.name,
    );
  } else if (event?.kind === "failed") {
    tell(
      s,
      "blackBox",
      "error",
      `black box is held in memory: ${event.fault.message}`,
      event.fault,
    );
  }
}
