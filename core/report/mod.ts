/**
 * Reports of recordings: one self-contained page with the path on the map, timelines, decisions
 * with prompt and answer, and events; a click on any of them jumps to its time.
 *
 * `collectReport` gives plain data (`ReportData`), `renderReport` the page; `reportOf` does both.
 *
 * @module
 */
export {
  collectReport,
  type ReportData,
  type ReportDecision,
  type ReportEvent,
  type ReportMap,
  type ReportSeries,
} from "./collect.ts";
export { type ReportAnswer, type ReportBand } from "./timelines.ts";
export { renderReport } from "./page.ts";
export { reportOf } from "./report.ts";
