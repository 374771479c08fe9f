/**
 * Keeps the E-stop latch in `run.stateFolder`, two copies, each written over in place and synced
 * one after the other, so that a crash at any byte leaves at least a copy that does not say
 * `clear`. While the robot runs the record says `running`: whatever kills it before a clean end
 * leaves it latched, also where the press and the crash fall into the same tick.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import {
  encodeLatch,
  firstStart,
  judgeLatch,
  latchBytes,
  type LatchFound,
  type LatchState,
} from "./latch_record.ts";

/** Folder below the state folder; its absence is what makes a first start. */
const folderName = "estop";
const fileNames = ["latch.a", "latch.b"] as const;

/** Who latched, and why. */
export interface LatchEntry {
  readonly latchId: number;
  readonly source: string;
  readonly cause: string;
}

/** The open store. Writes are done in order; each promise ends after both copies are synced. */
export interface LatchStore {
  readonly found: LatchFound;
  /** At start, once the kernel took over what was found, and after a reset. */
  running(): Promise<Result<void>>;
  latched(entry: LatchEntry): Promise<Result<void>>;
  /** At a clean end: `clear`, unless something is latched. */
  close(): Promise<Result<void>>;
}

interface Memory {
  generation: number;
  lastId: number;
  latchId: number;
  source: string;
  cause: string;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    // Only a folder that is certainly not there is a first start.
    return !(error instanceof Deno.errors.NotFound);
  }
}

function readCopy(path: string): Uint8Array | null {
  try {
    const file = Deno.openSync(path);
    try {
      const bytes = new Uint8Array(latchBytes + 1);
      let length = 0;
      for (;;) {
        const got = file.readSync(bytes.subarray(length));
        if (got === null || length === bytes.length) break;
        length += got;
      }
      return bytes.subarray(0, length);
    } finally {
      file.close();
    }
  } catch {
    return null;
  }
}

async function writeCopy(path: string, bytes: Uint8Array): Promise<void> {
  const file = await Deno.open(path, { write: true, create: true, mode: 0o600 });
  try {
    let sent = 0;
    while (sent < bytes.length) sent += await file.write(bytes.subarray(sent));
    await file.truncate(bytes.length);
    await file.sync();
  } finally {
    file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await Deno.open(path);
  try {
    await folder.sync();
  } finally {
    folder.close();
  }
}

function cannotStore(folder: string, error: unknown): Result<never> {
  const reason = error instanceof Error ? error.message : String(error);
  return fail({
    code: "OPERATOR_LATCH_STORE",
    message: `Cannot keep the E-stop latch in "${folder}": ${reason}`,
    value: folder,
    help: "give run.stateFolder a folder that this user may write",
  });
}

function writer(
  folder: string,
  memory: Memory,
  wallMs: () => number,
): (state: LatchState) => Promise<Result<void>> {
  let queue: Promise<Result<void>> = Promise.resolve(ok(undefined));
  const write = async (state: LatchState): Promise<Result<void>> => {
    memory.generation += 1;
    const bytes = encodeLatch({ ...memory, state, wallMs: wallMs() });
    try {
      for (const name of fileNames) await writeCopy(`${folder}/${name}`, bytes);
      return ok(undefined);
    } catch (error) {
      return cannotStore(folder, error);
    }
  };
  return (state) => {
    queue = queue.then(() => write(state));
    return queue;
  };
}

/** Judges what the last run left, and changes nothing. */
export function readLatch(stateFolder: string, nowWallMs: number): LatchFound {
  const folder = `${stateFolder}/${folderName}`;
  if (!exists(folder)) return firstStart;
  return judgeLatch(
    [readCopy(`${folder}/${fileNames[0]}`), readCopy(`${folder}/${fileNames[1]}`)],
    nowWallMs,
  );
}

/**
 * Opens the store and judges what the last run left.
 *
 * @param stateFolder `run.stateFolder`; made where it is not there.
 * @param wallMs The wall clock, ms since 1970: goes into the records, for people.
 * @param found What was judged before, by whoever started the kernel with it.
 * @returns the store; `found.latched` says whether the kernel must begin latched. Fails with
 * OPERATOR_LATCH_STORE where the folder cannot be made or written.
 */
export async function openLatchStore(
  stateFolder: string,
  wallMs: () => number,
  found: LatchFound = readLatch(stateFolder, wallMs()),
): Promise<Result<LatchStore>> {
  const folder = `${stateFolder}/${folderName}`;
  const memory: Memory = {
    generation: found.generation,
    lastId: found.latchesBefore,
    latchId: found.latchId,
    source: found.latched ? "found" : "",
    cause: found.latched ? found.reason : "",
  };
  const write = writer(folder, memory, wallMs);
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return cannotStore(folder, error);
  }
  const begun = await write(found.latched ? "latched" : "running");
  if (!begun.ok) return begun;
  try {
    await syncFolder(folder);
    await syncFolder(stateFolder);
  } catch (error) {
    return cannotStore(folder, error);
  }
  return ok({
    found,
    running: () => {
      memory.latchId = 0;
      return write("running");
    },
    latched: (entry) => {
      memory.latchId = entry.latchId;
      memory.lastId = Math.max(memory.lastId, entry.latchId);
      memory.source = entry.source;
      memory.cause = entry.cause;
      return write("latched");
    },
    close: () => write(memory.latchId === 0 ? "clear" : "latched"),
  });
}
