/**
 * The recordings of a run: one file a robot. The first robot's has the name that was asked for,
 * each further one the robot's name behind it.
 *
 * @module
 */
import { at, fail, type Fault, ok, type Result } from "core/fault.ts";
import { createFileSink } from "core/record/mod.ts";
import {
  createRunRecorder,
  finishRecorder,
  type LoadedScenario,
  recordTick,
  type Run,
  type RunRecorder,
  type RunResult,
  type RunVersions,
} from "sim/scenario/mod.ts";
import { recordingVersions } from "cli/version.ts";
import { fileName } from "./file_name.ts";

/** Who makes the recordings of this process. */
export function runVersions(): RunVersions {
  return recordingVersions("mechos sim");
}

/** The fault of a file that cannot be written. */
export function cannotWrite(path: string, error: unknown): Fault {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: "RECORD_WRITE",
    message: `Cannot write "${path}": ${reason}`,
    value: path,
    help: "check the folder, its rights and the free space",
  };
}

/** Where the robots of a scenario are recorded, the first one at `path`. */
export function recordingPaths(path: string, loaded: LoadedScenario): string[] {
  const stem = path.replace(/\.mcap$/, "");
  return [
    path,
    ...loaded.others.map(({ robotName }) => `${stem}-${fileName(robotName ?? "")}.mcap`),
  ];
}

/** Says in a result where its recordings are. */
export function nameRecordings(result: RunResult, paths: readonly string[]): void {
  result.recording = paths[0] ?? null;
  for (const [index, robot] of (result.robots ?? []).entries()) {
    robot.recording = paths[index] ?? null;
  }
}

/** The open recordings of a run. */
export interface Recordings {
  readonly paths: readonly string[];
  /** Records the tick that the run has just made. */
  tick(): void;
  /** Writes the indexes; the first fault, or null. */
  finish(): Fault | null;
  close(): void;
}

function openFile(path: string): Result<Deno.FsFile> {
  try {
    const cut = path.lastIndexOf("/");
    if (cut > 0) Deno.mkdirSync(path.slice(0, cut), { recursive: true });
    return ok(Deno.openSync(path, { write: true, create: true, truncate: true, mode: 0o600 }));
  } catch (error) {
    return fail(cannotWrite(path, error));
  }
}

/** Opens a recording for each robot of a run that has not stepped yet. */
export function openRecordings(run: Run, path: string): Result<Recordings> {
  const paths = recordingPaths(path, run.loaded);
  const files: Deno.FsFile[] = [];
  const recorders: RunRecorder[] = [];
  const close = (): void => {
    for (const file of files) file.close();
  };
  for (const [index, robot] of run.robots.entries()) {
    const file = openFile(at(paths, index));
    if (file.ok) files.push(file.value);
    const recorder = file.ok
      ? createRunRecorder(robot, createFileSink(file.value), runVersions())
      : file;
    if (!recorder.ok) {
      close();
      return recorder;
    }
    recorders.push(recorder.value);
  }
  return ok({
    paths,
    tick: () => {
      for (const [index, robot] of run.robots.entries()) recordTick(at(recorders, index), robot);
    },
    finish: () => {
      const faults = recorders.map(finishRecorder);
      return faults.find((fault) => fault !== null) ?? null;
    },
    close,
  });
}
