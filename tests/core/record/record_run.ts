/** Records a simulated run through a `RecordingFile`, as a recorder worker does. @module */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { keyframePaths } from "core/kernel/mod.ts";
import { createInputsEncoder } from "core/messages/mod.ts";
import {
  createRecordingFile,
  defaultMcapOptions,
  readMessages,
  type RecordingEvent,
  type RecordingFile,
  type RecordingFileOptions,
} from "core/record/mod.ts";
import {
  createRunRecorderOn,
  recordingHead,
  recordTick as recordOne,
  treeAbout,
} from "core/runlog/mod.ts";
import { createRun, type LoadedScenario, type Run, stepRun } from "sim/scenario/mod.ts";
import { load } from "tests/sim/scenario/simulate.ts";
import { type MemoryFolder, memoryFolder } from "./memory_folder.ts";

const ms = 1_000_000;
const second = 1000 * ms;
const megabyte = 1e6;
const demo = load("tests/sim/scenario/open_plain.yaml");

/** A recording as it was made. */
export interface Recorded {
  readonly file: RecordingFile;
  readonly events: RecordingEvent[];
  readonly folder: MemoryFolder;
}

function about(loaded: LoadedScenario, run: Run) {
  return {
    config: loaded.config,
    versions: {
      version: "0.0.0",
      git: "test",
      deno: "0",
      v8: "0",
      runtime: "test",
      build: "test",
      createdBy: "test",
      scenario: loaded.scenario.name,
      seed: "1",
    },
    scenario: loaded.scenario,
    keyframePaths: keyframePaths(run.kernel.state),
    keepout: loaded.kernel.params.keepout,
    speed: loaded.kernel.params.speed,
    map: null,
    tree: treeAbout(loaded.kernel.params.tree, loaded.tree),
  };
}

/** A disk with plenty of room. */
export const disk = {
  quotaBytes: Infinity,
  lowBytes: 100 * megabyte,
  stopBytes: 10 * megabyte,
  reserveBytes: 65_536,
  partBytes: 1 * megabyte,
};

/** Begins to record a scenario's run; nothing is written yet. */
export function beginRecording(folder: MemoryFolder, options: Partial<RecordingFileOptions>) {
  const run = unwrap(createRun(demo, 1));
  const events: RecordingEvent[] = [];
  const said = about(demo, run);
  const file = createRecordingFile(folder, {
    ...recordingHead(said),
    writer: { ...defaultMcapOptions, compression: "none" },
    baseName: "20261124T233000Z-rover",
    flushNs: 20 * ms,
    fsyncNs: 100 * ms,
    durability: "kill",
    splitBytes: Infinity,
    splitNs: Infinity,
    disk,
    blackBox: null,
    isContinuous: true,
    clockMs: folder.clockMs,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { run, said, file, events };
}

/** Runs a scenario for `seconds` and records it; `each` may harm the disk before a tick. */
export function recordRun(
  seconds: number,
  options: Partial<RecordingFileOptions>,
  each: (nowNs: number, recorded: Recorded) => void = () => {},
  folder = memoryFolder(),
): Recorded {
  const { run, said, file, events } = beginRecording(folder, options);
  const recorder = createRunRecorderOn(said, file);
  const encoder = createInputsEncoder();
  const recorded = { file, events, folder };
  while (run.nowNs < seconds * second) {
    stepRun(run);
    each(run.nowNs, recorded);
    recordOne(recorder, {
      nowNs: run.nowNs,
      inputs: run.inputs,
      outputs: run.kernel.outputs,
      inputsBytes: encoder.bytes,
      inputsLength: encoder.encode(run.inputs),
      outputsBytes: run.journal.outputs.bytes,
      keyframe: run.keyframe ? run.journal.keyframeBytes : null,
      intents: run.mind.sent,
      answers: [],
      mission: null,
    });
    file.tick(run.nowNs);
  }
  file.close(run.nowNs);
  return recorded;
}

/** The parts of a recording in a folder, in order. */
export function parts(folder: MemoryFolder): [string, Uint8Array][] {
  return [...folder.files].filter(([name]) => name.endsWith(".mcap")).sort();
}

/** Holds where the first part ends at most a flush period of 20 ms and 5 ms before `nowNs`. */
export function assertFlushed(folder: MemoryFolder, nowNs: number): void {
  const [, bytes = new Uint8Array(0)] = parts(folder)[0] ?? [];
  let last = 0;
  for (const message of readMessages(bytes, { topics: ["/kernel/inputs"] })) {
    last = message.logTimeNs;
  }
  assert.ok(nowNs - last <= 25 * ms, `${(nowNs - last) / ms} ms behind`);
}
