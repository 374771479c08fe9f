/**
 * The planner thread of a lockstep run: the same service as on a robot, its answers late by a
 * virtual latency, so that the kernel waits as it would. Its faults arise here.
 *
 * @module
 */
import {
  answerRequest,
  createPlaceWays,
  createPlanService,
  forgetRequest,
  type PlaceWays,
  type PlanAnswer,
  planPlaceWay,
  type PlanService,
  planStatuses,
  type ScanView,
  takePlanScan,
} from "core/plan/mod.ts";
import { cos, sin } from "core/math/mod.ts";
import type { KernelInputs, KernelOutputs } from "core/messages/mod.ts";
import { type FaultSet, faultValue } from "sim/faults/mod.ts";
import type { SuiteSpec } from "sim/sensors/mod.ts";
import type { LoadedScenario } from "./load.ts";

/** An answer under way to the kernel. */
interface PlanOnItsWay {
  readonly dueNs: number;
  readonly request: number;
  readonly status: number;
  readonly nearestXM: number;
  readonly nearestYM: number;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
}

type Lidar = NonNullable<SuiteSpec["lidar"]>;

/** The planner of one run. */
export interface PlannerThread {
  readonly service: PlanService;
  readonly ways: PlaceWays;
  readonly lidar: Lidar | null;
  readonly latencyNs: number;
  readonly queue: PlanOnItsWay[];
  lastRequest: number;
  /** `planner.hang`, `planner.crash`: it answers nothing. `planner.slow`: answers come late. */
  readonly faults: FaultSet;
}

/** Makes the planner of a run; null where the robot has no map or no planner. */
export function createPlannerThread(
  loaded: LoadedScenario,
  lidar: Lidar | null,
  faults: FaultSet,
): PlannerThread | null {
  const { site, config, kernel } = loaded;
  if (site === null || kernel.params.planner.enabled === 0) return null;
  return {
    service: createPlanService(config, site),
    ways: createPlaceWays(kernel.params.places),
    lidar,
    latencyNs: config.sim.plannerLatencyMs * 1e6,
    queue: [],
    lastRequest: 0,
    faults,
  };
}

function send(thread: PlannerThread, answer: PlanAnswer, request: number, nowNs: number): void {
  const lateNs = faultValue(thread.faults, "planner.slow", "ms", 0) * 1e6;
  thread.queue.push({
    dueNs: nowNs + thread.latencyNs + lateNs,
    request,
    status: planStatuses.indexOf(answer.status),
    nearestXM: answer.nearestXM,
    nearestYM: answer.nearestYM,
    xM: answer.xM.slice(0, answer.count),
    yM: answer.yM.slice(0, answer.count),
  });
}

/** Puts the newest answer that is due into the kernel's inputs. */
export function deliverPlan(thread: PlannerThread, nowNs: number, into: KernelInputs): void {
  while (thread.queue[0] !== undefined && thread.queue[0].dueNs <= nowNs) {
    const due = thread.queue.shift();
    if (due === undefined) return;
    const { path } = into;
    path.fresh = 1;
    path.request = due.request;
    path.status = due.status;
    path.nearestXM = due.nearestXM;
    path.nearestYM = due.nearestYM;
    path.count = due.xM.length;
    path.xM.set(due.xM);
    path.yM.set(due.yM);
  }
}

function scanView(lidar: Lidar, inputs: KernelInputs, out: KernelOutputs): ScanView {
  const c = cos(out.odomYawRad);
  const s = sin(out.odomYawRad);
  return {
    rangesM: inputs.scan.rangesM,
    count: inputs.scan.count,
    startRad: lidar.startRad,
    stepRad: lidar.stepRad,
    maxM: lidar.maxM,
    xM: out.odomXM + c * lidar.mountXM - s * lidar.mountYM,
    yM: out.odomYM + s * lidar.mountXM + c * lidar.mountYM,
    yawRad: out.odomYawRad + lidar.mountYawRad,
  };
}

/** Plans the ways to all places at once, for a brain that looks; null while the planner is dead. */
export function placeWaysNow(thread: PlannerThread, out: KernelOutputs): PlaceWays | null {
  const { service, ways, faults } = thread;
  if (faults.has("planner.hang") || faults.has("planner.crash")) return null;
  const robot = { xM: out.odomXM, yM: out.odomYM };
  for (let i = 0; i < ways.goals.length; i++) {
    planPlaceWay(ways, service.planner, robot, i, out.nowNs);
  }
  return ways;
}

/** Lets the planner see what the kernel was told and what it asks. Call after the kernel's step. */
export function stepPlanner(
  thread: PlannerThread,
  inputs: KernelInputs,
  out: KernelOutputs,
): void {
  const { service, lidar } = thread;
  if (thread.faults.has("planner.crash")) thread.queue.length = 0;
  if (thread.faults.has("planner.hang") || thread.faults.has("planner.crash")) return;
  const nowNs = out.nowNs;
  if (out.skill === 0) forgetRequest(service);
  if (out.planRequest !== thread.lastRequest) {
    thread.lastRequest = out.planRequest;
    const answer = answerRequest(service, {
      request: out.planRequest,
      fromXM: out.odomXM,
      fromYM: out.odomYM,
      toXM: out.planGoalXM,
      toYM: out.planGoalYM,
      toleranceM: out.planToleranceM,
      clear: out.planClear,
    });
    send(thread, answer, out.planRequest, nowNs);
  }
  if (inputs.scan.fresh === 0 || lidar === null) return;
  const around = takePlanScan(
    service,
    scanView(lidar, inputs, out),
    { xM: out.odomXM, yM: out.odomYM },
    nowNs * 1e-9,
  );
  if (around !== null) send(thread, around, thread.lastRequest, nowNs);
}
