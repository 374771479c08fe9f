/**
 * Campaigns: many runs of scenarios, what they found, and how it is told.
 *
 * @module
 */
export {
  type CampaignRun,
  complaintsOf,
  nameOfRun,
  outcomeOf,
  repeatCommand,
  shellWord,
} from "./campaign_run.ts";
export { junitXml, xmlText } from "./junit.ts";
export { reportHtml, type ReportInput } from "./report_html.ts";
export { tapText } from "./tap.ts";
export { githubAnnotations } from "./annotate.ts";
export { type SweepPoint, sweepPoints } from "./sweep.ts";
export {
  type FailureReason,
  type PlainScenario,
  reasonOf,
  type ShrinkOptions,
  shrinkScenario,
  type Shrunk,
} from "./shrink.ts";
export {
  type CoverageLine,
  coverageOf,
  coverageText,
  coverageUniverse,
  mergeCoverage,
  modeMoves,
} from "./cover.ts";
export {
  type Baseline,
  baselineText,
  compareBaseline,
  type Comparison,
  makeBaseline,
  metricRows,
  readBaseline,
} from "./baseline.ts";
export { falsify, type FalsifyOptions, type Trial } from "./falsify.ts";
export { explainScenario } from "./explain.ts";
