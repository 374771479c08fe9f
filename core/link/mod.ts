/**
 * The link between two processes: frames on a pipe, and the messages in them.
 *
 * @module
 */
export {
  createFrameDecoder,
  encodeFrame,
  type Frame,
  type FrameDecoder,
  linkVersion,
  maxPayloadBytes,
} from "./frame.ts";
export {
  encodeMessage,
  type FromMind,
  fromMindKinds,
  type MindEvents,
  type MindImage,
  type MindObserve,
  type MindOutcome,
  type MindStart,
  readFromMind,
  readJson,
  toMindKinds,
} from "./message.ts";
