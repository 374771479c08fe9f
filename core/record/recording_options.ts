/** What a recorder of a running robot is told and what it says. @module */
import type { Fault } from "core/fault.ts";
import type { BlackBoxOptions } from "./black_box.ts";
import type { DiskLimits } from "./disk_care.ts";
import type { PartHead } from "./part.ts";
import type { TopicWriter } from "./recording.ts";
import type { RunMark } from "./run_marks.ts";
import type { Durability, SyncChoice } from "./sync_choice.ts";

/** How a run is recorded. Sizes in bytes, times in ns. */
export interface RecordingFileOptions extends PartHead {
  /** Name of the run without part and ending; sorts by time: see `runName`. */
  readonly baseName: string;
  readonly flushNs: number;
  readonly fsyncNs: number;
  readonly durability: Durability;
  /** A part ends with the next keyframe behind this size or time; Infinity = never. */
  readonly splitBytes: number;
  readonly splitNs: number;
  readonly disk: DiskLimits;
  /** Null where there is no black box. */
  readonly blackBox: BlackBoxOptions | null;
  /** False where only the black box is kept: no part is written until a trigger. */
  readonly isContinuous: boolean;
  /** ms of a monotonic clock, to time fsync. */
  readonly clockMs: () => number;
  readonly onEvent: (event: RecordingEvent) => void;
}

/** Something a recorder says, once. */
export interface RecordingEvent {
  readonly kind:
    | "sync"
    | "part"
    | "stopped"
    | "resumed"
    | "thinned"
    | "deleted"
    | "gap"
    | "blackBox";
  readonly level: "info" | "warning" | "error";
  readonly text: string;
  readonly fault: Fault | null;
  /** Name of the file that begins or was written; empty where there is none. */
  readonly part: string;
}

/** Where a recording stands. */
export interface RecordingStatus {
  /** `waiting`: only the black box is kept. */
  readonly state: "recording" | "stopped" | "waiting" | "closed";
  /** Name of the part that is written; empty where none is. */
  readonly part: string;
  readonly parts: number;
  readonly bytes: number;
  readonly messages: number;
  /** Messages that were not written: thinned, or lost while stopped. */
  readonly lost: number;
  /** 0 all is written, 1 copies are left out, 2 only the essential is written. */
  readonly thinned: 0 | 1 | 2;
  readonly sync: SyncChoice;
  /** Longest fsync of the last hundred, ms. */
  readonly fsyncMaxMs: number;
  /** Why it stopped; null while it records. */
  readonly fault: Fault | null;
}

/** A recording in a folder. Writing never fails to the caller: the outcome is always null. */
export interface RecordingFile extends TopicWriter {
  /** True while the disk takes in the background what was flushed. */
  readonly isSyncing: boolean;
  /** Does what is due; call it at least every `flushNs`. */
  tick(nowNs: number): void;
  /** Ends the part with the next keyframe. */
  split(reason: string): void;
  /** Messages of a topic that were lost before they came here. */
  noteDrops(topic: number, count: number): void;
  /** Writes the black box now, e.g. for `record snapshot`, a crash, an E-stop. */
  trigger(reason: string, nowNs: number): void;
  /** Marks the run as one that is never deleted for room. */
  mark(kind: RunMark, reason: string): Fault | null;
  /** Finishes the part and the black box. Returns the fault that keeps it from being whole. */
  close(nowNs: number): Fault | null;
  readonly status: RecordingStatus;
}
