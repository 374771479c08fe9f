/**
 * Other robots, as they say of themselves, and who gives way. What peers publish is data with an
 * age: older than its time to live it is forgotten. Where two ways meet within a few seconds, one of
 * the two robots waits: the one with the higher priority number, where these are equal the one whose
 * name comes later. That is one order for all robots, so none waits for another in a circle. A robot
 * that gives way and stands where the other wants to drive goes back along its own way
 * (skills/give_way.ts).
 *
 * The rule saves no robot from a collision: the room check, the collision monitor and the driver do
 * that with what sensors see, whatever peers say.
 *
 * @module
 */
import { at, at64 } from "core/fault.ts";
import { type KernelInputs, peerAhead } from "core/messages/mod.ts";
import { farthestM, physical } from "core/world/mod.ts";
import { lookAhead } from "./look_ahead.ts";
import type { Kernel } from "./state.ts";

/** What the kernel is told of its peers. */
export interface FleetParams {
  /** How many there are; an input names one by its index. */
  readonly peers: number;
  /** 0 = this robot gives way to nobody. */
  readonly givesWay: number;
  readonly priority: number;
  /** 1 for each peer whose name comes before this robot's. */
  readonly comesBefore: Uint8Array;
  readonly ttlNs: number;
  /** Kept between the circles about two robots, m. */
  readonly keepM: number;
}

/** What is remembered of peers, one slot each. Never heard: `measuredNs` is -Infinity. */
export interface PeersState {
  readonly measuredNs: Float64Array;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  readonly radiusM: Float64Array;
  readonly priority: Float64Array;
  /** Where each means to be, a second after the other: `peerAhead` points a peer. */
  readonly aheadXM: Float64Array;
  readonly aheadYM: Float64Array;
  /** The peer that this robot gives way to, by its index; -1 = none. */
  yieldsTo: number;
  /** Until when it waits, ns: a little longer than the ways meet. */
  yieldUntilNs: number;
  /** Since when a peer with the right of way means to drive where this robot is, ns; -1 = none. */
  inWayNs: number;
  /** 1 while the robot goes back along its way. */
  retreats: number;
}

/** Nothing heard yet. */
export function createPeers(count: number): PeersState {
  return {
    measuredNs: new Float64Array(count).fill(-Infinity),
    xM: new Float64Array(count),
    yM: new Float64Array(count),
    radiusM: new Float64Array(count),
    priority: new Float64Array(count),
    aheadXM: new Float64Array(count * peerAhead),
    aheadYM: new Float64Array(count * peerAhead),
    yieldsTo: -1,
    yieldUntilNs: -Infinity,
    inWayNs: -1,
    retreats: 0,
  };
}

/** A robot waits so long after the ways met last, ns: poses of peers come a few times a second. */
const holdNs = 1_000_000_000;
/** Ways meet where both are near within so many seconds: neither keeps its time exactly. */
const besideS = 1;
/** A peer that means to get no further than this stands, m. */
const standingM = 0.05;
/** No robot has a circle larger than this, m: what says so is no robot. */
const largestM = 10;

/** Takes what peers say; what is older than what is known, or no place, is dropped. */
export function takePeers(kernel: Kernel, inputs: KernelInputs, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const { peers } = s;
  for (let i = 0; i < inputs.peerCount; i++) {
    const said = at(inputs.peers, i);
    const { peer } = said;
    if (peer >= p.fleet.peers || said.measuredNs > nowNs) continue;
    if (!(said.measuredNs > at64(peers.measuredNs, peer))) continue;
    const isRobot = physical(said.xM, farthestM) && physical(said.yM, farthestM) &&
      said.radiusM >= 0 && said.radiusM <= largestM && said.priority >= 0;
    let isWay = isRobot;
    for (let k = 0; k < peerAhead; k++) {
      if (!physical(at64(said.aheadXM, k), farthestM)) isWay = false;
      if (!physical(at64(said.aheadYM, k), farthestM)) isWay = false;
    }
    if (!isWay) continue;
    peers.measuredNs[peer] = said.measuredNs;
    peers.xM[peer] = said.xM;
    peers.yM[peer] = said.yM;
    peers.radiusM[peer] = said.radiusM;
    peers.priority[peer] = said.priority;
    for (let k = 0; k < peerAhead; k++) {
      peers.aheadXM[peer * peerAhead + k] = at64(said.aheadXM, k);
      peers.aheadYM[peer * peerAhead + k] = at64(said.aheadYM, k);
    }
  }
}

/** True while what a peer said last is young enough to count. */
export function isHeard(kernel: Kernel, peer: number, nowNs: number): boolean {
  return nowNs - at64(kernel.state.peers.measuredNs, peer) <= kernel.params.fleet.ttlNs;
}

/** True where a peer that was heard once is silent: its pose is forgotten. */
export function isPeerSilent(kernel: Kernel, nowNs: number): boolean {
  for (let i = 0; i < kernel.params.fleet.peers; i++) {
    const heard = at64(kernel.state.peers.measuredNs, i) > -Infinity;
    if (heard && !isHeard(kernel, i, nowNs)) return true;
  }
  return false;
}

