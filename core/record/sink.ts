/** Where a writer's bytes go: memory, or a file that someone else opened. @module */

/** Takes bytes in order. `write` takes all of them or throws; it may not keep the view. */
export interface RecordSink {
  write(bytes: Uint8Array): void;
  /** Forces what was written to the disk. */
  sync?(): void;
  /** Cuts what was written to `size` bytes and goes on there. */
  truncate?(size: number): void;
}

/** A sink that keeps everything, for tests, black boxes and small files. */
export interface MemorySink extends RecordSink {
  /** Everything written so far, as a copy. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** Makes a sink in memory. */
export function createMemorySink(): MemorySink {
  const parts: Uint8Array[] = [];
  let length = 0;
  return {
    write(bytes) {
      parts.push(bytes.slice());
      length += bytes.length;
    },
    bytes() {
      const all = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
  };
}

/** The part of an open file that a sink needs: `Deno.FsFile` has it. */
export interface WritableFile {
  writeSync(bytes: Uint8Array): number;
  syncDataSync(): void;
  truncateSync?(size: number): void;
  seekSync?(offset: number, whence: 0): number;
}

/** Makes a sink over an open file; the caller closes the file. */
export function createFileSink(file: WritableFile): RecordSink {
  return {
    write(bytes) {
      let rest = bytes;
      while (rest.length > 0) {
        const count = file.writeSync(rest);
        if (count <= 0) throw new Error(`the file took ${count} of ${rest.length} bytes`);
        rest = rest.subarray(count);
      }
    },
    sync() {
      file.syncDataSync();
    },
    truncate(size) {
      if (file.truncateSync === undefined || file.seekSync === undefined) {
        throw new Error("the file cannot be cut");
      }
      file.truncateSync(size);
      file.seekSync(size, 0);
    },
  };
}
