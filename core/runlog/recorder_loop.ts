/**
 * What the recorder thread does: takes records out of the kernel's ring, decodes them, hands each
 * tick to the run recorder, and keeps the bound on loss: chunks are closed every `flushMs`, and
 * the disk is told every `fsyncMs`.
 *
 * @module
 */
import { openRegion, recordKinds, type Region, type RingReader } from "core/bus/mod.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
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
import { createFileSink, type TopicKey, topicTable } from "core/record/mod.ts";
import {
  createRunRecorder,
  finishRecorder,
  flushRecorder,
  recordKeyframe,
  recordText,
  recordTick,
  type RunAbout,
  type RunRecorder,
} from "./run_recorder.ts";

/** What the recorder thread is told. */
export interface RecorderJob {
  readonly memory: SharedArrayBuffer;
  readonly about: RunAbout;
  readonly path: string;
  readonly flushMs: number;
  /** Infinity = the disk is never told to hurry (`record.durability: kill`). */
  readonly fsyncMs: number;
}

/** A text of another thread on its way into the recording. */
export interface RecordedText {
  readonly topic: string;
  readonly value: unknown;
}

/** The loop. */
export interface RecorderLoop {
  readonly job: RecorderJob;
  readonly region: Region;
  readonly recorder: RunRecorder;
  readonly file: Deno.FsFile;
  readonly ring: RingReader;
  readonly texts: readonly RingReader[];
  readonly inputs: KernelInputs;
  readonly outputs: KernelOutputs;
  readonly cursor: ReadCursor;
  /** Bytes of the inputs whose outputs have not come yet. */
  held: Uint8Array;
  heldLength: number;
  nextTick: number;
  nowNs: number;
  flushedMs: number;
  syncedMs: number;
  drops: number;
}

/** Opens the file and begins the recording. */
export function createRecorderLoop(job: RecorderJob): Result<RecorderLoop> {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(job.path, { write: true, createNew: true, mode: 0o600 });
  } catch (error) {
    return fail({
      code: "RECORD_WRITE",
      message: `Cannot write "${job.path}": ${error instanceof Error ? error.message : "refused"}`,
      help: "make the folder of record.folder writable, or name another",
    });
  }
  const recorder = createRunRecorder(job.about, createFileSink(file));
  if (!recorder.ok) return recorder;
  const region = openRegion(job.memory, "recorder");
  const ring = region.ringReader("record");
  return ok({
    job,
    region,
    recorder: recorder.value,
    file,
    ring,
    texts: [
      region.ringReader("linkTexts"),
      region.ringReader("operatorTexts"),
      region.ringReader("supervisorTexts"),
    ],
    inputs: createInputs(),
    outputs: createOutputs(),
    cursor: new ReadCursor(ring.view),
    held: new Uint8Array(0),
    heldLength: 0,
    nextTick: -1,
    nowNs: 0,
    flushedMs: 0,
    syncedMs: 0,
    drops: 0,
  });
}

/** A gap is itself a record: which ticks are missing, and that replay ends there. */
function noteGap(loop: RecorderLoop, tick: number): void {
  const { nextTick } = loop;
  loop.nextTick = tick + 1;
  if (nextTick < 0 || nextTick === tick) return;
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

/** Takes all that waits. */
export function drainRecorder(loop: RecorderLoop): void {
  const { ring } = loop;
  while (ring.take()) {
    if (ring.kind === recordKinds.inputs) takeInputs(loop);
    else if (ring.kind === recordKinds.outputs) takeTick(loop);
    else if (ring.kind === recordKinds.keyframe) {
      recordKeyframe(loop.recorder, loop.nowNs, ring.bytes.subarray(0, ring.length));
    }
  }
  for (const texts of loop.texts) while (texts.take()) takeText(loop, texts);
}

function keepBound(loop: RecorderLoop, nowMs: number): Fault | null {
  if (nowMs - loop.flushedMs >= loop.job.flushMs) {
    loop.flushedMs = nowMs;
    const fault = flushRecorder(loop.recorder);
    if (fault !== null) return fault;
  }
  if (nowMs - loop.syncedMs >= loop.job.fsyncMs) {
    loop.syncedMs = nowMs;
    return loop.recorder.writer?.sync() ?? null;
  }
  return null;
}

/** Sleeps this long between two looks at the ring, ms. */
const lookMs = 2;

/** Runs until the recording was closed on request, or the process quits. */
export function runRecorderLoop(
  loop: RecorderLoop,
  nowMs: () => number,
  tell: (fault: Fault) => void,
): void {
  const { words } = loop.region;
  words.set("recorderState", 1);
  let told = false;
  while (true) {
    words.count("beatRecorder");
    const closing = words.get("closeRecording") !== 0;
    drainRecorder(loop);
    const fault = closing ? finishRecorder(loop.recorder) : keepBound(loop, nowMs());
    if (fault !== null && !told) {
      told = true;
      words.set("recorderState", 2);
      tell(fault);
    }
    if (closing || words.get("quit") !== 0) break;
    words.wait("tick", words.get("tick"), lookMs);
  }
  try {
    loop.file.syncDataSync();
    loop.file.close();
  } finally {
    words.set("recorderClosed", 1);
  }
}
