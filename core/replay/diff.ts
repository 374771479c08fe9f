/**
 * Compares two recordings of runs tick by tick: the inputs that differ, then the outputs, and what
 * of versions and config was not the same.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { createOutputs, describeOutputs, outputsBytes } from "core/messages/mod.ts";
import type { RecordedMessage, RecordingInput } from "core/record/mod.ts";
import { glanceAt, type InputsGlance } from "./inputs_glance.ts";
import { kernelMessages, kernelTopics, type TickSpan } from "./kernel_messages.ts";
import { readSite } from "./rebuild.ts";
import { type FieldDifference, fieldDifferences } from "./stage_of.ts";

/** A value that two recordings say differently. */
export interface TextDifference {
  readonly path: string;
  readonly first: unknown;
  readonly second: unknown;
}

/** A tick at which two recordings differ. */
export interface TickDifference {
  readonly tick: number;
  readonly tS: number;
  /** Fields of the outputs, earliest stage first; empty where the inputs differ. */
  readonly fields: readonly FieldDifference[];
  readonly inputs: readonly [InputsGlance, InputsGlance] | null;
}

/** What comparing found. */
export interface RecordingDifference {
  readonly outcome: "identical" | "different";
  /** Ticks that both hold. */
  readonly ticks: number;
  /** Ticks that only one of them holds. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly firstInputs: TickDifference | null;
  readonly firstOutputs: TickDifference | null;
  readonly differentInputs: number;
  readonly differentOutputs: number;
  readonly versions: readonly TextDifference[];
  readonly config: readonly TextDifference[];
}

/** One tick of a recording. */
interface RecordedTick {
  readonly tick: number;
  readonly nowNs: number;
  readonly inputs: RecordedMessage;
  readonly outputs: Uint8Array | null;
}

function* ticksOf(input: RecordingInput, span: TickSpan): Generator<RecordedTick, void, void> {
  let inputs: RecordedMessage | null = null;
  for (const message of kernelMessages(input, { keyframe: null, keyframes: 0 }, span)) {
    if (message.logTimeNs < span.fromNs) continue;
    if (message.channel.topic === kernelTopics[0]) inputs = message;
    else if (message.channel.topic === kernelTopics[1] && inputs !== null) {
      const { sequence: tick, logTimeNs: nowNs } = inputs;
      yield { tick, nowNs, inputs, outputs: message.data };
      inputs = null;
    }
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function flatten(value: unknown, path: string, into: Map<string, unknown>): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, child] of Object.entries(value)) {
      flatten(child, path === "" ? key : `${path}.${key}`, into);
    }
  } else into.set(path, value);
}

/** Paths whose values differ; a missing one is null. */
export function textDifferences(first: unknown, second: unknown): TextDifference[] {
  const a = new Map<string, unknown>();
  const b = new Map<string, unknown>();
  flatten(first, "", a);
  flatten(second, "", b);
  const found: TextDifference[] = [];
  for (const path of new Set([...a.keys(), ...b.keys()])) {
    const was = a.get(path) ?? null;
    const is = b.get(path) ?? null;
    if (JSON.stringify(was) !== JSON.stringify(is)) found.push({ path, first: was, second: is });
  }
  return found;
}

interface Comparing {
  readonly fields: ReturnType<typeof describeOutputs>;
  ticks: number;
  onlyFirst: number;
  onlySecond: number;
  firstInputs: TickDifference | null;
  firstOutputs: TickDifference | null;
  differentInputs: number;
  differentOutputs: number;
}

function compareTick(c: Comparing, a: RecordedTick, b: RecordedTick): void {
  c.ticks++;
  const place = { tick: a.tick, tS: a.nowNs * 1e-9 };
  if (!sameBytes(a.inputs.data, b.inputs.data)) {
    c.differentInputs++;
    c.firstInputs ??= { ...place, fields: [], inputs: [glanceAt(a.inputs), glanceAt(b.inputs)] };
  }
  if (a.outputs === null || b.outputs === null || sameBytes(a.outputs, b.outputs)) return;
  c.differentOutputs++;
  if (c.firstOutputs !== null) return;
  const comparable = a.outputs.length === outputsBytes && b.outputs.length === outputsBytes;
  const fields = comparable ? fieldDifferences(c.fields, a.outputs, b.outputs).slice(0, 24) : [];
  c.firstOutputs = { ...place, fields, inputs: null };
}

/** Walks two runs side by side; a tick that one of them lacks is counted and passed. */
function walk(c: Comparing, first: Iterator<RecordedTick>, second: Iterator<RecordedTick>): void {
  let a = first.next();
  let b = second.next();
  while (a.done !== true && b.done !== true) {
    if (a.value.tick === b.value.tick) {
      compareTick(c, a.value, b.value);
      a = first.next();
      b = second.next();
    } else if (a.value.tick < b.value.tick) {
      c.onlyFirst++;
      a = first.next();
    } else {
      c.onlySecond++;
      b = second.next();
    }
  }
  for (; a.done !== true; a = first.next()) c.onlyFirst++;
  for (; b.done !== true; b = second.next()) c.onlySecond++;
}

/** Compares two recordings. Fails where one of them holds no kernel run. */
export function diffRecordings(
  first: RecordingInput,
  second: RecordingInput,
  span: TickSpan,
): Result<RecordingDifference> {
  const a = readSite(first, []);
  if (!a.ok) return a;
  const b = readSite(second, []);
  if (!b.ok) return b;
  const c: Comparing = {
    fields: describeOutputs(createOutputs()),
    ticks: 0,
    onlyFirst: 0,
    onlySecond: 0,
    firstInputs: null,
    firstOutputs: null,
    differentInputs: 0,
    differentOutputs: 0,
  };
  walk(c, ticksOf(first, span), ticksOf(second, span));
  if (c.ticks === 0) {
    return fail({
      code: "REPLAY_NOT_REPLAYABLE",
      message: "Cannot compare the recordings: they have no tick in common",
      help: "see mechos record info FILE",
    });
  }
  const isSame = c.firstInputs === null && c.firstOutputs === null && c.onlyFirst === 0 &&
    c.onlySecond === 0;
  return ok({
    outcome: isSame ? "identical" : "different",
    ticks: c.ticks,
    onlyFirst: c.onlyFirst,
    onlySecond: c.onlySecond,
    firstInputs: c.firstInputs,
    firstOutputs: c.firstOutputs,
    differentInputs: c.differentInputs,
    differentOutputs: c.differentOutputs,
    versions: textDifferences(a.value.versions, b.value.versions),
    config: textDifferences(a.value.config, b.value.config),
  });
}
