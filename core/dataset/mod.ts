/**
 * Data sets out of recordings: lines and tables by topic, conversations for fine-tuning, frames for
 * imitation learning; secrets are taken out on the way.
 *
 * @module
 */
export { exportRecording } from "./export.ts";
export {
  type ChatForm,
  chatForms,
  type DecisionFilter,
  decisionFilters,
  type ExportedFile,
  type ExportFolder,
  type ExportFormat,
  exportFormats,
  type ExportPlan,
  type Manifest,
} from "./export_plan.ts";
export { createRedactor, type Redactor, removed } from "./redact.ts";
export { createMessageReader, type MessageReader } from "./decode_message.ts";
export { type ChatMessage, promptTurns } from "./export_chat.ts";
