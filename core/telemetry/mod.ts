/**
 * What MechOS says of itself: faults as text or JSON, log lines of one schema, the page of codes.
 *
 * @module
 */
export {
  type FaultDocument,
  faultToJson,
  printable,
  renderFault,
  type RenderOptions,
} from "./render_fault.ts";
export { renderCodePage } from "./code_page.ts";
export {
  configureLog,
  createLog,
  formatJson,
  formatPretty,
  intentIdField,
  type Log,
  type LogFields,
  type LogFormat,
  type LogLevel,
  logLevels,
  type LogLine,
  type LogOptions,
} from "./log.ts";
