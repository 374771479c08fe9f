/**
 * Writes every message of a run into a recording: what replay compares (inputs, outputs,
 * keyframes) at each tick, and what viewers draw where it is new. `sim` hands over its ticks
 * directly; the recorder worker of `run` decodes them from the kernel's ring first.
 *
 * @module
 */
import { maskSecrets } from "core/config/mod.ts";
import type { Config } from "core/config/mod.ts";
import type { CameraImage } from "core/image/mod.ts";
import { type Fault, ok, type Result } from "core/fault.ts";
import { compileReasonNames } from "core/kernel/mod.ts";
import {
  createInputs,
  createOutputs,
  describeInputs,
  describeOutputs,
  inputsVersion,
  type IntentReading,
  type KernelInputs,
  type KernelOutputs,
  outputsVersion,
  type ReasonNames,
  treeNodeWords,
} from "core/messages/mod.ts";
import {
  type Attachment,
  createMcapWriter,
  createRecording,
  defaultMcapOptions,
  type McapWriter,
  type PartHead,
  type RecordingVersions,
  type RecordSink,
  structText,
  type TopicKey,
  type TopicWriter,
} from "core/record/mod.ts";
import { ProtoWriter } from "core/record/foxglove/mod.ts";
import {
  encodeKeepout,
  encodeSpeed,
  encodeTree,
  keepoutAttachment,
  keepoutMediaType,
  kernelSchema,
  speedAttachment,
  speedMediaType,
  treeAttachment,
  treeMediaType,
} from "core/replay/mod.ts";
import type { KeepoutGrid, SpeedGrid } from "core/world/mod.ts";
import type { OccupancyGrid } from "core/world/map/mod.ts";
import { openTopics, type RunTopics } from "./run_topics.ts";
import { createTextMask, privateTopics } from "./private_texts.ts";
import { recordImage } from "./record_images.ts";
import { recordIntents } from "./record_intents.ts";
import { createDrawn, type Drawn, recordDrawn, recordMap } from "./record_drawn.ts";
import { createDrawnTree, type DrawnTree, recordTree, type TreeAbout } from "./record_tree.ts";
import { recordBrainEvents, recordMission, recordOperators } from "./record_texts.ts";

/** What a recording of a run says before its first tick. Structured-cloneable. */
export interface RunAbout {
  readonly config: Config;
  readonly versions: Omit<RecordingVersions, "kernelSchema">;
  /** The scenario's document; null where there is none. */
  readonly scenario: unknown;
  /** Field paths of the keyframe, in order (`keyframePaths` of core/kernel). */
  readonly keyframePaths: readonly string[];
  readonly keepout: KeepoutGrid | null;
  readonly speed: SpeedGrid | null;
  readonly map: OccupancyGrid | null;
  readonly tree: TreeAbout;
}

/** An intent as its lane read it, with the data it was read from. */
export interface RecordedIntent {
  readonly reading: IntentReading;
  readonly raw: unknown;
}

/** What a brain answered. */
export interface RecordedAnswer {
  readonly label: string;
  readonly text: string;
  /** Id of the intent that came of it; empty where none did. */
  readonly intentId: string;
  readonly latencyMs: number;
}

