/**
 * The link from the mind to the robot process: heartbeats, leases and intents on their way, and
 * what goes wrong with them (sim/faults/mind.ts).
 *
 * @module
 */
import { createPrng, integer, type Prng, uniform } from "core/math/mod.ts";
import { type FaultSet, faultValue } from "sim/faults/mod.ts";
import { flappedAway } from "sim/sensors/mod.ts";

/** Something on its way; the payload of a heartbeat or a lease is null. */
interface Frame<T> {
  readonly kind: "beat" | "lease" | "intent";
  readonly payload: T | null;
  readonly dueNs: number;
}

/** The link of one run. */
export interface Link<T> {
  /** In the order of arrival. */
  readonly frames: Frame<T>[];
  readonly chance: Prng;
  /** Frames that were thrown away: ring full, lost or damaged. */
  dropped: number;
}

/** Intents that may wait in the link's ring. */
const capacity = 64;
/** Frames of any kind under way: the longest delay times the rate of beats and leases, and more. */
const capacityInAll = 4096;
/** How far apart frames of a mixed order are, ns. */
const mixNs = 50_000_000;

/** An empty link. */
export function createLink<T>(seed: number): Link<T> {
  return { frames: [], chance: createPrng(seed, "link"), dropped: 0 };
}

/** True where nothing gets through at this instant. */
export function isCut(faults: FaultSet, nowNs: number): boolean {
  return faults.has("link.off") || faults.has("mind.crash") ||
    flappedAway(faultValue(faults, "link.flap", "periodMs", 0), nowNs);
}

function isLost<T>(link: Link<T>, faults: FaultSet): boolean {
  const drop = faultValue(faults, "link.drop", "p", 0);
  const damage = faultValue(faults, "link.garbage", "p", 0);
  return (drop > 0 && uniform(link.chance) < drop) ||
    (damage > 0 && uniform(link.chance) < damage);
}

function insert<T>(link: Link<T>, frame: Frame<T>): void {
  let at = link.frames.length;
  while (at > 0 && (link.frames[at - 1]?.dueNs ?? 0) > frame.dueNs) at -= 1;
  link.frames.splice(at, 0, frame);
}

/** Intents fill their ring; a beat finds room however many intents wait. */
function isFull<T>(link: Link<T>, kind: Frame<T>["kind"]): boolean {
  if (link.frames.length >= capacityInAll) return true;
  if (kind !== "intent" || link.frames.length < capacity) return false;
  let intents = 0;
  for (const frame of link.frames) if (frame.kind === "intent") intents += 1;
  return intents >= capacity;
}

/** Sends a frame that arrives after `latencyNs`. Returns false where the ring was full. */
export function sendFrame<T>(
  link: Link<T>,
  faults: FaultSet,
  kind: Frame<T>["kind"],
  payload: T | null,
  nowNs: number,
  latencyNs: number,
): boolean {
  if (isFull(link, kind)) {
    link.dropped += 1;
    return false;
  }
  let dueNs = nowNs + latencyNs;
  if (faults.size > 0) {
    if (isLost(link, faults)) {
      link.dropped += 1;
      return true;
    }
    dueNs += faultValue(faults, "link.delay", "ms", 0) * 1e6;
    const depth = faultValue(faults, "link.reorder", "depth", 0);
    if (depth > 0 && kind === "intent") dueNs += integer(link.chance, depth + 1) * mixNs;
  }
  insert(link, { kind, payload, dueNs });
  const twice = kind === "intent" && faults.has("link.duplicate");
  if (twice) insert(link, { kind, payload, dueNs: dueNs + mixNs });
  return true;
}

/** Sends an intent once more, as it was, `afterNs` later: a replayed frame. */
export function sendAgain<T>(link: Link<T>, payload: T, dueNs: number): void {
  if (!isFull(link, "intent")) insert(link, { kind: "intent", payload, dueNs });
}

/** The next frame that has arrived, taken off the link; null where none has. */
export function takeFrame<T>(link: Link<T>, nowNs: number): Frame<T> | null {
  const first = link.frames[0];
  if (first === undefined || first.dueNs > nowNs) return null;
  link.frames.shift();
  return first;
}
