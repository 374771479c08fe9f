/**
 * The folder that a recorder writes into, as few operations that can each fail: so that a full
 * disk, a deleted folder or a read-only mount is a value, and tests can play all of them.
 *
 * @module
 */
import { statfsSync } from "node:fs";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import type { WritableFile } from "./sink.ts";
import type { ReadableFile } from "./source.ts";

/** A file that is being written. */
export interface PartFile extends WritableFile {
  /** Puts what was written on the disk while the caller goes on writing. Rejects as the disk does. */
  syncData(): Promise<void>;
  close(): void;
}

/** A file of the folder that is being read. */
export interface StoredFile extends ReadableFile {
  readonly size: number;
  close(): void;
}

/** An entry of the folder. */
export interface FolderEntry {
  readonly name: string;
  readonly bytes: number;
}

/** A folder of recordings. Names are plain file names without a path. */
export interface RecordingFolder {
  /** Makes a file that is not there yet, and the folder where it is missing. Mode 0600. */
  create(name: string): Result<PartFile>;
  open(name: string): Result<StoredFile>;
  /** True where the file is there. */
  has(name: string): boolean;
  list(): Result<readonly FolderEntry[]>;
  remove(name: string): Fault | null;
  rename(from: string, to: string): Fault | null;
  /** Bytes that may still be written; null where that cannot be asked. */
  freeBytes(): number | null;
}

function refuse(action: string, path: string, error: unknown): { ok: false; fault: Fault } {
  const reason = error instanceof Error ? error.message : String(error);
  return fail({
    code: "RECORD_WRITE",
    message: `Cannot ${action} "${path}": ${reason}`,
    value: path,
    help: "check that the disk has room and that the folder may be written",
  });
}

function attempt(action: string, path: string, work: () => void): Fault | null {
  try {
    work();
    return null;
  } catch (error) {
    return refuse(action, path, error).fault;
  }
}

function listFiles(folder: string): Result<readonly FolderEntry[]> {
  try {
    const found: FolderEntry[] = [];
    for (const entry of Deno.readDirSync(folder)) {
      if (!entry.isFile) continue;
      found.push({ name: entry.name, bytes: Deno.lstatSync(`${folder}/${entry.name}`).size });
    }
    return ok(found.sort((a, b) => a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ok([]);
    return refuse("list", folder, error);
  }
}

/**
 * Makes a file that can be synced while it is written. Deno lends a file to the call that runs in
 * the background and refuses all others meanwhile ("busy"), hence a second descriptor.
 */
function createPart(path: string): PartFile {
  const file = Deno.openSync(path, { write: true, createNew: true, mode: 0o600 });
  let twin: Deno.FsFile;
  try {
    twin = Deno.openSync(path, { write: true });
  } catch (error) {
    // The next try makes a file of this name anew.
    file.close();
    Deno.removeSync(path);
    throw error;
  }
  return {
    writeSync: (bytes) => file.writeSync(bytes),
    syncDataSync: () => file.syncDataSync(),
    syncData: () => twin.syncData(),
    truncateSync: (size) => file.truncateSync(size),
    seekSync: (offset, whence) => file.seekSync(offset, whence),
    close: () => {
      twin.close();
      file.close();
    },
  };
}

/**
 * A folder on the disk: needs read and write of it. `freeBytes` also needs the right to ask for
 * file systems (`sys: statfs`); without it, it is null and a full disk is met when it is full.
 */
export function diskFolder(path: string): RecordingFolder {
  let mayAsk = true;
  return {
    create: (name) => {
      try {
        Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
        return ok(createPart(`${path}/${name}`));
      } catch (error) {
        return refuse("make", `${path}/${name}`, error);
      }
    },
    open: (name) => {
      try {
        const file = Deno.openSync(`${path}/${name}`);
        const { size } = file.statSync();
        return ok({
          size,
          seekSync: (offset, whence) => file.seekSync(offset, whence),
          readSync: (into) => file.readSync(into),
          close: () => file.close(),
        });
      } catch (error) {
        return refuse("open", `${path}/${name}`, error);
      }
    },
    has: (name) => {
      try {
        return Deno.lstatSync(`${path}/${name}`).isFile;
      } catch {
        // Not there, or nothing may be asked of the folder any more: gone in either case.
        return false;
      }
    },
    list: () => listFiles(path),
    remove: (name) =>
      attempt("delete", `${path}/${name}`, () => Deno.removeSync(`${path}/${name}`)),
    rename: (from, to) =>
      attempt(
        "rename",
        `${path}/${from}`,
        () => Deno.renameSync(`${path}/${from}`, `${path}/${to}`),
      ),
    freeBytes: () => {
      if (!mayAsk) return null;
      try {
        const { bavail, bsize } = statfsSync(path);
        return bavail * bsize;
      } catch (error) {
        if (error instanceof Deno.errors.NotCapable) mayAsk = false;
        return null;
      }
    },
  };
}
