/**
 * Re-executes a recording: every tick's recorded inputs through today's kernel, every output byte
 * compared. The first difference is named by tick, time and field path, with the stage of the tick
 * at which the two kernels part and the inputs that led there.
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
import { readSummary, type RecordedMessage, type RecordingInput } from "core/record/mod.ts";
import { overriddenTuning, restoreKeyframe, type TuningValues } from "./begin_at.ts";
import { glanceAt } from "./inputs_glance.ts";
import {
  findStart,
  kernelMessages,
  kernelTopics,
  type ReplayStart,
  type TickSpan,
  wholeRun,
} from "./kernel_messages.ts";
import { readSite, rebuildKernel } from "./rebuild.ts";
import {
  type FieldDifference,
  fieldDifferences,
  type ReplayStage,
  stageOfState,
} from "./stage_of.ts";
import type { DifferenceTrace, FirstDifference, Verification } from "./verification.ts";

interface Replay {
  readonly kernel: Kernel;
  readonly journal: Journal;
  readonly inputs: KernelInputs;
  readonly fields: readonly NamedField[];
  /** Live parameters that a what-if changed: that these differ is no finding. */
  readonly changed: TuningValues;
  /** Inputs of the last ticks as they were recorded. */
  readonly last: RecordedMessage[];
  ticks: number;
  firstTick: number;
  startNs: number;
  endNs: number;
  first: FirstDifference | null;
  trace: DifferenceTrace | null;
  sameKeyframe: number;
  different: number;
}

/** Ticks whose inputs are shown with a difference. */
const shownInputs = 5;
/** Fields of one tick that are listed. */
const shownFields = 24;

function note(
  r: Replay,
  path: string,
  recorded: number | string,
  replayed: number | string,
  stage: ReplayStage,
  fields: readonly FieldDifference[] = [],
): void {
  // A report can differ long before anything decides otherwise: the trace is of the decision.
  if (r.trace !== null && (r.trace.stage !== "report" || stage === "report")) return;
  r.first ??= { tick: r.inputs.tick, tS: r.inputs.nowNs * 1e-9, path, recorded, replayed };
  r.trace = {
    tick: r.inputs.tick,
    stage,
    fields: fields.slice(0, shownFields),
    lastInputs: r.last.map((message) => glanceAt(message)),
    lastSameKeyframe: r.sameKeyframe,
  };
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
  if (r.trace !== null && r.trace.stage !== "report") return;
  if (recorded.length !== outputsBytes) {
    return note(r, "outputs", `${recorded.length} bytes`, `${outputsBytes} bytes`, "report");
  }
  const found = fieldDifferences(r.fields, recorded, replayed);
  const [first] = found;
  if (first === undefined) return note(r, "outputs", "other NaN bits", "canonical NaN", "report");
  note(r, `outputs.${first.path}`, first.recorded, first.replayed, first.stage, found);
}

function compareKeyframe(r: Replay, recorded: Uint8Array): void {
  const { journal, kernel } = r;
  if (sameBytes(recorded, journal.keyframeBytes)) {
    if (r.first === null) r.sameKeyframe = r.inputs.tick;
    return;
  }
  if (r.first !== null) {
    r.different += 1;
    return;
  }
  const view = new DataView(recorded.buffer, recorded.byteOffset, recorded.byteLength);
  for (let i = 0; i < journal.keyframe.length; i++) {
    const was = 8 * i + 8 <= recorded.length ? view.getFloat64(8 * i, true) : NaN;
    const is = journal.keyframe[i] ?? NaN;
    if (Object.is(was, is)) continue;
    const path = snapshotPath(kernel.state, i);
    if (path.startsWith("tuning.") && path.slice(7) in r.changed) continue;
    r.different += 1;
    return note(r, `state.${path}`, was, is, stageOfState(path));
  }
  if (recorded.length === journal.keyframeBytes.length) return;
  const sizes = [`${recorded.length} bytes`, `${journal.keyframeBytes.length} bytes`] as const;
  r.different += 1;
  note(r, "state", ...sizes, "report");
}

/** Steps one tick from its recorded inputs. Returns false where they cannot be read. */
function replayTick(r: Replay, data: Uint8Array): boolean {
  clearInputs(r.inputs);
  const decoded = decodeInputs(data, r.inputs);
  if (!decoded.ok) {
    r.inputs.tick = r.firstTick + r.ticks;
    r.inputs.nowNs = r.inputs.tick * r.kernel.params.tickPeriodNs;
    note(r, decoded.path, "damaged", "expected whole", "inputs");
    r.different += 1;
    return false;
  }
  step(r.kernel, r.inputs, r.inputs.nowNs);
  enterTick(r.journal, r.kernel);
  if (r.ticks === 0) {
    r.firstTick = r.inputs.tick;
    r.startNs = r.inputs.nowNs;
  }
  r.ticks += 1;
  r.endNs = r.inputs.nowNs;
  return true;
}

