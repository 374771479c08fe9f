/**
 * The record of a run: how ticks become messages of a recording, in lockstep and in real time.
 *
 * @module
 */
export {
  createRunRecorder,
  finishRecorder,
  flushRecorder,
  type RecordedAnswer,
  type RecordedBrainEvent,
  type RecordedIntent,
  type RecordedMission,
  recordTick,
  type RunAbout,
  type RunRecorder,
  type TickRecord,
} from "./run_recorder.ts";
