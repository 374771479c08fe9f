/** A run as a line of samples, for reports: where it was, what it did, how near things were. @module */
import type { KernelOutputs } from "core/messages/mod.ts";

/** Samples of one run; all lists are of one length. Numbers are rounded for reading. */
export interface RunTrace {
  readonly tS: number[];
  readonly xM: number[];
  readonly yM: number[];
  readonly speedMps: number[];
  /** 10 stands for "10 m or more". */
  readonly clearanceM: number[];
  /** Index in `modes`. */
  readonly mode: number[];
  /** Index in `failsafeActions`. */
  readonly action: number[];
  /** What happened, with its time. */
  readonly events: { readonly tS: number; readonly name: string }[];
}

/** Takes every n-th tick, so that a run of any length gives about this many samples. */
const samplesWanted = 800;
/** Most events that are kept: a repeated one must not fill the page. */
const maxEvents = 400;
const farM = 10;

/** A trace in the making. */
export interface Tracer {
  readonly everyTicks: number;
  readonly trace: RunTrace;
}

/** A tracer for a run of some ticks. */
export function createTracer(ticks: number): Tracer {
  return {
    everyTicks: Math.max(1, Math.ceil(ticks / samplesWanted)),
    trace: {
      tS: [],
      xM: [],
      yM: [],
      speedMps: [],
      clearanceM: [],
      mode: [],
      action: [],
      events: [],
    },
  };
}

/** Truth at a tick. */
export interface TraceFacts {
  readonly tick: number;
  readonly nowNs: number;
  readonly xM: number;
  readonly yM: number;
  readonly linearMps: number;
  readonly clearanceM: number;
}

function short(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Notes one tick. */
export function traceTick(
  tracer: Tracer,
  out: KernelOutputs,
  happened: ReadonlySet<string>,
  facts: TraceFacts,
): void {
  const { trace } = tracer;
  for (const name of happened) {
    // A hostile brain is refused many times a second: that would hide everything else.
    if (name !== "intent.refused" && trace.events.length < maxEvents) {
      trace.events.push({ tS: short(facts.nowNs * 1e-9), name });
    }
  }
  if (facts.tick % tracer.everyTicks !== 0) return;
  trace.tS.push(short(facts.nowNs * 1e-9));
  trace.xM.push(short(facts.xM));
  trace.yM.push(short(facts.yM));
  trace.speedMps.push(short(facts.linearMps));
  trace.clearanceM.push(short(Math.min(farM, facts.clearanceM)));
  trace.mode.push(out.mode);
  trace.action.push(out.action);
}
