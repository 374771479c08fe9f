/** Marks a run in its folder, so that it is never deleted for room. @module */
import type { Fault } from "core/fault.ts";
import type { PartFile, RecordingFolder } from "./recording_folder.ts";
import { createFileSink } from "./sink.ts";

const utf8 = new TextEncoder();

/** Why a run is kept: somebody asked, or it ended in a grave fault. */
export type RunMark = "keep" | "fault";

/** The marks of one run. */
export interface RunMarks {
  /** Sets a mark; one that is there stays. Returns the fault that left it half made. */
  set(kind: RunMark, reason: string): Fault | null;
}

/** The marks of a run: files `NAME.keep` and `NAME.fault` beside its parts. */
export function createRunMarks(folder: RecordingFolder, baseName: string): RunMarks {
  const done = new Set<RunMark>();
  return {
    set: (kind, reason) => {
      if (done.has(kind)) return null;
      const made = folder.create(`${baseName}.${kind}`);
      // Where the disk takes no mark, the next grave fault tries again.
      if (!made.ok) return null;
      done.add(kind);
      return writeText(made.value, `${reason}\n`);
    },
  };
}

function writeText(file: PartFile, text: string): Fault | null {
  try {
    createFileSink(file).write(utf8.encode(text));
    file.close();
    return null;
  } catch (error) {
    return {
      code: "RECORD_WRITE",
      message: `Cannot write the mark of the run: ${
        error instanceof Error ? error.message : error
      }`,
    };
  }
}
