/**
 * What the gate would have said of other intents in a recorded run: the recorded kernel runs along,
 * and at each moment a copy of it is given these intents in place of the brain's.
 *
 * @module
 */
import type { Override } from "core/config/mod.ts";
import { ok, type Result } from "core/fault.ts";
import { agentOf, compileKernel, countNumbers, type Kernel, step } from "core/kernel/mod.ts";
import {
  clearInputs,
  copyIntent,
  createInputs,
  decodeInputs,
  type IntentNames,
  type KernelInputs,
  makeId,
  modes,
  nameOf,
  numberOf,
  readIntent,
  reasonCode,
  reasonText,
  sources,
  verdicts,
} from "core/messages/mod.ts";
import type { RecordingInput } from "core/record/mod.ts";
import { copyState, overriddenTuning, restoreKeyframe, type TuningValues } from "./begin_at.ts";
import { findStart, kernelMessages, kernelTopics, type TickSpan } from "./kernel_messages.ts";
import { readSite, rebuildKernel } from "./rebuild.ts";

/** Intents that are tried at a moment: objects of unknown content. */
export interface TriedAnswer {
  readonly atNs: number;
  readonly intents: readonly unknown[];
}

/** What the gate says of one intent. */
export interface Judgement {
  readonly verdict: string;
  readonly code: string;
  readonly reason: string;
}

interface Judging {
  readonly baseline: Kernel;
  readonly probe: Kernel;
  readonly changed: TuningValues;
  readonly room: Float64Array;
  readonly scratch: KernelInputs;
  readonly names: IntentNames;
  readonly agent: number;
  /** The robot counts as just started in the tick in which it is judged. */
  readonly isStarted: boolean;
  serial: number;
}

const brainSource = numberOf(sources, "brain");

/** The inputs of the tick, with intents of the brain replaced by those that are tried. */
function replaceIntents(j: Judging, bytes: Uint8Array, intents: readonly unknown[]): void {
  const { scratch } = j;
  clearInputs(scratch);
  decodeInputs(bytes, scratch);
  let count = 0;
  for (let i = 0; i < scratch.intentCount; i++) {
    const [from, into] = [scratch.intents[i], scratch.intents[count]];
    if (from === undefined || into === undefined || from.source === brainSource) continue;
    if (count !== i) copyIntent(from, into);
    count++;
  }
  for (const raw of intents) {
    const into = scratch.intents[count];
    if (into === undefined) break;
    const id = makeId(scratch.nowNs * 1e-6, 0, 0, ++j.serial);
    const stamp = { source: brainSource, agent: j.agent, nowNs: scratch.nowNs, id };
    copyIntent(readIntent(raw, stamp, j.names).record, into);
    count++;
  }
  scratch.intentCount = count;
}

/** A robot that waited for its start is as it is right behind it. */
function startProbe(j: Judging, nowNs: number): void {
  const { state } = j.probe;
  if (state.mode !== numberOf(modes, "boot") && state.mode !== numberOf(modes, "idle")) return;
  state.mode = numberOf(modes, "auto");
  state.started = 1;
  state.startedNs = nowNs;
  state.leaseNs = nowNs;
  state.mindBeatNs = nowNs;
}

function judge(j: Judging, bytes: Uint8Array, intents: readonly unknown[]): Judgement[] {
  copyState(j.baseline, j.probe, j.changed, j.room);
  replaceIntents(j, bytes, intents);
  if (j.isStarted) startProbe(j, j.scratch.nowNs);
  step(j.probe, j.scratch, j.scratch.nowNs);
  const { outputs } = j.probe;
  const found: Judgement[] = [];
  for (let i = 0; i < outputs.decisionCount; i++) {
    const decision = outputs.decisions[i];
    if (decision === undefined || decision.source !== brainSource) continue;
    const { reason, value, limit } = decision;
    found.push({
      verdict: nameOf(verdicts, decision.verdict),
      code: reasonCode(reason),
      reason: reason === 0 ? "" : reasonText(reason, value, limit, j.probe.params.said),
    });
  }
  return found;
}

function begin(
  input: RecordingInput,
  overrides: readonly Override[],
  isStarted: boolean,
): Result<Judging> {
  const site = readSite(input, overrides);
  if (!site.ok) return site;
  const probe = rebuildKernel(site.value);
  if (!probe.ok) return probe;
  const recorded = readSite(input, []);
  if (!recorded.ok) return recorded;
  const baseline = rebuildKernel(recorded.value);
  if (!baseline.ok) return baseline;
  const compiled = compileKernel(site.value.config, {
    keepout: site.value.keepout,
    speed: site.value.speed,
    latchedAtStart: 0,
    latchesBefore: 0,
    file: "recording",
  });
  if (!compiled.ok) return compiled;
  return ok({
    baseline: baseline.value,
    probe: probe.value,
    changed: overriddenTuning(probe.value, baseline.value),
    room: new Float64Array(countNumbers(baseline.value.state)),
    scratch: createInputs(),
    names: compiled.value.names,
    agent: agentOf("ollama"),
    isStarted,
    serial: 0,
  });
}

/**
 * Judges each of `tried` in the tick at its time, or the first one behind it. `overrides` change
 * the rules by which it is judged. An answer behind the end of the recording gets no judgement.
 * With `isStarted` a robot that waited for its start counts as just started, each time. Fails as `verifyRecording` does.
 */
export function judgeAnswers(
  input: RecordingInput,
  tried: readonly TriedAnswer[],
  overrides: readonly Override[],
  span: TickSpan,
  isStarted = false,
): Result<readonly (readonly Judgement[])[]> {
  const begun = begin(input, overrides, isStarted);
  if (!begun.ok) return begun;
  const j = begun.value;
  const start = findStart(input, span);
  if (!start.ok) return start;
  const { keyframe } = start.value;
  if (keyframe !== null) restoreKeyframe(j.baseline, keyframe.data, {});
  const found: Judgement[][] = tried.map(() => []);
  const order = [...tried.entries()].sort(([, a], [, b]) => a.atNs - b.atNs);
  const inputs = createInputs();
  let next = 0;
  for (const message of kernelMessages(input, start.value, span)) {
    if (message.channel.topic !== kernelTopics[0]) continue;
    clearInputs(inputs);
    if (!decodeInputs(message.data, inputs).ok) break;
    for (let due = order[next]; due !== undefined; due = order[next]) {
      const [index, { atNs, intents }] = due;
      if (atNs > inputs.nowNs) break;
      found[index] = judge(j, message.data, intents);
      next++;
    }
    step(j.baseline, inputs, inputs.nowNs);
  }
  return ok(found);
}
