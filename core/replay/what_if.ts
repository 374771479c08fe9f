/**
 * What today's rules, with other limits or gains, would have done in a recorded run: each intent's
 * decision then and now, the failsafe's actions, and how far the commands part.
 *
 * Open loop: the sensors go on saying what they said. So that this leads nowhere (a wheel that goes
 * on turning at the old speed looks like a broken drive), the changed kernel is put back into the
 * recorded state at each intent and each 50 ms: every decision is made in the situation in
 * which it was made.
 *
 * @module
 */
import type { Override } from "core/config/mod.ts";
import { ok, type Result } from "core/fault.ts";
import { countNumbers, type Kernel, ruleNames, step } from "core/kernel/mod.ts";
import {
  clearInputs,
  createInputs,
  createOutputs,
  type DecisionOutput,
  decodeInputs,
  failsafeActions,
  hasBit,
  idText,
  intentActions,
  type KernelInputs,
  type KernelOutputs,
  modes,
  nameOf,
  outputsBytes,
  ReadCursor,
  reasonCode,
  type ReasonNames,
  reasonText,
  sources,
  verdicts,
  visitOutputs,
} from "core/messages/mod.ts";
import type { RecordingInput } from "core/record/mod.ts";
import { copyState, overriddenTuning, restoreKeyframe, type TuningValues } from "./begin_at.ts";
import { findStart, kernelMessages, kernelTopics, type TickSpan } from "./kernel_messages.ts";
import { readSite, rebuildKernel } from "./rebuild.ts";

/** What the gate said of one intent. */
export interface SaidOf {
  readonly verdict: string;
  readonly code: string;
  readonly rule: string;
  readonly reason: string;
}

/** One intent then and now. */
export interface DecisionRow {
  readonly tS: number;
  readonly intentId: string;
  readonly source: string;
  readonly action: string;
  readonly recorded: SaidOf | null;
  readonly replayed: SaidOf | null;
  readonly isSame: boolean;
}

/** A stretch of time with one mode and failsafe action. */
export interface ActionChange {
  readonly tS: number;
  readonly mode: string;
  readonly action: string;
}

/** What would have been. */
export interface WhatIf {
  readonly overrides: readonly string[];
  readonly ticks: number;
  readonly decisions: readonly DecisionRow[];
  /** Decisions that are another verdict or another reason. */
  readonly changed: number;
  readonly recordedActions: readonly ActionChange[];
  readonly replayedActions: readonly ActionChange[];
  /** Ticks whose command differs; the first of them, s; -1 where none does. */
  readonly differentCommands: number;
  readonly firstCommandS: number;
  readonly largestLinearMps: number;
  readonly largestAngularRadps: number;
}

interface Trying {
  readonly kernel: Kernel;
  readonly was: KernelOutputs;
  /** What the owner called the rules then: they decided by these. */
  readonly recordedNames: ReasonNames;
  readonly rows: DecisionRow[];
  readonly recordedActions: ActionChange[];
  readonly replayedActions: ActionChange[];
  ticks: number;
  differentCommands: number;
  firstCommandS: number;
  largestLinearMps: number;
  largestAngularRadps: number;
}

/** The changed kernel runs by itself for at most this long. */
const anchorNs = 50_000_000;
/** Decisions and changes that are kept; more are only counted. */
const maxRows = 100_000;

function saidOf(decision: DecisionOutput, names: ReasonNames): SaidOf {
  const rule = ruleNames.findIndex((_name, index) =>
    hasBit(decision.refusedBy, index) || hasBit(decision.clampedBy, index)
  );
  return {
    verdict: nameOf(verdicts, decision.verdict),
    code: reasonCode(decision.reason),
    rule: ruleNames[rule] ?? "",
    reason: decision.reason === 0
      ? ""
      : reasonText(decision.reason, decision.value, decision.limit, names),
  };
}

function compareDecisions(t: Trying, tS: number): void {
  const { was } = t;
  const now = t.kernel.outputs;
  const count = Math.max(was.decisionCount, now.decisionCount);
  for (let i = 0; i < count && t.rows.length < maxRows; i++) {
    const a = i < was.decisionCount ? was.decisions[i] : undefined;
    const b = i < now.decisionCount ? now.decisions[i] : undefined;
    const one = a ?? b;
    if (one === undefined) continue;
    const recorded = a === undefined ? null : saidOf(a, t.recordedNames);
    const replayed = b === undefined ? null : saidOf(b, t.kernel.params.said);
    t.rows.push({
      tS,
      intentId: idText(one),
      source: nameOf(sources, one.source),
      action: nameOf(intentActions, one.action),
      recorded,
      replayed,
      isSame: JSON.stringify(recorded) === JSON.stringify(replayed),
    });
  }
}

