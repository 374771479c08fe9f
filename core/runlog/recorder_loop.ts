/**
 * What the recorder thread does: takes records out of the kernel's ring, decodes them, hands each
 * tick to the run recorder, and keeps the bound on loss: the recording file flushes, syncs, splits
 * and cares for the disk at each turn of the loop.
 *
 * @module
 */
import {
  drill,
  laneTable,
  openRegion,
  recordKinds,
  type Region,
  type RingReader,
} from "core/bus/mod.ts";
import { createImageTaker, type TakeImages } from "core/cameras/mod.ts";
import type { Fault } from "core/fault.ts";
import {
  clearInputs,
  createInputs,
  createOutputs,
  decodeInputs,
  type KernelInputs,
  type KernelOutputs,
  ReadCursor,
  visitOutputs,
} from "core/messages/mod.ts";
import {
  createLeftovers,
  createRecordingFile,
  diskFolder,
  type Leftovers,
  type RecordingEvent,
  type RecordingFile,
  type TopicKey,
  topicTable,
} from "core/record/mod.ts";
import { createFeed } from "core/serve/mod.ts";
import { recordImage } from "./record_images.ts";
import { type MapDesk, type MapDeskJob, openMapDesk, tendMap, writeMap } from "./map_desk.ts";
import { recordingLimits } from "./recording_limits.ts";
import {
  createRunRecorderOn,
  recordingHead,
  recordKeyframe,
  recordText,
  recordTick,
  type RunAbout,
  type RunRecorder,
} from "./run_recorder.ts";
import { teeTopics, type TeeWriter } from "./tee_topics.ts";

/** What the recorder thread is told. How to record stands in the config of `about`. */
export interface RecorderJob {
  readonly memory: SharedArrayBuffer;
  readonly about: RunAbout;
  /** First part of the recording: `FOLDER/RUN-000.mcap`. */
  readonly path: string;
  /** The map that is made while driving; null where none is. */
  readonly map: MapDeskJob | null;
}

/** A text of another thread on its way into the recording. */
export interface RecordedText {
  readonly topic: string;
  readonly value: unknown;
}

/** What the recorder thread says to its supervisor. */
export interface RecorderSaid {
  readonly level: RecordingEvent["level"];
  readonly text: string;
  readonly fault: Fault | null;
  /** Path of the part that began; empty where none did. */
  readonly part: string;
}

/** The loop. */
export interface RecorderLoop {
  readonly region: Region;
  readonly recorder: RunRecorder;
  readonly recording: RecordingFile;
  /** The recording as it is written: with what viewers are shown. */
  readonly tee: TeeWriter;
  readonly leftovers: Leftovers;
  readonly map: MapDesk | null;
  readonly ring: RingReader;
  readonly texts: readonly RingReader[];
  readonly images: TakeImages;
  readonly inputs: KernelInputs;
  readonly outputs: KernelOutputs;
  readonly cursor: ReadCursor;
  readonly tell: (said: RecorderSaid) => void;
  /** Bytes of the inputs whose outputs have not come yet. */
  held: Uint8Array;
  heldLength: number;
  nextTick: number;
  nowNs: number;
}

/** Begins the recording. Where the folder takes nothing the loop runs all the same and tries on. */
export function createRecorderLoop(
  job: RecorderJob,
  clockMs: () => number,
  tell: (said: RecorderSaid) => void,
): RecorderLoop {
  const { about, path } = job;
  const region = openRegion(job.memory, "recorder");
  const slash = path.lastIndexOf("/");
  const folderPath = slash < 0 ? "." : path.slice(0, slash);
  const baseName = path.slice(slash + 1).replace(/-\d+\.mcap$|\.mcap$/, "");
  const folder = diskFolder(folderPath);
  const recording = createRecordingFile(folder, {
    ...recordingHead(about),
    ...recordingLimits(about.config.record),
    baseName,
    clockMs,
    onEvent: ({ kind, level, text, fault, part }) => {
      if (kind === "stopped") region.words.set("recorderState", 2);
      if (kind === "part" || kind === "resumed") region.words.set("recorderState", 1);
      tell({ level, text, fault, part: part === "" ? "" : `${folderPath}/${part}` });
    },
  });
  const ring = region.ringReader("record");
  const feed = createFeed(
    region.ringWriter("viewers"),
    region.words,
    laneTable.viewers.largestBytes,
  );
  const tee = teeTopics(recording, feed);
  return {
    region,
    recorder: createRunRecorderOn(about, tee),
    tee,
    recording,
    leftovers: createLeftovers(folder, baseName),
    map: job.map === null ? null : openMapDesk(
      job.map,
      region.words,
      (level, text, fault) => tell({ level, text, fault, part: "" }),
    ),
    ring,
    texts: [
      region.ringReader("linkTexts"),
      region.ringReader("operatorTexts"),
      region.ringReader("supervisorTexts"),
    ],
    images: createImageTaker(region, about.config),
    inputs: createInputs(),
    outputs: createOutputs(),
    cursor: new ReadCursor(ring.view),
    tell,
    held: new Uint8Array(0),
    heldLength: 0,
    nextTick: -1,
    nowNs: 0,
  };
}

