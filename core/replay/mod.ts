/** Re-execution of recordings: the same kernel, the same bytes. @module */
export { kernelSchema, readSite, rebuildKernel, type RecordedSite } from "./rebuild.ts";
export {
  decodeKeepout,
  decodeSpeed,
  encodeKeepout,
  encodeSpeed,
  encodeTree,
  keepoutAttachment,
  keepoutMediaType,
  speedAttachment,
  speedMediaType,
  treeAttachment,
  treeMediaType,
} from "./site.ts";
export { judgeAnswers, type Judgement, type TriedAnswer } from "./judge_answers.ts";
export { mapRecordings, type RecordedMap } from "./map_recording.ts";
export { readMoment, type RecordedMoment, type SeenScan } from "./moment.ts";
export { type Look, observeRun } from "./observe.ts";
export { verifyRecording } from "./verify.ts";
export { type DifferenceTrace, type FirstDifference, type Verification } from "./verification.ts";
export { type TickSpan, wholeRun } from "./kernel_messages.ts";
export { type InputsGlance } from "./inputs_glance.ts";
export { type FieldDifference, type ReplayStage, replayStages } from "./stage_of.ts";
export {
  diffRecordings,
  type RecordingDifference,
  type TextDifference,
  textDifferences,
  type TickDifference,
} from "./diff.ts";
export {
  type ActionChange,
  type DecisionRow,
  type SaidOf,
  type WhatIf,
  whatIf,
} from "./what_if.ts";