function noteAction(list: ActionChange[], tS: number, outputs: KernelOutputs): void {
  const mode = nameOf(modes, outputs.mode);
  const action = nameOf(failsafeActions, outputs.action);
  const last = list[list.length - 1];
  if (last?.mode === mode && last.action === action) return;
  if (list.length < maxRows) list.push({ tS, mode, action });
}

function compareTick(t: Trying, bytes: Uint8Array): void {
  const { was } = t;
  visitOutputs(
    new ReadCursor(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
    was,
  );
  const now = t.kernel.outputs;
  const tS = now.nowNs * 1e-9;
  compareDecisions(t, tS);
  noteAction(t.recordedActions, tS, was);
  noteAction(t.replayedActions, tS, now);
  const linear = Math.abs(was.linearMps - now.linearMps);
  const angular = Math.abs(was.angularRadps - now.angularRadps);
  if (linear === 0 && angular === 0) return;
  t.differentCommands++;
  if (t.firstCommandS < 0) t.firstCommandS = tS;
  t.largestLinearMps = Math.max(t.largestLinearMps, linear);
  t.largestAngularRadps = Math.max(t.largestAngularRadps, angular);
}

/** The kernels of a what-if: the recorded one runs along, so that the other starts from its state. */
interface Pair {
  readonly baseline: Kernel;
  readonly changed: TuningValues;
  readonly room: Float64Array;
  anchorNs: number;
}

function makePair(t: Trying, baseline: Kernel): Pair {
  return {
    baseline,
    changed: overriddenTuning(t.kernel, baseline),
    room: new Float64Array(countNumbers(baseline.state)),
    anchorNs: -Infinity,
  };
}

/** Steps both kernels through a tick. */
function tryTick(t: Trying, pair: Pair, inputs: KernelInputs): void {
  const { baseline } = pair;
  const isDue = inputs.nowNs - pair.anchorNs >= anchorNs;
  if (inputs.intentCount > 0 || isDue) {
    copyState(baseline, t.kernel, pair.changed, pair.room);
    pair.anchorNs = inputs.nowNs;
  }
  step(t.kernel, inputs, inputs.nowNs);
  step(baseline, inputs, inputs.nowNs);
  t.ticks++;
}

/**
 * Runs a recording's inputs through a kernel whose config is changed by `overrides`. Fails as
 * `verifyRecording` does.
 */
export function whatIf(
  input: RecordingInput,
  overrides: readonly Override[],
  span: TickSpan,
): Result<WhatIf> {
  const site = readSite(input, overrides);
  if (!site.ok) return site;
  const kernel = rebuildKernel(site.value);
  if (!kernel.ok) return kernel;
  const recorded = readSite(input, []);
  if (!recorded.ok) return recorded;
  const baseline = rebuildKernel(recorded.value);
  if (!baseline.ok) return baseline;
  const start = findStart(input, span);
  if (!start.ok) return start;
  const t = createTrying(kernel.value, baseline.value.params.said);
  const pair = makePair(t, baseline.value);
  const { keyframe } = start.value;
  if (keyframe !== null) restoreKeyframe(baseline.value, keyframe.data, {});
  const inputs = createInputs();
  for (const message of kernelMessages(input, start.value, span)) {
    if (message.channel.topic === kernelTopics[0]) {
      clearInputs(inputs);
      if (!decodeInputs(message.data, inputs).ok) break;
      tryTick(t, pair, inputs);
    } else if (message.channel.topic === kernelTopics[1] && t.ticks > 0) {
      if (message.data.length === outputsBytes) compareTick(t, message.data);
    }
  }
  return ok({
    overrides: overrides.map(({ path, value }) => `${path}=${JSON.stringify(value)}`),
    ticks: t.ticks,
    decisions: t.rows,
    changed: t.rows.filter((row) => !row.isSame).length,
    recordedActions: t.recordedActions,
    replayedActions: t.replayedActions,
    differentCommands: t.differentCommands,
    firstCommandS: t.firstCommandS,
    largestLinearMps: t.largestLinearMps,
    largestAngularRadps: t.largestAngularRadps,
  });
}

function createTrying(kernel: Kernel, recordedNames: ReasonNames): Trying {
  return {
    kernel,
    was: createOutputs(),
    recordedNames,
    rows: [],
    recordedActions: [],
    replayedActions: [],
    ticks: 0,
    differentCommands: 0,
    firstCommandS: -1,
    largestLinearMps: 0,
    largestAngularRadps: 0,
  };
}
