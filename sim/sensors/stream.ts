/**
 * A stream of samples from a device to the kernel, and the ways in which any such stream fails:
 * gone, repeated, lost, late, mixed up, stamped by a wrong clock (sim/faults/sensors.ts).
 *
 * @module
 */
import { integer, type Prng, uniform } from "core/math/mod.ts";
import type { Stamp } from "core/messages/mod.ts";
import { type FaultSet, faultValue } from "sim/faults/mod.ts";
import { createDelayLine, type DelayLine, pushSlot } from "./delay.ts";

/** How often a sensor samples, in ticks, and how late its samples arrive. */
export interface SensorTiming {
  readonly everyTicks: number;
  readonly latencyNs: number;
}

/** One stream. `T` is a sample with its stamp. */
export interface Stream<T extends Stamp> {
  readonly name: string;
  readonly timing: SensorTiming;
  readonly line: DelayLine<T>;
  /** What the device measures at this tick, before its way to the kernel. */
  readonly measured: T;
  /** The last sample that was sent, for `freeze`. */
  readonly held: T;
  readonly chance: Prng;
  readonly copy: (from: T, into: T) => void;
  seq: number;
}

/** Samples that may be under way at once: 5 s of delay of a 10 Hz sensor, and more. */
const lineCapacity = 64;

/** Makes a stream. `copy` copies what was measured, not the stamp. */
export function createStream<T extends Stamp>(
  name: string,
  timing: SensorTiming,
  chance: Prng,
  make: () => T,
  copy: (from: T, into: T) => void,
): Stream<T> {
  return {
    name,
    timing,
    line: createDelayLine(lineCapacity, make),
    measured: make(),
    held: make(),
    chance,
    copy,
    seq: 0,
  };
}

/** True where a sensor samples at a tick. */
export function isDue(timing: SensorTiming, tick: number): boolean {
  return tick % timing.everyTicks === 0;
}

/** True in the half of each period in which something that flaps is gone. */
export function flappedAway(periodMs: number, nowNs: number): boolean {
  const periodNs = periodMs * 1e6;
  return periodNs > 0 && nowNs % periodNs < periodNs / 2;
}

function isLost<T extends Stamp>(stream: Stream<T>, faults: FaultSet, nowNs: number): boolean {
  const { name } = stream;
  if (faults.has(`${name}.off`)) return true;
  if (flappedAway(faultValue(faults, `${name}.flap`, "periodMs", 0), nowNs)) return true;
  const p = faultValue(faults, `${name}.drop`, "p", 0);
  return p > 0 && uniform(stream.chance) < p;
}

/** Sends `stream.measured` on its way, with whatever goes wrong on it. */
export function sendSample<T extends Stamp>(
  stream: Stream<T>,
  faults: FaultSet,
  nowNs: number,
  tickNs: number,
): void {
  stream.seq += 1;
  const { name } = stream;
  if (!faults.has(`${name}.freeze`)) stream.copy(stream.measured, stream.held);
  if (faults.size === 0) return send(stream, stream.held, nowNs, nowNs, 0);
  if (isLost(stream, faults, nowNs)) return;
  const stampNs = nowNs + faultValue(faults, `${name}.stamp`, "s", 0) * 1e9;
  const depth = faultValue(faults, `${name}.reorder`, "depth", 0);
  const periodNs = stream.timing.everyTicks * tickNs;
  const mixedNs = depth > 0 ? integer(stream.chance, depth + 1) * periodNs : 0;
  const lateNs = faultValue(faults, `${name}.delay`, "ms", 0) * 1e6 + mixedNs;
  send(stream, stream.held, stampNs, nowNs, lateNs);
  if (faults.has(`${name}.duplicate`)) send(stream, stream.held, stampNs, nowNs, lateNs + tickNs);
}

function send<T extends Stamp>(
  stream: Stream<T>,
  sample: T,
  stampNs: number,
  nowNs: number,
  lateNs: number,
): void {
  const slot = pushSlot(stream.line, nowNs + stream.timing.latencyNs + lateNs);
  stream.copy(sample, slot);
  slot.seq = stream.seq;
  slot.measuredNs = stampNs;
}
