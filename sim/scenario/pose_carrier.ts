/**
 * What tells robots of each other in lockstep: each says a few times a second where it believes to
 * be and where it means to be next, late and lossy as config has it (`sim.fleet`). What arrives is a
 * recorded input of the kernel; a mind that is dead says nothing.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { createPrng, type Prng, uniform } from "core/math/mod.ts";
import { inputLimits, type KernelInputs, peerAhead, type PeerInput } from "core/messages/mod.ts";
import type { LoadedScenario } from "./load.ts";
import type { Run } from "./run.ts";
import { isFrozen } from "./spoil.ts";

interface PoseOnItsWay extends PeerInput {
  readonly dueNs: number;
}

/** The poses on their way to one robot. */
export interface PoseCarrier {
  /** In the order of arrival. */
  readonly inbox: PoseOnItsWay[];
  readonly chance: Prng;
  readonly latencyNs: number;
  readonly lossShare: number;
  readonly everyNs: number;
  lastSaidNs: number;
}

/** Nothing said yet. */
export function createPoseCarrier(loaded: LoadedScenario, seed: number): PoseCarrier {
  const { sim, fleet } = loaded.config;
  return {
    inbox: [],
    chance: createPrng(seed, "fleet.poses"),
    latencyNs: sim.fleet.latencyMs * 1e6,
    lossShare: sim.fleet.lossShare,
    everyNs: fleet.poseEveryMs * 1e6,
    lastSaidNs: -Infinity,
  };
}

function tell(run: Run, to: Run): void {
  const peer = to.loaded.config.fleet.peers.indexOf(run.loaded.robotName ?? "");
  if (peer < 0) return;
  const { poses } = to;
  if (poses.lossShare > 0 && uniform(poses.chance) < poses.lossShare) return;
  const out = run.kernel.outputs;
  poses.inbox.push({
    dueNs: run.nowNs + poses.latencyNs,
    peer,
    measuredNs: run.nowNs,
    xM: out.odomXM,
    yM: out.odomYM,
    radiusM: run.loaded.kernel.params.footprint.circumradiusM,
    priority: run.loaded.config.fleet.priority,
    aheadXM: out.aheadXM.slice(),
    aheadYM: out.aheadYM.slice(),
  });
}

/** Lets each robot whose time has come say where it is. Call once all have decided. */
export function carryPoses(robots: readonly Run[]): void {
  for (const run of robots) {
    const { poses, nowNs, kernel } = run;
    if (nowNs < poses.lastSaidNs + poses.everyNs || isFrozen(run.mind.faults)) continue;
    poses.lastSaidNs = nowNs;
    // A robot that does not know where it is says nothing rather than something wrong.
    if (kernel.state.odometry.posed === 0 || kernel.outputs.lost === 1) continue;
    for (const to of robots) if (to !== run) tell(run, to);
  }
}

/** Puts what has arrived into the kernel's inputs; what finds no room waits for the next tick. */
export function deliverPoses(poses: PoseCarrier, nowNs: number, into: KernelInputs): void {
  while (into.peerCount < inputLimits.peers) {
    const [first] = poses.inbox;
    if (first === undefined || first.dueNs > nowNs) return;
    poses.inbox.shift();
    // Where words come faster than they are taken, only the newest of a peer counts.
    if (poses.inbox.some(({ peer, dueNs }) => peer === first.peer && dueNs <= nowNs)) continue;
    const slot = at(into.peers, into.peerCount);
    slot.peer = first.peer;
    slot.measuredNs = first.measuredNs;
    slot.xM = first.xM;
    slot.yM = first.yM;
    slot.radiusM = first.radiusM;
    slot.priority = first.priority;
    for (let k = 0; k < peerAhead; k++) {
      slot.aheadXM[k] = at(first.aheadXM, k);
      slot.aheadYM[k] = at(first.aheadYM, k);
    }
    into.peerCount += 1;
  }
}
