/**
 * Re-executes a recording: every tick's recorded inputs through today's kernel, every output byte
 * compared. The first difference is named by tick, time and field path.
 *
 * The contract (after copper-rs): record A = record B of the same run; record A = replay of A.
 *
 * @module
 */
import type { Override } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import {
  createJournal,
  enterTick,
  type Journal,
  journalHash,
  type Kernel,
  snapshotPath,
  step,
} from "core/kernel/mod.ts";
import {
  clearInputs,
  createInputs,
  createOutputs,
  decodeInputs,
  describeOutputs,
  type KernelInputs,
  type NamedField,
  outputsBytes,
} from "core/messages/mod.ts";
import { type Damage, readMessages, readSummary, type RecordingInput } from "core/record/mod.ts";
import { readSite, rebuildKernel } from "./rebuild.ts";

/** The first place where replay and recording differ. */
export interface FirstDifference {
  readonly tick: number;
  readonly tS: number;
  /** Field path: `outputs....`, `inputs....` (damaged) or `state....` (keyframe). */
  readonly path: string;
  readonly recorded: number | string | null;
  readonly replayed: number | string | null;
}

/** What verifying found. */
export interface Verification {
  readonly outcome: "identical" | "different" | "invalid";
  readonly ticks: number;
  readonly endNs: number;
  readonly firstDifference: FirstDifference | null;
  /** Outputs that differed, all ticks. */
  readonly differentTicks: number;
  readonly stateHash: string;
  readonly recordedBy: Readonly<Record<string, string>>;
  readonly damage: readonly Damage[];
}

interface Replay {
  readonly kernel: Kernel;
  readonly journal: Journal;
  readonly inputs: KernelInputs;
  readonly fields: readonly NamedField[];
  ticks: number;
  endNs: number;
  first: FirstDifference | null;
  different: number;
}

/** Topics that replay needs, in the order in which they are recorded at a tick. */
const topics = ["/kernel/inputs", "/kernel/outputs", "/kernel/keyframe"] as const;

function readField(field: NamedField, view: DataView): number {
  switch (field.type) {
    case "u8":
      return view.getUint8(field.offset);
    case "u16":
      return view.getUint16(field.offset, true);
    case "u32":
      return view.getUint32(field.offset, true);
    case "f32":
      return view.getFloat32(field.offset, true);
    case "f64":
      return view.getFloat64(field.offset, true);
  }
}

function note(r: Replay, path: string, recorded: number | string, replayed: number | string): void {
  r.first ??= { tick: r.inputs.tick, tS: r.inputs.nowNs * 1e-9, path, recorded, replayed };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function compareOutputs(r: Replay, recorded: Uint8Array): void {
  const replayed = r.journal.outputs.bytes;
  if (sameBytes(recorded, replayed)) return;
  r.different += 1;
  if (r.first !== null) return;
  if (recorded.length !== outputsBytes) {
    return note(r, "outputs", `${recorded.length} bytes`, `${outputsBytes} bytes`);
  }
  const recordedView = viewOf(recorded);
  const replayedView = viewOf(replayed);
  for (const field of r.fields) {
    const was = readField(field, recordedView);
    const is = readField(field, replayedView);
    if (!Object.is(was, is)) return note(r, `outputs.${field.path}`, was, is);
  }
}

function compareKeyframe(r: Replay, recorded: Uint8Array): void {
  const { journal, kernel } = r;
  if (sameBytes(recorded, journal.keyframeBytes)) return;
  r.different += 1;
  if (r.first !== null) return;
  const view = viewOf(recorded);
  for (let i = 0; i < journal.keyframe.length; i++) {
    const was = 8 * i + 8 <= recorded.length ? view.getFloat64(8 * i, true) : NaN;
    const is = journal.keyframe[i] ?? NaN;
    if (!Object.is(was, is)) return note(r, `state.${snapshotPath(kernel.state, i)}`, was, is);
  }
}

/** Steps one tick from its recorded inputs. Returns false where they cannot be read. */
function replayTick(r: Replay, data: Uint8Array): boolean {
  clearInputs(r.inputs);
  const decoded = decodeInputs(data, r.inputs);
  if (!decoded.ok) {
    r.inputs.tick = r.ticks;
    r.inputs.nowNs = r.ticks * r.kernel.params.tickPeriodNs;
    note(r, decoded.path, "damaged", "expected whole");
    r.different += 1;
    return false;
  }
  step(r.kernel, r.inputs, r.inputs.nowNs);
  enterTick(r.journal, r.kernel);
  r.ticks += 1;
  r.endNs = r.inputs.nowNs;
  return true;
}

function run(r: Replay, input: RecordingInput): void {
  let expected = 0;
  for (const message of readMessages(input, { topics: [...topics] })) {
    const { topic } = message.channel;
    if (topic === topics[0]) {
      // A gap cannot be bridged without its inputs: what follows is another run.
      if (message.sequence !== expected) {
        r.inputs.tick = r.ticks;
        r.inputs.nowNs = message.logTimeNs;
        note(r, "inputs", `tick ${message.sequence}`, `tick ${expected}`);
        r.different += 1;
        return;
      }
      expected += 1;
      if (!replayTick(r, message.data)) return;
    } else if (topic === topics[1]) compareOutputs(r, message.data);
    else compareKeyframe(r, message.data);
  }
}

/** Ticks that the summary counts; 0 where the file was not finished. */
function countedTicks(input: RecordingInput): number {
  const summary = readSummary(input);
  const channel = summary?.channels.find((one) => one.topic === topics[0]);
  if (channel === undefined) return 0;
  return Number(summary?.statistics?.channelMessageCounts.get(channel.id) ?? 0n);
}

/** Inputs that are lost at the end leave no gap behind them: the summary tells of them. */
function noteLostEnd(r: Replay, input: RecordingInput): void {
  const counted = countedTicks(input);
  if (r.first !== null || counted <= r.ticks) return;
  r.inputs.tick = r.ticks;
  r.inputs.nowNs = r.ticks * r.kernel.params.tickPeriodNs;
  note(r, "inputs", `${counted} ticks`, `${r.ticks} ticks`);
  r.different += 1;
}

/**
 * Verifies a recording. `overrides` change the recorded config first (what-if). Fails where the
 * file cannot be replayed at all: no config, another kernel schema.
 */
export function verifyRecording(
  input: RecordingInput,
  overrides: readonly Override[] = [],
): Result<Verification> {
  const site = readSite(input, overrides);
  if (!site.ok) return site;
  const kernel = rebuildKernel(site.value);
  if (!kernel.ok) return kernel;
  const r: Replay = {
    kernel: kernel.value,
    journal: createJournal(kernel.value),
    inputs: createInputs(),
    fields: describeOutputs(createOutputs()),
    ticks: 0,
    endNs: 0,
    first: null,
    different: 0,
  };
  run(r, input);
  noteLostEnd(r, input);
  if (r.ticks === 0 && r.first === null) {
    return fail({
      code: "REPLAY_NOT_REPLAYABLE",
      message: "Cannot replay: the recording holds no kernel inputs",
      help: "see mechos record info FILE",
    });
  }
  return ok({
    outcome: r.first === null ? "identical" : "different",
    ticks: r.ticks,
    endNs: r.endNs,
    firstDifference: r.first,
    differentTicks: r.different,
    stateHash: journalHash(r.journal),
    recordedBy: site.value.versions,
    damage: site.value.damage,
  });
}
