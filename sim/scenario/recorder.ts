/** Records a run in lockstep: hands each tick to the recorder that `run` uses too. @module */
import type { Fault, Result } from "core/fault.ts";
import { ok } from "core/fault.ts";
import { keyframePaths, snapshot } from "core/kernel/mod.ts";
import { createInputsEncoder, idText, type InputsEncoder } from "core/messages/mod.ts";
import type { CameraImage } from "core/image/mod.ts";
import type { RecordSink, TopicWriter } from "core/record/mod.ts";
import {
  createRunRecorder as createRecorder,
  createRunRecorderOn,
  finishRecorder as finish,
  flushRecorder,
  recordKeyframe,
  recordTick as recordOne,
  type RunAbout,
  type RunRecorder as Recorder,
  treeAbout,
} from "core/runlog/mod.ts";
import { newestImage } from "sim/sensors/mod.ts";
import type { Run } from "./run.ts";

/** A recording of a run in progress. */
export interface RunRecorder {
  readonly recorder: Recorder;
  readonly encoder: InputsEncoder;
  lastFlushNs: number;
  /** By camera: number of the last image that was recorded. */
  readonly imageSeqs: Map<string, number>;
}

/** Who makes the recording; the scenario and its seed are the run's. */
export type RunVersions = Omit<RunAbout["versions"], "scenario" | "seed">;

/** A chunk is closed at least this often in simulated time, ns. */
const flushNs = 5_000_000_000;

/** What a recording of a run says of itself. */
export function aboutOf(run: Run, versions: RunVersions): RunAbout {
  const { config, scenario, kernel, truth } = run.loaded;
  return {
    config,
    versions: { ...versions, scenario: scenario.name, seed: String(run.seed) },
    scenario,
    keyframePaths: keyframePaths(run.kernel.state),
    keepout: kernel.params.keepout,
    speed: kernel.params.speed,
    map: truth?.grid ?? null,
    tree: treeAbout(kernel.params.tree, run.loaded.tree),
  };
}

/** A recorder that only shows a run, through a writer that somebody else owns. */
export function createViewRecorder(about: RunAbout, writer: TopicWriter): RunRecorder {
  const recorder = createRunRecorderOn(about, writer);
  return beginOn(recorder);
}

function beginOn(recorder: Recorder): RunRecorder {
  return { recorder, encoder: createInputsEncoder(), lastFlushNs: 0, imageSeqs: new Map() };
}

/** Images that this recorder has not seen yet. */
function newImages(r: RunRecorder, run: Run): CameraImage[] {
  const images: CameraImage[] = [];
  for (const camera of run.robot.suite.cameras) {
    const { name } = camera.spec;
    if (camera.newest.seq === (r.imageSeqs.get(name) ?? 0)) continue;
    r.imageSeqs.set(name, camera.newest.seq);
    const image = newestImage(camera);
    if (image !== null) images.push(image);
  }
  return images;
}

/** Begins the recording of a run that has not stepped yet. */
export function createRunRecorder(
  run: Run,
  sink: RecordSink,
  versions: RunVersions,
): Result<RunRecorder> {
  const recorder = createRecorder(aboutOf(run, versions), sink);
  if (!recorder.ok) return recorder;
  // A run that goes on from a moment is replayed from its state, which so stands first.
  if (run.loaded.moment !== null) {
    const { keyframe, keyframeBytes } = run.journal;
    snapshot(run.kernel.state, keyframe);
    recordKeyframe(recorder.value, run.startNs, keyframeBytes);
  }
  return ok(beginOn(recorder.value));
}

/** Records the tick that a run has just made; one that the kernel missed left nothing. */
export function recordTick(r: RunRecorder, run: Run): void {
  if (run.missed) return;
  const { nowNs, journal, mind, lane, second } = run;
  const inputsLength = r.encoder.encode(run.inputs);
  recordOne(r.recorder, {
    nowNs,
    inputs: run.inputs,
    outputs: run.kernel.outputs,
    inputsBytes: r.encoder.bytes,
    inputsLength,
    outputsBytes: journal.outputs.bytes,
    keyframe: run.keyframe ? journal.keyframeBytes : null,
    intents: mind.sent.length + second.sent.length === 0
      ? lane.sent
      : [...mind.sent, ...lane.sent, ...second.sent],
    answers: mind.answers.map(({ label, text, intentId }) => ({
      label,
      text,
      intentId: intentId === null ? "" : idText(intentId),
      latencyMs: mind.latencyNs * 1e-6,
    })),
    brainEvents: mind.events,
    mission: mind.brain?.mission() ?? null,
    images: newImages(r, run),
  });
  if (nowNs - r.lastFlushNs < flushNs) return;
  r.lastFlushNs = nowNs;
  flushRecorder(r.recorder);
}

/** Closes the recording with its index. */
export function finishRecorder(r: RunRecorder): Fault | null {
  return finish(r.recorder);
}
