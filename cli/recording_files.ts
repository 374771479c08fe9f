/** Opens recordings to read and to write, with faults that say what to do. @module */
import { MechError } from "core/fault.ts";
import { type ByteSource, createFileSink, fileSource, type RecordSink } from "core/record/mod.ts";

/** A recording that is open for reading. */
export interface OpenRecording {
  readonly path: string;
  readonly source: ByteSource;
  readonly size: number;
  /** Reads up to `into.length` bytes from `offset`; returns their number. */
  readonly read: (offset: number, into: Uint8Array) => number;
  readonly close: () => void;
}

/** Opens a recording. Throws RECORD_NOT_FOUND where that fails. */
export function openRecording(path: string): OpenRecording {
  try {
    const file = Deno.openSync(path);
    const info = file.statSync();
    if (info.isDirectory) {
      file.close();
      throw new Deno.errors.IsADirectory(path);
    }
    return {
      path,
      source: fileSource(file, info.size),
      size: info.size,
      read: (offset, into) => {
        file.seekSync(offset, Deno.SeekMode.Start);
        return file.readSync(into) ?? 0;
      },
      close: () => file.close(),
    };
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    throw new MechError({
      code: "RECORD_NOT_FOUND",
      message: `Cannot read recording "${path}": ${
        isMissing ? "it is not there" : error instanceof Error ? error.name : error
      }`,
      value: path,
      help: isMissing ? "record list FOLDER shows what there is" : "check the path and its rights",
    });
  }
}

/** A recording that is open for writing. */
export interface NewRecording {
  readonly path: string;
  readonly sink: RecordSink;
  readonly close: () => void;
}

/**
 * Makes the file of a new recording, readable by its owner only. Refuses a file that is there
 * (RECORD_EXISTS) unless `replace`; fails with RECORD_WRITE where the folder takes none.
 */
export function makeRecording(path: string, replace: boolean): NewRecording {
  try {
    const kind = replace ? { create: true, truncate: true } : { createNew: true };
    const file = Deno.openSync(path, { write: true, mode: 0o600, ...kind });
    return { path, sink: createFileSink(file), close: () => file.close() };
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new MechError({
        code: "RECORD_EXISTS",
        message: `Cannot write "${path}": it is there already`,
        value: path,
        help: "name another file, or add --force to replace it",
      });
    }
    throw new MechError({
      code: "RECORD_WRITE",
      message: `Cannot write "${path}": ${error instanceof Error ? error.message : error}`,
      value: path,
      help: "check that the folder is there and may be written",
    });
  }
}

/** Refuses to write over a file that is read: throws CLI_BAD_VALUE. */
export function refuseSameFile(inputs: readonly string[], out: string): void {
  const idOf = (path: string): string => {
    try {
      return Deno.realPathSync(path);
    } catch {
      // Not there, or no path at all: whoever opens it says so.
      return path;
    }
  };
  if (inputs.some((path) => idOf(path) === idOf(out))) {
    throw new MechError({
      code: "CLI_BAD_VALUE",
      message: `Cannot write into "${out}": it is the file that is read`,
      value: out,
      help: "name another file with --out",
    });
  }
}
