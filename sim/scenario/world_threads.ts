/** The threads beside the kernel that know the world, in lockstep: perception and planner. @module */
import type { KernelInputs, KernelOutputs } from "core/messages/mod.ts";
import type { FaultSet } from "sim/faults/mod.ts";
import type { SuiteSpec } from "sim/sensors/mod.ts";
import type { LoadedScenario } from "./load.ts";
import {
  createPerceptionThread,
  deliverFix,
  type PerceptionThread,
  stepPerception,
} from "./perception.ts";
import { createPlannerThread, deliverPlan, type PlannerThread, stepPlanner } from "./planner.ts";

/** Perception and planner of one run; null where the robot has none. */
export interface WorldThreads {
  readonly perception: PerceptionThread | null;
  readonly planner: PlannerThread | null;
}

/** Makes the threads of a run. */
export function createWorldThreads(
  loaded: LoadedScenario,
  lidar: SuiteSpec["lidar"],
  faults: FaultSet,
): WorldThreads {
  return {
    perception: createPerceptionThread(loaded, lidar),
    planner: createPlannerThread(loaded, lidar, faults),
  };
}

/** Puts what is due into the kernel's inputs. */
export function deliverWorld(threads: WorldThreads, nowNs: number, into: KernelInputs): void {
  if (threads.perception !== null) deliverFix(threads.perception, nowNs, into);
  if (threads.planner !== null) deliverPlan(threads.planner, nowNs, into);
}

/** Shows the threads what the kernel was given and what it said. Call after the kernel's step. */
export function stepWorldThreads(
  threads: WorldThreads,
  inputs: KernelInputs,
  out: KernelOutputs,
): void {
  if (threads.perception !== null) stepPerception(threads.perception, inputs, out);
  if (threads.planner !== null) stepPlanner(threads.planner, inputs, out);
}
