/**
 * The perception worker of a lockstep run: the same localiser as on a robot, its fixes late by a
 * virtual latency.
 *
 * @module
 */
import { isLocalised } from "core/config/mod.ts";
import {
  createField,
  createLocaliser,
  type Localiser,
  localiseScan,
  type MatchResult,
} from "core/perception/mod.ts";
import type { KernelInputs, KernelOutputs } from "core/messages/mod.ts";
import type { SuiteSpec } from "sim/sensors/mod.ts";
import type { LoadedScenario } from "./load.ts";

type Lidar = NonNullable<SuiteSpec["lidar"]>;

interface FixOnItsWay extends MatchResult {
  readonly dueNs: number;
  readonly measuredNs: number;
  readonly seq: number;
}

/** The perception worker of one run. */
export interface PerceptionThread {
  readonly localiser: Localiser;
  readonly lidar: Lidar;
  readonly latencyNs: number;
  readonly everyScans: number;
  readonly queue: FixOnItsWay[];
  scans: number;
}

/** Makes the worker; null where the robot has no map, no lidar, or is told not to look. */
export function createPerceptionThread(
  loaded: LoadedScenario,
  lidar: Lidar | null,
): PerceptionThread | null {
  const { config, site } = loaded;
  if (site === null || lidar === null || !isLocalised(config)) return null;
  const { localisation, estimator } = config.world;
  return {
    localiser: createLocaliser(createField(site.map), {
      ...localisation,
      leastQuality: estimator.leastQuality,
    }),
    lidar,
    latencyNs: config.sim.perceptionLatencyMs * 1e6,
    everyScans: localisation.everyScans,
    queue: [],
    scans: 0,
  };
}

/** Puts the newest fix that is due into the kernel's inputs. */
export function deliverFix(thread: PerceptionThread, nowNs: number, into: KernelInputs): void {
  while (thread.queue[0] !== undefined && thread.queue[0].dueNs <= nowNs) {
    const due = thread.queue.shift();
    if (due === undefined) return;
    const { match } = into;
    match.fresh = 1;
    match.seq = due.seq;
    match.measuredNs = due.measuredNs;
    match.arrivedNs = nowNs;
    match.xM = due.xM;
    match.yM = due.yM;
    match.yawRad = due.yawRad;
    match.quality = due.quality;
    match.varXM2 = due.varXM2;
    match.covXYM2 = due.covXYM2;
    match.varYM2 = due.varYM2;
    match.varYawRad2 = due.varYawRad2;
  }
}

/** Lets the worker see the scan that the kernel was given. Call after the kernel's step. */
export function stepPerception(
  thread: PerceptionThread,
  inputs: KernelInputs,
  out: KernelOutputs,
): void {
  const { scan } = inputs;
  if (scan.fresh === 0) return;
  thread.scans += 1;
  if (thread.scans % thread.everyScans !== 0) return;
  const { lidar, localiser } = thread;
  const said = localiseScan(localiser, lidar, scan, out);
  if (!said) return;
  thread.queue.push({
    ...localiser.match,
    seq: scan.seq,
    measuredNs: scan.measuredNs,
    dueNs: out.nowNs + thread.latencyNs,
  });
}