/** Something a brain reported beside its decisions (core/brain: BrainEvent). */
export interface RecordedBrainEvent {
  readonly kind: string;
  readonly atNs: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** State of the mission. */
export interface RecordedMission {
  readonly state: string;
  readonly reason: string;
}

/** One tick, as the recorder takes it. */
export interface TickRecord {
  readonly nowNs: number;
  readonly inputs: KernelInputs;
  readonly outputs: KernelOutputs;
  /** The bytes of `inputs`, the first `inputsLength` of them. */
  readonly inputsBytes: Uint8Array;
  readonly inputsLength: number;
  readonly outputsBytes: Uint8Array;
  /** The keyframe taken after this tick, or null. */
  readonly keyframe: Uint8Array | null;
  readonly intents: readonly RecordedIntent[];
  readonly answers: readonly RecordedAnswer[];
  /** Prompts, responses and the rest that a brain reported; none where left out. */
  readonly brainEvents?: readonly RecordedBrainEvent[];
  readonly mission: RecordedMission | null;
  /** Images that arrived since the tick before; none where left out. */
  readonly images?: readonly CameraImage[];
}

/** A recording of a run in progress. */
export interface RunRecorder {
  readonly about: RunAbout;
  readonly recording: TopicWriter;
  /** The one file's writer; null where the recording is in parts and cares for itself. */
  readonly writer: McapWriter | null;
  readonly proto: ProtoWriter;
  readonly topics: RunTopics;
  readonly drawn: Drawn;
  readonly drawnTree: DrawnTree;
  /** What the owner calls rules and relays, out of the config that the recording holds. */
  readonly said: ReasonNames;
  /** The first fault of the writer; recording stops there and the run goes on. */
  fault: Fault | null;
  lastMission: string;
  begun: boolean;
}

function keyframeText(paths: readonly string[]): string {
  // The head of the state is enough to read a keyframe by eye; replay names fields by itself.
  const fields = paths.slice(0, 64).map((path, index) => ({
    path,
    type: "f64",
    offset: 8 * index,
  }));
  return structText(1, fields);
}

/** What every file of a run's recording says before its first message. */
export function recordingHead(about: RunAbout): PartHead {
  const { config, versions } = about;
  const masked = createTextMask(config);
  return {
    writer: {
      ...defaultMcapOptions,
      library: `mechos ${versions.version}`,
      chunkBytes: config.record.chunkKiB * 1024,
      compression: config.record.compression,
    },
    about: {
      versions: { ...versions, kernelSchema },
      config: masked(maskSecrets(config)),
      scenario: masked(about.scenario),
      structs: {
        inputs: structText(inputsVersion, describeInputs(createInputs())),
        outputs: structText(outputsVersion, describeOutputs(createOutputs())),
        keyframe: keyframeText(about.keyframePaths),
      },
    },
    attachments: siteAttachments(about),
  };
}

/** The site's files that replay needs. */
function siteAttachments({ keepout, speed, tree }: RunAbout): Attachment[] {
  const times = { logTimeNs: 0, createTimeNs: 0 };
  const found: Attachment[] = [];
  if (keepout !== null) {
    const data = encodeKeepout(keepout);
    found.push({ name: keepoutAttachment, mediaType: keepoutMediaType, ...times, data });
  }
  if (speed !== null) {
    const data = encodeSpeed(speed);
    found.push({ name: speedAttachment, mediaType: speedMediaType, ...times, data });
  }
  if (tree.given !== null) {
    const data = encodeTree(tree.given);
    found.push({ name: treeAttachment, mediaType: treeMediaType, ...times, data });
  }
  return found;
}

/** A recorder over a recording that is open: a `RecordingFile` of a running robot. */
export function createRunRecorderOn(
  about: RunAbout,
  recording: TopicWriter,
  writer: McapWriter | null = null,
): RunRecorder {
  const open = privateTopics(recording, about.config);
  return {
    about,
    recording: open,
    writer,
    proto: new ProtoWriter(16_384),
    topics: openTopics(open, about.config),
    drawn: createDrawn(about.config),
    drawnTree: createDrawnTree(treeNodeWords),
    said: compileReasonNames(about.config),
    fault: writer?.fault ?? null,
    lastMission: "",
    begun: false,
  };
}

/**
 * Begins the recording, in one file, of a run that has not stepped yet. Fails as the writer does.
 */
export function createRunRecorder(about: RunAbout, sink: RecordSink): Result<RunRecorder> {
  const head = recordingHead(about);
  const writer = createMcapWriter(sink, head.writer);
  const recording = createRecording(writer, head.about);
  if (!recording.ok) return recording;
  for (const attachment of head.attachments) writer.attachment(attachment);
  return ok(createRunRecorderOn(about, recording.value, writer));
}

/** Records one tick. */
export function recordTick(r: RunRecorder, tick: TickRecord): void {
  if (r.fault !== null) return;
  const { nowNs } = tick;
  if (!r.begun) {
    r.begun = true;
    recordMap(r);
  }
  const { recording, topics } = r;
  r.fault ??= recording.write(topics.inputs, nowNs, tick.inputsBytes, tick.inputsLength);
  r.fault ??= recording.write(topics.outputs, nowNs, tick.outputsBytes);
  if (tick.keyframe !== null) {
    r.fault ??= recording.write(topics.keyframe, nowNs, tick.keyframe);
  }
  recordDrawn(r, tick);
  for (const image of tick.images ?? []) recordImage(r, nowNs, image);
  recordTree(r, tick);
  recordBrainEvents(r, tick);
  recordIntents(r, tick);
  recordOperators(r, tick);
  recordMission(r, tick);
}

/** Records a keyframe of the kernel's state, taken after the tick recorded last. */
export function recordKeyframe(r: RunRecorder, nowNs: number, bytes: Uint8Array): void {
  r.fault ??= r.recording.write(r.topics.keyframe, nowNs, bytes);
}

/** Records a text of another thread. */
export function recordText(r: RunRecorder, topic: TopicKey, nowNs: number, value: unknown): void {
  if (r.fault === null) {
    r.fault = r.recording.writeJson(r.recording.topic(topic), nowNs, value);
  }
}

/** Closes the open chunk, so that a crash from here on loses nothing written before. */
export function flushRecorder(r: RunRecorder): Fault | null {
  r.fault ??= r.writer?.flush() ?? null;
  return r.fault;
}

/** Closes the recording with its index. */
export function finishRecorder(r: RunRecorder): Fault | null {
  return r.fault ?? r.writer?.finish() ?? null;
}
