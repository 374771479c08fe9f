/** Section `record` of the config as a recording file takes it. @module */
import type { Config } from "core/config/mod.ts";
import type { RecordingFileOptions } from "core/record/mod.ts";

const mebi = 1024 * 1024;
const second = 1_000_000_000;

/** The part of the options that config decides. */
export type RecordingLimits = Pick<
  RecordingFileOptions,
  | "flushNs"
  | "fsyncNs"
  | "durability"
  | "splitBytes"
  | "splitNs"
  | "disk"
  | "blackBox"
  | "isContinuous"
>;

/** Reads section `record`; a quota of 0 is none. A part is at most a quarter of the quota. */
export function recordingLimits(record: Config["record"]): RecordingLimits {
  const quotaBytes = record.quotaMiB === 0 ? Infinity : record.quotaMiB * mebi;
  const splitBytes = Math.min(record.splitMiB * mebi, quotaBytes / 4);
  const { beforeS, afterS, memoryMiB } = record.blackBox;
  return {
    flushNs: record.flushMs * 1e6,
    fsyncNs: record.fsyncMs * 1e6,
    durability: record.durability,
    splitBytes,
    splitNs: record.splitS * second,
    disk: {
      quotaBytes,
      lowBytes: record.lowMiB * mebi,
      stopBytes: record.stopMiB * mebi,
      reserveBytes: record.reserveMiB * mebi,
      partBytes: splitBytes / 4,
    },
    blackBox: beforeS === 0 ? null : {
      beforeNs: beforeS * second,
      afterNs: afterS * second,
      capacityBytes: memoryMiB * mebi,
    },
    isContinuous: record.mode === "continuous",
  };
}
