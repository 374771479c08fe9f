/**
 * Recordings: an MCAP append path with bounded loss, and a reader that returns all that is whole.
 *
 * @module
 */
export {
  type Attachment,
  createMcapWriter,
  defaultMcapOptions,
  type McapWriter,
  type McapWriterOptions,
  type WriteOutcome,
} from "./writer.ts";
export {
  createFileSink,
  createMemorySink,
  type MemorySink,
  type RecordSink,
  type WritableFile,
} from "./sink.ts";
export {
  type ByteSource,
  fileSource,
  memorySource,
  type ReadableFile,
  type RecordingInput,
} from "./source.ts";
export { type RecordedChannel, type RecordedSchema } from "./channel_table.ts";
export { readMessages, type ReadOptions, type RecordedMessage } from "./read_messages.ts";
export { readRecords } from "./read_records.ts";
export { readSummary, type RecordingSummary } from "./read_summary.ts";
export { type RecordingInfo, recordingInfo, type TopicInfo } from "./recording_info.ts";
export { type McapRecord } from "./records.ts";
export { type Damage } from "./scan.ts";
export {
  createRecording,
  type Recording,
  type RecordingAbout,
  type RecordingVersions,
  structEncoding,
  structSchemaEncoding,
  structText,
} from "./recording.ts";
export { renderTopicPage, type TopicKey, topicTable } from "./topics.ts";
export { recordLimits } from "./limits.ts";
