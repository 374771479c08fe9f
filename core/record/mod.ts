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
export { recordLimits } from "./limits.ts";
