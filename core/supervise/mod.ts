/**
 * The robot process: its threads, their rights, their watching, and the one stop sequence.
 *
 * @module
 */
export { type DevicePlan, type HalPlan, type OperatorPlan, type RobotPlan } from "./plan.ts";
export { type MindState, type Robot } from "./robot.ts";
export { pushSupervisorAct, refreshRobot, startRobot } from "./supervisor.ts";
export { probeThreads, type ThreadProbe } from "./probe_rights.ts";
export { type Deed, type ProbeResult } from "./probe/worker.ts";
export { mindRights } from "./mind_rights.ts";
export { createServiceMemory, type ServicePlan, tellsOf } from "./service.ts";
export { openSpeaker, type Speaker } from "./notify/speak.ts";
export { startKernel } from "./start_kernel.ts";
export { cutShort, type StopReport, stopRobot } from "./stop.ts";
export {
  type ProcessName,
  type RightsPlan,
  type ThreadName,
  type ThreadRow,
  threadTable,
  workerEntries,
} from "./threads.ts";
