/**
 * Puts right what the last crash left in a folder: unfinished parts get their end, reserves and
 * half-made files go. It works in small steps beside a recorder, and touches only files whose name
 * a recorder made and that nobody wrote to for some seconds: two robots may share a folder.
 *
 * @module
 */
import type { Result } from "core/fault.ts";
import { runOfPart } from "./disk_care.ts";
import { quickInfo } from "./quick_info.ts";
import { type RecoverReport, recoverSteps } from "./recover.ts";
import type { PartFile, RecordingFolder, StoredFile } from "./recording_folder.ts";
import { createFileSink } from "./sink.ts";
import { fileSource } from "./source.ts";

/** What became of a leftover. */
export interface RecoveredFile {
  readonly name: string;
  readonly report: Result<RecoverReport>;
}

/** The work on leftovers. */
export interface Leftovers {
  /** Does a little; returns a file when it is done with it, else null. */
  step(nowNs: number): RecoveredFile | null;
  readonly isDone: boolean;
}

/** A file that grew within this time is being written by somebody. */
const quietNs = 3_000_000_000;
const temporary = ".recovering";

interface Job {
  readonly name: string;
  readonly stored: StoredFile;
  readonly made: PartFile;
  readonly steps: Generator<number, Result<RecoverReport>, void>;
}

function sizes(folder: RecordingFolder): ReadonlyMap<string, number> {
  const listed = folder.list();
  return new Map(listed.ok ? listed.value.map(({ name, bytes }) => [name, bytes]) : []);
}

/** Files that only a crash leaves, and that hold nothing. */
function isLitter(name: string): boolean {
  if (name.endsWith(temporary)) return true;
  return name.endsWith(".reserve") && runOfPart(name.replace(/\.reserve$/, "-000.mcap")) !== null;
}

function isUnfinished(folder: RecordingFolder, name: string): boolean {
  if (runOfPart(name) === null) return false;
  const opened = folder.open(name);
  if (!opened.ok) return false;
  const { state } = quickInfo(fileSource(opened.value, opened.value.size));
  opened.value.close();
  return state === "unfinished";
}

function begin(folder: RecordingFolder, name: string): Job | RecoveredFile {
  const opened = folder.open(name);
  if (!opened.ok) return { name, report: opened };
  const stored = opened.value;
  const made = folder.create(`${name}${temporary}`);
  if (!made.ok) {
    stored.close();
    return { name, report: made };
  }
  const source = fileSource(stored, stored.size);
  const steps = recoverSteps(source, createFileSink(made.value));
  return { name, stored, made: made.value, steps };
}

function end(folder: RecordingFolder, job: Job, report: Result<RecoverReport>): RecoveredFile {
  const { name } = job;
  job.stored.close();
  job.made.close();
  const fault = report.ok ? folder.rename(`${name}${temporary}`, name) : report.fault;
  if (fault !== null) folder.remove(`${name}${temporary}`);
  return { name, report: fault === null ? report : { ok: false, fault } };
}

/** Begins to look for leftovers in a folder; files whose name begins with `ownName` are left alone. */
export function createLeftovers(folder: RecordingFolder, ownName: string): Leftovers {
  let first: ReadonlyMap<string, number> | null = null;
  let firstNs = 0;
  let queue: string[] | null = null;
  let job: Job | null = null;
  const step = (nowNs: number): RecoveredFile | null => {
    if (first === null) {
      first = sizes(folder);
      firstNs = nowNs;
      return null;
    }
    if (queue === null) {
      if (nowNs - firstNs < quietNs) return null;
      const was = first;
      const quiet = [...sizes(folder)]
        .filter(([name, bytes]) => was.get(name) === bytes && !name.startsWith(ownName))
        .map(([name]) => name);
      for (const name of quiet.filter(isLitter)) folder.remove(name);
      queue = quiet.filter((name) => name.endsWith(".mcap"));
      return null;
    }
    if (job !== null) {
      const next = job.steps.next();
      if (next.done !== true) return null;
      const done = end(folder, job, next.value);
      job = null;
      return done;
    }
    const name = queue.shift();
    if (name === undefined || !isUnfinished(folder, name)) return null;
    const begun = begin(folder, name);
    if ("report" in begun) return begun;
    job = begun;
    return null;
  };
  return {
    step,
    get isDone() {
      return queue !== null && queue.length === 0 && job === null;
    },
  };
}
