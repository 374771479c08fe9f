/**
 * Scenarios: a file, a seed, a run in lockstep, a judgement.
 *
 * @module
 */
export { type Scenario, scenarioSchema } from "./schema.ts";
export { type LoadedScenario, loadScenario, type ScenarioOptions } from "./load.ts";
export { brainOverrides } from "./overrides.ts";
export { loadMoment, type MomentOptions, type SplicedFault } from "./load_moment.ts";
export { scenarioJsonSchema } from "./json_schema.ts";
export { createRun } from "./create_run.ts";
export { type Run, settled, stateHash, stepRun, worldHash } from "./run.ts";
export { finishRun, type RobotResult, type RunResult } from "./result.ts";
export { type ExpectationResult } from "./expectation_monitor.ts";
export {
  type Coverage,
  type CoverageKind,
  coverageKinds,
  type CoverageReport,
  createCoverage,
} from "./coverage.ts";
export { rebaseScenario } from "./compose.ts";
export { type Distribution, type OpenValue, valueAt } from "./vary.ts";
export { createTracer, type RunTrace } from "./trace.ts";
export { type RunMetrics } from "./metrics.ts";
export { reservedEvents, scenarioActs } from "./names.ts";
export { offlinePorts } from "./offline.ts";
export {
  aboutOf,
  createRunRecorder,
  createViewRecorder,
  finishRecorder,
  recordTick,
  type RunRecorder,
  type RunVersions,
} from "./recorder.ts";
export { connectOutside } from "./outside.ts";
export { createSimRobot, type SimRobot, type SimSite } from "./device.ts";
export { keepoutOf, loadSite, type RobotSite } from "./load_site.ts";