/** Puts the kernel into the state of a keyframe. Returns false where it is none of this kernel. */
function beginAt(r: Replay, keyframe: RecordedMessage, changed: TuningValues): boolean {
  if (!restoreKeyframe(r.kernel, keyframe.data, changed)) {
    const words = r.journal.keyframe.length;
    note(r, "state", `${keyframe.data.length} bytes`, `${8 * words} bytes`, "report");
    return false;
  }
  r.inputs.tick = r.kernel.state.tick;
  r.inputs.nowNs = r.kernel.state.nowNs;
  r.sameKeyframe = r.kernel.state.tick;
  return true;
}

function run(r: Replay, input: RecordingInput, start: ReplayStart, span: TickSpan): void {
  if (start.keyframe !== null && !beginAt(r, start.keyframe, r.changed)) return;
  let expected = start.keyframe === null ? 0 : -1;
  for (const message of kernelMessages(input, start, span)) {
    const { topic } = message.channel;
    if (topic === kernelTopics[0]) {
      if (expected < 0) expected = message.sequence;
      // A gap cannot be bridged without its inputs: what follows is another run.
      if (message.sequence !== expected) {
        r.inputs.tick = r.firstTick + r.ticks;
        r.inputs.nowNs = message.logTimeNs;
        note(r, "inputs", `tick ${message.sequence}`, `tick ${expected}`, "inputs");
        r.different += 1;
        return;
      }
      expected += 1;
      if (r.last.push(message) > shownInputs) r.last.shift();
      if (!replayTick(r, message.data)) return;
    } else if (r.ticks === 0) continue;
    else if (topic === kernelTopics[1]) compareOutputs(r, message.data);
    else compareKeyframe(r, message.data);
  }
}

/** Ticks that the summary counts; 0 where the file was not finished. */
function countedTicks(input: RecordingInput): number {
  const summary = readSummary(input);
  const channel = summary?.channels.find((one) => one.topic === kernelTopics[0]);
  if (channel === undefined) return 0;
  return Number(summary?.statistics?.channelMessageCounts.get(channel.id) ?? 0n);
}

/** Inputs that are lost at the end leave no gap behind them: the summary tells of them. */
function noteLostEnd(r: Replay, input: RecordingInput): void {
  const counted = countedTicks(input);
  if (r.first !== null || counted <= r.ticks) return;
  r.inputs.tick = r.firstTick + r.ticks;
  r.inputs.nowNs = r.inputs.tick * r.kernel.params.tickPeriodNs;
  note(r, "inputs", `${counted} ticks`, `${r.ticks} ticks`, "inputs");
  r.different += 1;
}

function changedTuning(
  input: RecordingInput,
  overrides: readonly Override[],
  kernel: Kernel,
): Result<TuningValues> {
  if (overrides.length === 0) return ok({});
  const recorded = readSite(input, []);
  if (!recorded.ok) return recorded;
  const baseline = rebuildKernel(recorded.value);
  return baseline.ok ? ok(overriddenTuning(kernel, baseline.value)) : baseline;
}

/**
 * Verifies a recording, or the span of it that begins at the keyframe at or before `span.fromNs`.
 * `overrides` change the recorded config first (what-if). Fails where the file cannot be replayed
 * at all: no config, another kernel schema, no state to begin with.
 */
export function verifyRecording(
  input: RecordingInput,
  overrides: readonly Override[] = [],
  span: TickSpan = wholeRun,
): Result<Verification> {
  const site = readSite(input, overrides);
  if (!site.ok) return site;
  const kernel = rebuildKernel(site.value);
  if (!kernel.ok) return kernel;
  const changed = changedTuning(input, overrides, kernel.value);
  if (!changed.ok) return changed;
  const start = findStart(input, span);
  if (!start.ok) return start;
  const r: Replay = {
    kernel: kernel.value,
    journal: createJournal(kernel.value),
    inputs: createInputs(),
    fields: describeOutputs(createOutputs()),
    changed: changed.value,
    last: [],
    ticks: 0,
    firstTick: 0,
    startNs: 0,
    endNs: 0,
    first: null,
    trace: null,
    sameKeyframe: -1,
    different: 0,
  };
  run(r, input, start.value, span);
  if (span.fromNs === 0 && span.toNs === Infinity) noteLostEnd(r, input);
  if (r.ticks === 0 && r.first === null) {
    return fail({
      code: "REPLAY_NOT_REPLAYABLE",
      message: "Cannot replay: the recording holds no kernel inputs there",
      help: "see mechos record info FILE",
    });
  }
  return ok({
    outcome: r.first === null ? "identical" : "different",
    ticks: r.ticks,
    firstTick: r.firstTick,
    startNs: r.startNs,
    endNs: r.endNs,
    firstDifference: r.first,
    trace: r.trace,
    differentTicks: r.different,
    stateHash: journalHash(r.journal),
    recordedBy: site.value.versions,
    damage: site.value.damage,
  });
}