/** A gap is itself a record: which ticks are missing, and that replay ends there. */
function noteGap(loop: RecorderLoop, tick: number): void {
  const { nextTick } = loop;
  loop.nextTick = tick + 1;
  if (nextTick < 0 || nextTick === tick) return;
  const { recording, recorder: { topics } } = loop;
  recording.noteDrops(topics.inputs, tick - nextTick);
  recording.noteDrops(topics.outputs, tick - nextTick);
  loop.tee.noteLost(topics.inputs, tick - nextTick);
  loop.tee.noteLost(topics.outputs, tick - nextTick);
  recordText(loop.recorder, "log", loop.nowNs, {
    level: "error",
    event: "record.gap",
    message: `Ticks ${nextTick}..${tick - 1} were dropped: the recording replays up to there`,
  });
}

function takeTick(loop: RecorderLoop): void {
  const { ring, inputs, outputs, cursor } = loop;
  cursor.reset(ring.view);
  visitOutputs(cursor, outputs);
  if (loop.heldLength === 0 || inputs.tick !== outputs.tick) return;
  loop.nowNs = outputs.nowNs;
  noteGap(loop, outputs.tick);
  recordTick(loop.recorder, {
    nowNs: outputs.nowNs,
    inputs,
    outputs,
    inputsBytes: loop.held,
    inputsLength: loop.heldLength,
    outputsBytes: ring.bytes.subarray(0, ring.length),
    keyframe: null,
    intents: [],
    answers: [],
    mission: null,
  });
  loop.heldLength = 0;
}

function takeInputs(loop: RecorderLoop): void {
  const { ring } = loop;
  if (loop.held.length < ring.length) loop.held = new Uint8Array(ring.bytes.length);
  loop.held.set(ring.bytes.subarray(0, ring.length));
  clearInputs(loop.inputs);
  const whole = decodeInputs(loop.held.subarray(0, ring.length), loop.inputs).ok;
  loop.heldLength = whole ? ring.length : 0;
}

const utf8 = new TextDecoder();

function isTopic(name: string): name is TopicKey {
  return Object.hasOwn(topicTable, name);
}

function takeText(loop: RecorderLoop, ring: RingReader): void {
  // The writers are our own threads; what strangers wrote is inside `value`, as data.
  const text: unknown = JSON.parse(utf8.decode(ring.bytes.subarray(0, ring.length)));
  if (typeof text !== "object" || text === null || !("topic" in text) || !("value" in text)) return;
  if (typeof text.topic !== "string" || !isTopic(text.topic)) return;
  recordText(loop.recorder, text.topic, loop.nowNs, text.value);
}

/**
 * Takes all that waits, and flushes on the way by the time of the ticks: behind a slow start there
 * may be a second of them, which a kill would take.
 */
export function drainRecorder(loop: RecorderLoop): void {
  const { ring } = loop;
  while (ring.take()) {
    if (ring.kind === recordKinds.inputs) takeInputs(loop);
    else if (ring.kind === recordKinds.outputs) {
      takeTick(loop);
      loop.recording.tick(loop.nowNs);
    } else if (ring.kind === recordKinds.keyframe) {
      recordKeyframe(loop.recorder, loop.nowNs, ring.bytes.subarray(0, ring.length));
    }
  }
  for (const texts of loop.texts) while (texts.take()) takeText(loop, texts);
  for (const image of loop.images()) recordImage(loop.recorder, loop.nowNs, image);
}

/** Puts right what the last run left, a little at a time. */
function recoverALittle(loop: RecorderLoop): void {
  if (loop.leftovers.isDone) return;
  const found = loop.leftovers.step(loop.nowNs);
  if (found === null) return;
  const { name, report } = found;
  const text = report.ok
    ? `recovered "${name}" of a run that was cut short: ${report.value.messages} messages`
    : `Cannot recover "${name}": ${report.fault.message}`;
  loop.tell({
    level: report.ok ? "info" : "warning",
    text,
    fault: report.ok ? null : report.fault,
    part: "",
  });
}

/** Sleeps this long between two looks at the ring, ms. */
const lookMs = 2;

/** Waits for the next look; the event loop turns only where an fsync in the background needs it. */
async function pause(loop: RecorderLoop): Promise<void> {
  const { words } = loop.region;
  if (!loop.recording.isSyncing) return words.wait("tick", words.get("tick"), lookMs);
  await new Promise((resolve) => setTimeout(resolve, lookMs));
}

/** Runs until the recording was closed on request, or the process quits. */
export async function runRecorderLoop(loop: RecorderLoop): Promise<void> {
  const { words } = loop.region;
  words.set("recorderState", loop.recording.status.state === "stopped" ? 2 : 1);
  let asked = words.get("snapshotAsked");
  while (true) {
    words.count("beatRecorder");
    drill(words.get("drill"), "recorder");
    const closing = words.get("closeRecording") !== 0;
    drainRecorder(loop);
    if (words.get("snapshotAsked") !== asked) {
      asked = words.get("snapshotAsked");
      loop.recording.trigger("snapshot", loop.nowNs);
    }
    if (closing) break;
    if (loop.map !== null) tendMap(loop.map, loop.recorder, loop.nowNs);
    loop.recording.tick(loop.nowNs);
    recoverALittle(loop);
    if (words.get("quit") !== 0) break;
    await pause(loop);
  }
  try {
    const fault = loop.recording.close(loop.nowNs);
    if (fault !== null) loop.tell({ level: "error", text: fault.message, fault, part: "" });
    if (loop.map !== null) writeMap(loop.map);
  } finally {
    words.set("recorderClosed", 1);
  }
}
