/**
 * The operator's connection: presence, acts and teleop frames on their way to the kernel, and
 * what goes wrong with them (sim/faults/mind.ts).
 *
 * @module
 */
import { createPrng, integer, type Prng, uniform } from "core/math/mod.ts";
import { type FaultSet, faultValue } from "sim/faults/mod.ts";
import { flappedAway } from "sim/sensors/mod.ts";

/** Something on its way from an operator. */
interface Frame<T> {
  readonly payload: T;
  readonly dueNs: number;
  /** How much of that is the fault `operator.delay`, ns. */
  readonly lateNs: number;
}

/** The connection of one run. */
export interface OperatorLink<T> {
  readonly frames: Frame<T>[];
  /** When each sign of presence arrives. */
  readonly beats: number[];
  readonly chance: Prng;
  lastBeatNs: number;
}

/** An operator's console shows that it is there this often, ns. */
const beatNs = 50_000_000;
/** How far apart frames of a mixed order are, ns. */
const mixNs = 100_000_000;
/** A frame that is replayed comes again so much later, ns. */
const againNs = 1_000_000_000;

/** An idle connection. */
export function createOperatorLink<T>(seed: number): OperatorLink<T> {
  return { frames: [], beats: [], chance: createPrng(seed, "operator"), lastBeatNs: -Infinity };
}

function isLost<T>(link: OperatorLink<T>, faults: FaultSet, nowNs: number): boolean {
  if (faults.has("operator.off")) return true;
  if (flappedAway(faultValue(faults, "operator.flap", "periodMs", 0), nowNs)) return true;
  const p = faultValue(faults, "operator.drop", "p", 0);
  return p > 0 && uniform(link.chance) < p;
}

function insert<T>(link: OperatorLink<T>, payload: T, dueNs: number, lateNs: number): void {
  let at = link.frames.length;
  while (at > 0 && (link.frames[at - 1]?.dueNs ?? 0) > dueNs) at -= 1;
  link.frames.splice(at, 0, { payload, dueNs, lateNs });
}

/** Sends a frame. */
export function sendOperatorFrame<T>(
  link: OperatorLink<T>,
  faults: FaultSet,
  payload: T,
  nowNs: number,
): void {
  if (faults.size === 0) return insert(link, payload, nowNs, 0);
  if (isLost(link, faults, nowNs)) return;
  const depth = faultValue(faults, "operator.reorder", "depth", 0);
  const mixedNs = depth > 0 ? integer(link.chance, depth + 1) * mixNs : 0;
  const lateNs = faultValue(faults, "operator.delay", "ms", 0) * 1e6;
  const dueNs = nowNs + lateNs + mixedNs;
  insert(link, payload, dueNs, lateNs);
  if (faults.has("operator.duplicate")) insert(link, payload, dueNs + againNs, lateNs);
}

/**
 * A connection whose delay has ended delivers at once what it held back, in the order in which it
 * was sent. Call it before anything is sent at this tick: what is new comes behind.
 */
export function endDelay<T>(link: OperatorLink<T>, faults: FaultSet, nowNs: number): void {
  if (faults.has("operator.delay")) return;
  if (link.beats.length > 0) link.beats.fill(nowNs);
  if (link.frames.length === 0 || !link.frames.some((frame) => frame.lateNs > 0)) return;
  for (const { payload, dueNs, lateNs } of link.frames.splice(0)) {
    insert(link, payload, dueNs - lateNs, 0);
  }
}

/** Shows presence while `present`; returns true where a sign of it arrived by now. */
export function stepPresence<T>(
  link: OperatorLink<T>,
  faults: FaultSet,
  present: boolean,
  nowNs: number,
): boolean {
  const slowNs = faultValue(faults, "operator.slow", "ms", 0) * 1e6;
  if (present && nowNs >= link.lastBeatNs + Math.max(beatNs, slowNs)) {
    link.lastBeatNs = nowNs;
    if (!isLost(link, faults, nowNs)) {
      link.beats.push(nowNs + faultValue(faults, "operator.delay", "ms", 0) * 1e6);
    }
  }
  let arrived = false;
  while ((link.beats[0] ?? Infinity) <= nowNs) {
    link.beats.shift();
    arrived = true;
  }
  return arrived;
}

/** The next frame that has arrived, taken off the link; null where none has. */
export function takeOperatorFrame<T>(link: OperatorLink<T>, nowNs: number): T | null {
  const first = link.frames[0];
  if (first === undefined || first.dueNs > nowNs) return null;
  link.frames.shift();
  return first.payload;
}
