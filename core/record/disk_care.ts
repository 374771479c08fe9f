/**
 * Room on the disk of a recorder: a quota for the folder, kept by deleting the oldest parts first,
 * never those of kept or faulted runs nor files that no recorder named; and what to do as the disk
 * runs out: leave out copies, then all but the essential, then stop.
 *
 * @module
 */
import type { Fault } from "core/fault.ts";
import type { FolderEntry, RecordingFolder } from "./recording_folder.ts";

/** Limits of a recorder's disk, bytes. */
export interface DiskLimits {
  /** All recordings of the folder together; Infinity = no quota. */
  readonly quotaBytes: number;
  /** Below this much free, copies of sensors are left out; below half of it, all but the essential. */
  readonly lowBytes: number;
  /** Below this much free, recording stops. */
  readonly stopBytes: number;
  /** Room that is kept to finish a part on a full disk; 0 = none. */
  readonly reserveBytes: number;
  /** Room that a quota makes for a new part. */
  readonly partBytes: number;
}

/** What a look at the disk found. */
export interface DiskFound {
  readonly deleted: readonly string[];
  readonly fault: Fault | null;
}

/** Care for the disk of one run. */
export interface DiskCare {
  /** Makes room for a new part. */
  prepare(nowNs: number): DiskFound;
  /** Looks at quota and free room while a part of `currentBytes` is written. */
  look(nowNs: number, current: string, currentBytes: number): DiskFound;
  /** Writes the reserve where it is missing. */
  prepareReserve(): Fault | null;
  releaseReserve(): void;
  /** 0 all, 1 no copies, 2 only the essential. */
  readonly level: 0 | 1 | 2;
  /** What the level was chosen by. */
  readonly text: string;
}

/** Files of a recorder: a time, a name, a part; or a black box of the run. */
const partName = /^(\d{8}T\d{6}Z(?:-[a-z0-9_-]+?)?)-(?:\d{3,}|blackbox-\d+-[a-z0-9-]*)\.mcap$/;
/** A level is left only when this much more is free than where it began. */
const hysteresis = 1.25;
/** How often the folder is listed. */
const listNs = 10_000_000_000;

/** The run that a file belongs to, or null where no recorder named it so. */
export function runOfPart(name: string): string | null {
  return partName.exec(name)?.[1] ?? null;
}

interface State {
  readonly folder: RecordingFolder;
  readonly limits: DiskLimits;
  readonly reserveName: string;
  hasReserve: boolean;
  level: 0 | 1 | 2;
  text: string;
  /** Bytes of all recordings but the current part, when last listed. */
  usedBytes: number;
  listedNs: number;
}

/** Deletes oldest parts until `room` more bytes fit the quota. */
function keepQuota(s: State, current: string, room: number): DiskFound {
  const { folder, limits } = s;
  const listed = folder.list();
  if (!listed.ok) return { deleted: [], fault: listed.fault };
  const marks = new Set(
    listed.value.filter(({ name }) => /\.(keep|fault)$/.test(name))
      .map(({ name }) => name.replace(/\.(keep|fault)$/, "")),
  );
  const recordings = listed.value.filter(({ name }) => name.endsWith(".mcap") && name !== current);
  let used = recordings.reduce((sum, { bytes }) => sum + bytes, 0);
  const deleted: string[] = [];
  for (const entry of oldestFirst(recordings)) {
    if (used + room <= limits.quotaBytes) break;
    const run = runOfPart(entry.name);
    if (run === null || marks.has(run)) continue;
    if (folder.remove(entry.name) !== null) continue;
    deleted.push(entry.name);
    used -= entry.bytes;
  }
  s.usedBytes = used;
  return { deleted, fault: used + room <= limits.quotaBytes ? null : quotaFault(limits) };
}

function oldestFirst(entries: readonly FolderEntry[]): readonly FolderEntry[] {
  return [...entries].sort((a, b) => a.name < b.name ? -1 : 1);
}

function quotaFault({ quotaBytes }: DiskLimits): Fault {
  return {
    code: "RECORD_QUOTA",
    message: `Cannot record more: ${
      (quotaBytes / 1e6).toFixed(0)
    } MB of kept recordings fill the quota`,
    path: "record.quotaMiB",
    help: "move kept and faulted runs elsewhere, or raise the quota",
  };
}

function levelFor(s: State, free: number): 0 | 1 | 2 {
  const { lowBytes } = s.limits;
  const worse = free < lowBytes / 2 ? 2 : free < lowBytes ? 1 : 0;
  if (worse >= s.level) return worse;
  const relaxed = free / hysteresis;
  return relaxed < lowBytes / 2 ? 2 : relaxed < lowBytes ? 1 : 0;
}

function lookAtFree(s: State): Fault | null {
  const free = s.folder.freeBytes();
  if (free === null) return null;
  s.level = levelFor(s, free);
  s.text = `${(free / 1e6).toFixed(0)} MB free`;
  if (free >= s.limits.stopBytes) return null;
  return {
    code: "RECORD_DISK_FULL",
    message: `Cannot record more: ${s.text}, ${(s.limits.stopBytes / 1e6).toFixed(0)} MB stay free`,
    path: "record.stopMiB",
    help: "make room on the disk of record.folder",
  };
}

function writeReserve(s: State): Fault | null {
  const { folder, limits, reserveName } = s;
  if (s.hasReserve || limits.reserveBytes === 0) return null;
  folder.remove(reserveName);
  const made = folder.create(reserveName);
  if (!made.ok) return made.fault;
  const file = made.value;
  const block = new Uint8Array(1 << 18);
  let fault: Fault | null = null;
  try {
    for (let left = limits.reserveBytes; left > 0;) {
      const count = file.writeSync(left < block.length ? block.subarray(0, left) : block);
      if (count <= 0) throw new Error("the file takes nothing more");
      left -= count;
    }
  } catch (error) {
    fault = {
      code: "RECORD_WRITE",
      message: `Cannot keep room in reserve: ${error instanceof Error ? error.message : error}`,
      help: "make room on the disk of record.folder",
    };
  }
  file.close();
  if (fault !== null) folder.remove(reserveName);
  s.hasReserve = fault === null;
  return fault;
}

/** Makes the care for a run's folder. */
export function createDiskCare(
  folder: RecordingFolder,
  baseName: string,
  limits: DiskLimits,
): DiskCare {
  const s: State = {
    folder,
    limits,
    reserveName: `${baseName}.reserve`,
    hasReserve: false,
    level: 0,
    text: "",
    usedBytes: 0,
    listedNs: -Infinity,
  };
  const hasQuota = limits.quotaBytes < Infinity;
  return {
    prepare: (nowNs) => {
      s.listedNs = nowNs;
      const none: DiskFound = { deleted: [], fault: null };
      const { deleted, fault } = hasQuota ? keepQuota(s, "", limits.partBytes) : none;
      return { deleted, fault: fault ?? lookAtFree(s) };
    },
    look: (nowNs, current, currentBytes) => {
      const fault = lookAtFree(s);
      if (fault !== null) return { deleted: [], fault };
      const isOver = s.usedBytes + currentBytes > limits.quotaBytes;
      if (!hasQuota || (!isOver && nowNs - s.listedNs < listNs)) {
        return { deleted: [], fault: null };
      }
      s.listedNs = nowNs;
      return keepQuota(s, current, currentBytes);
    },
    prepareReserve: () => writeReserve(s),
    releaseReserve: () => {
      if (!s.hasReserve) return;
      s.hasReserve = false;
      folder.remove(s.reserveName);
    },
    get level() {
      return s.level;
    },
    get text() {
      return s.text;
    },
  };
}
