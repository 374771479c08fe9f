/**
 * Recordings: an MCAP append path with bounded loss, and a reader that returns all that is whole.
 *
 * @module
 */
export { createMcapWriter, type McapWriter } from "./writer.ts";
export { defaultMcapOptions, type McapWriterOptions, type WriteOutcome } from "./writer_state.ts";
export { type Attachment } from "./write_records.ts";
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
export { indexForPlaying, type PlayIndex, type PlaySpan } from "./play_index.ts";
export { readRecords } from "./read_records.ts";
export { readSummary, type RecordingSummary } from "./read_summary.ts";
export { type RecordingInfo, recordingInfo, type TopicInfo } from "./recording_info.ts";
export { isRecording, type QuickInfo, quickInfo } from "./quick_info.ts";
export { type McapRecord } from "./record_kinds.ts";
export { type Damage } from "./scan.ts";
export { createRecordingFile, runName } from "./recording_file.ts";
export {
  type RecordingEvent,
  type RecordingFile,
  type RecordingFileOptions,
  type RecordingStatus,
} from "./recording_options.ts";
export { type PartHead } from "./part.ts";
export { type BlackBoxOptions } from "./black_box.ts";
export { type DiskLimits, runOfPart } from "./disk_care.ts";
export { type Durability, type SyncChoice } from "./sync_choice.ts";
export {
  diskFolder,
  type FolderEntry,
  type PartFile,
  type RecordingFolder,
  type StoredFile,
} from "./recording_folder.ts";
export { createLeftovers, type Leftovers } from "./leftovers.ts";
export {
  createRecording,
  type Recording,
  type RecordingAbout,
  type RecordingVersions,
  structEncoding,
  structSchemaEncoding,
  structText,
  type TopicSchema,
  topicSchema,
  type TopicWriter,
} from "./recording.ts";
export { renderTopicPage, type TopicKey, topicTable } from "./topics.ts";
export { recordLimits } from "./limits.ts";
export { type OnProgress, recoverRecording, type RecoverReport, recoverSteps } from "./recover.ts";
export { cutRecording, type CutReport, type CutSpan } from "./cut.ts";
export { mergeRecordings, type MergeReport } from "./merge.ts";
export {
  type BookedTopic,
  createTopicBook,
  type LastValue,
  lastValues,
  topicAt,
  type TopicBook,
} from "./topic_book.ts";
export { careOf, type Priority, type TopicCare } from "./topic_care.ts";
