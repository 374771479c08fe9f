/**
 * The record of a run: how ticks become messages of a recording, in lockstep and in real time.
 *
 * @module
 */
export { createTextMask, type MaskTexts, privateTopics } from "./private_texts.ts";
export {
  createRunRecorder,
  createRunRecorderOn,
  finishRecorder,
  flushRecorder,
  type RecordedAnswer,
  type RecordedBrainEvent,
  type RecordedIntent,
  type RecordedMission,
  recordingHead,
  recordKeyframe,
  recordText,
  recordTick,
  type RunAbout,
  type RunRecorder,
  type TickRecord,
} from "./run_recorder.ts";
export { type TreeAbout, treeAbout } from "./record_tree.ts";
export { mapFilesOf, saveLiveMap } from "./live_map_file.ts";
export type { MapDeskJob } from "./map_desk.ts";
export { type RecordedText, type RecorderJob } from "./recorder_loop.ts";
export { feedTopics } from "./tee_topics.ts";
