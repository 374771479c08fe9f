/** A folder of recordings in memory whose disk fails on command. @module */
import { fail, ok } from "core/fault.ts";
import type { RecordingFolder } from "core/record/mod.ts";

/** What may go wrong with it. */
export interface MemoryFolder extends RecordingFolder {
  readonly files: Map<string, Uint8Array>;
  /** Bytes that the disk takes in all; more is ENOSPC. */
  capacity: number;
  /** What `freeBytes` answers; null = it cannot be asked. */
  free: number | null;
  /** True where nothing may be written. */
  isReadOnly: boolean;
  /** ms that one sync takes, by the clock of `clockMs`. */
  syncMs: number;
  /** What a sync in the background does. */
  sync: () => Promise<void>;
  clockMs(): number;
}

const fault = (message: string) => fail({ code: "RECORD_WRITE", message });

function openStored(bytes: Uint8Array | undefined): ReturnType<RecordingFolder["open"]> {
  if (bytes === undefined) return fault("No such file or directory (os error 2)");
  let at = 0;
  return ok({
    size: bytes.length,
    seekSync: (offset: number) => at = offset,
    readSync: (into: Uint8Array) => {
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      at += part.length;
      return part.length === 0 ? null : part.length;
    },
    close: () => {},
  });
}

/** Makes an empty folder on a disk without end. */
export function memoryFolder(): MemoryFolder {
  const files = new Map<string, Uint8Array>();
  let nowMs = 0;
  const used = (): number => [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  const grow = (name: string, bytes: Uint8Array): number => {
    if (folder.isReadOnly) throw new Error("Read-only file system (os error 30)");
    const room = folder.capacity - used();
    if (room <= 0) throw new Error("No space left on device (os error 28)");
    const taken = bytes.subarray(0, Math.min(room, bytes.length));
    const was = files.get(name);
    // A file that was deleted takes bytes all the same, and nobody sees them.
    if (was === undefined) return bytes.length;
    const all = new Uint8Array(was.length + taken.length);
    all.set(was);
    all.set(taken, was.length);
    files.set(name, all);
    return taken.length;
  };
  const folder: MemoryFolder = {
    files,
    capacity: Infinity,
    free: null,
    isReadOnly: false,
    syncMs: 0,
    sync: () => Promise.resolve(),
    clockMs: () => nowMs,
    create: (name) => {
      if (folder.isReadOnly) return fault("Read-only file system (os error 30)");
      if (files.has(name)) return fault("File exists (os error 17)");
      files.set(name, new Uint8Array(0));
      return ok({
        writeSync: (bytes: Uint8Array) => grow(name, bytes),
        syncDataSync: () => {
          nowMs += folder.syncMs;
        },
        syncData: () => folder.sync(),
        truncateSync: (size: number) => {
          const was = files.get(name);
          if (was !== undefined) files.set(name, was.slice(0, size));
        },
        seekSync: (offset: number) => offset,
        close: () => {},
      });
    },
    open: (name) => openStored(files.get(name)),
    has: (name) => files.has(name),
    list: () => ok([...files].map(([name, bytes]) => ({ name, bytes: bytes.length })).sort()),
    remove: (name) => {
      files.delete(name);
      return null;
    },
    rename: (from, to) => {
      const bytes = files.get(from);
      if (bytes !== undefined) files.set(to, bytes);
      files.delete(from);
      return null;
    },
    freeBytes: () => folder.free,
  };
  return folder;
}
