/** The state of a recorder: the open part, the topics, what was lost. @module */
import type { Fault } from "core/fault.ts";
import { type BlackBox, createBlackBox } from "./black_box.ts";
import { createDiskCare, type DiskCare } from "./disk_care.ts";
import { createFaultWatch, type FaultWatch } from "./fault_watch.ts";
import type { Part } from "./part.ts";
import type { PartFile, RecordingFolder } from "./recording_folder.ts";
import type { RecordingFileOptions } from "./recording_options.ts";
import { createRunMarks, type RunMarks } from "./run_marks.ts";
import { chooseSync, type SyncChoice } from "./sync_choice.ts";
import { type BookedTopic, createTopicBook, type TopicBook } from "./topic_book.ts";

/** The part that is written, and its file. */
export interface OpenPart {
  readonly part: Part;
  readonly file: PartFile;
}

/** The state of a recorder. */
export interface State {
  readonly folder: RecordingFolder;
  readonly options: RecordingFileOptions;
  readonly book: TopicBook;
  readonly disk: DiskCare;
  readonly watch: FaultWatch;
  readonly sync: SyncChoice;
  readonly recorderTopic: number;
  blackBox: BlackBox | null;
  open: OpenPart | null;
  /** True where kernel topics may be written: the part began with a keyframe or with the run. */
  isKernelReady: boolean;
  splitReason: string;
  splitAskedNs: number;
  fault: Fault | null;
  stoppedNs: number;
  retryNs: number;
  /** Messages lost since recording stopped. */
  lostWhileStopped: number;
  lost: number;
  messages: number;
  bytesBefore: number;
  nextPart: number;
  parts: number;
  lastFlushNs: number;
  lastSyncNs: number;
  lastCareNs: number;
  unsynced: boolean;
  /** True while the disk takes a part in the background. */
  isSyncing: boolean;
  /** Since when it does, by the kernel's clock. */
  syncBeganNs: number;
  /** True once it was told that this takes too long. */
  isSyncLate: boolean;
  readonly syncMs: Float64Array;
  syncs: number;
  readonly marks: RunMarks;
  isClosed: boolean;
  nowNs: number;
}

/** The state of a recorder that has written nothing yet. */
export function createRecorderState(folder: RecordingFolder, options: RecordingFileOptions): State {
  const book = createTopicBook();
  return {
    folder,
    options,
    book,
    disk: createDiskCare(folder, options.baseName, options.disk),
    watch: createFaultWatch(),
    sync: chooseSync(options.durability, options.fsyncNs, folder, options.clockMs),
    recorderTopic: book.handle("recorder", ""),
    blackBox: options.blackBox === null
      ? null
      : createBlackBox(options.blackBox, options, book, options.baseName, folder),
    open: null,
    isKernelReady: true,
    splitReason: "",
    splitAskedNs: 0,
    fault: null,
    stoppedNs: 0,
    retryNs: 0,
    lostWhileStopped: 0,
    lost: 0,
    messages: 0,
    bytesBefore: 0,
    nextPart: 0,
    parts: 0,
    lastFlushNs: 0,
    lastSyncNs: 0,
    lastCareNs: 0,
    unsynced: false,
    isSyncing: false,
    syncBeganNs: 0,
    isSyncLate: false,
    syncMs: new Float64Array(100),
    syncs: 0,
    marks: createRunMarks(folder, options.baseName),
    isClosed: false,
    nowNs: 0,
  };
}

/** Why the part should end now; empty where it should not. */
export function splitDue(s: State, nowNs: number): string {
  const { open, options } = s;
  if (open === null) return "";
  if (open.part.writer.size >= options.splitBytes) return "size";
  return nowNs - open.part.startNs >= options.splitNs ? "time" : "";
}

/** Notes that all messages of the open chunk are in the file. */
export function clearPending(s: State): void {
  for (const topic of s.book.topics) topic.pending = 0;
}

/** Counts the messages of a chunk that did not come into the file. */
export function losePending(s: State): void {
  for (const topic of s.book.topics) {
    if (topic.pending === 0) continue;
    s.messages -= topic.pending;
    lose(s, topic, topic.pending);
    topic.pending = 0;
  }
}

/** Counts messages that are not written. */
export function lose(s: State, topic: BookedTopic, count: number): void {
  topic.lost += count;
  s.lost += count;
  s.lostWhileStopped += count;
}