/** True where a peer goes first. */
function goesFirst(kernel: Kernel, peer: number): boolean {
  const { fleet } = kernel.params;
  const priority = at64(kernel.state.peers.priority, peer);
  if (priority !== fleet.priority) return priority < fleet.priority;
  return fleet.comesBefore[peer] === 1;
}

/** True where a peer means to move; one that stands is a thing like others. */
function moves(s: PeersState, peer: number): boolean {
  for (let k = 0; k < peerAhead; k++) {
    const dx = at64(s.aheadXM, peer * peerAhead + k) - at64(s.xM, peer);
    const dy = at64(s.aheadYM, peer * peerAhead + k) - at64(s.yM, peer);
    if (dx * dx + dy * dy > standingM * standingM) return true;
  }
  return false;
}

/** Squared distance of a point to a stretch, all in one frame. */
function pointGap2(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const share = length2 > 0 ? ((px - ax) * dx + (py - ay) * dy) / length2 : 0;
  const t = Math.min(1, Math.max(0, share));
  const ex = px - ax - t * dx;
  const ey = py - ay - t * dy;
  return ex * ex + ey * ey;
}

/** Where a peer means to be at the end of second `k`; -1 = where it is. */
function peerX(s: PeersState, peer: number, k: number): number {
  return k < 0 ? at64(s.xM, peer) : at64(s.aheadXM, peer * peerAhead + k);
}

function peerY(s: PeersState, peer: number, k: number): number {
  return k < 0 ? at64(s.yM, peer) : at64(s.aheadYM, peer * peerAhead + k);
}

/** True where second `i` of this robot's way comes within `reach2` of second `k` of a peer's. */
function meets(kernel: Kernel, peer: number, i: number, k: number, reach2: number): boolean {
  const { peers, odometry: o } = kernel.state;
  const { aheadXM, aheadYM } = kernel.outputs;
  const ax = i === 0 ? o.xM : at64(aheadXM, i - 1);
  const ay = i === 0 ? o.yM : at64(aheadYM, i - 1);
  const bx = at64(aheadXM, i);
  const by = at64(aheadYM, i);
  const cx = peerX(peers, peer, k - 1);
  const cy = peerY(peers, peer, k - 1);
  const dx = peerX(peers, peer, k);
  const dy = peerY(peers, peer, k);
  // Two straight stretches are nearest at an end of one of them, or cross.
  if (pointGap2(ax, ay, cx, cy, dx, dy) < reach2 || pointGap2(bx, by, cx, cy, dx, dy) < reach2) {
    return true;
  }
  if (pointGap2(cx, cy, ax, ay, bx, by) < reach2 || pointGap2(dx, dy, ax, ay, bx, by) < reach2) {
    return true;
  }
  const side1 = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const side2 = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax);
  const side3 = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx);
  const side4 = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx);
  return side1 * side2 < 0 && side3 * side4 < 0;
}

function waysMeet(kernel: Kernel, peer: number, reach2: number): boolean {
  for (let i = 0; i < peerAhead; i++) {
    const last = Math.min(peerAhead - 1, i + besideS);
    for (let k = Math.max(0, i - besideS); k <= last; k++) {
      if (meets(kernel, peer, i, k, reach2)) return true;
    }
  }
  return false;
}

/** True where a peer means to drive where this robot is. */
function wantsHere(kernel: Kernel, peer: number, reach2: number): boolean {
  const { peers, odometry: o } = kernel.state;
  for (let k = 0; k < peerAhead; k++) {
    const gap2 = pointGap2(
      o.xM,
      o.yM,
      peerX(peers, peer, k - 1),
      peerY(peers, peer, k - 1),
      peerX(peers, peer, k),
      peerY(peers, peer, k),
    );
    if (gap2 < reach2) return true;
  }
  return false;
}

/** Says where this robot means to be, and whether it gives way. Call once a tick, before the gate. */
export function watchPeers(kernel: Kernel, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const { fleet } = p;
  const { peers } = s;
  if (fleet.peers === 0) return;
  lookAhead(kernel);
  let inWay = false;
  if (nowNs > peers.yieldUntilNs) peers.yieldsTo = -1;
  // Who does not know where it is has no way that others could cross.
  const counts = fleet.givesWay === 1 && s.odometry.posed === 1 && s.odometry.lost === 0;
  for (let i = 0; i < fleet.peers && counts; i++) {
    if (!isHeard(kernel, i, nowNs) || !goesFirst(kernel, i) || !moves(peers, i)) continue;
    const reach = p.footprint.circumradiusM + at64(peers.radiusM, i) + fleet.keepM;
    if (wantsHere(kernel, i, reach * reach)) inWay = true;
    else if (!waysMeet(kernel, i, reach * reach)) continue;
    peers.yieldsTo = i;
    peers.yieldUntilNs = nowNs + holdNs;
  }
  if (!inWay) peers.inWayNs = -1;
  else if (peers.inWayNs < 0) peers.inWayNs = nowNs;
  kernel.outputs.yieldsTo = peers.yieldsTo + 1;
}

/** True while this robot gives way. */
export function givesWay(kernel: Kernel): boolean {
  return kernel.state.peers.yieldsTo >= 0;
}
