/**
 * Brains: whatever proposes intents. None of them commands anything; the gate decides.
 *
 * @module
 */
export {
  type Brain,
  type BrainEvent,
  type BrainEventKind,
  type BrainReport,
  type BrainState,
  brainStates,
  type Decision,
  type Heard,
  type MissionOrder,
  type MissionState,
  missionStates,
  type Observation,
  type OpenQuestion,
  type Outcome,
} from "./brain.ts";
export { createBrain } from "./create.ts";
export { type BrainCheck, checkBrain, prepareBrain } from "./check_brain.ts";
export { linkEvents } from "./link_events.ts";
export { brainFiles, modelHosts } from "./model_hosts.ts";
export type { BrainClock, BrainPorts, BrainSetup } from "./ports.ts";
export { type PlaceFact, type RobotFacts, robotFacts } from "./facts.ts";
export {
  mostPlaces,
  type PlaceView,
  type ViewPlace,
  viewPlaces,
  type WaysKnown,
} from "./place_view.ts";
export {
  scanAgeMs,
  type SectorView,
  sectorViews,
  type ViewParts,
  type WorldView,
  worldView,
} from "./world_view.ts";
export {
  type Agreement,
  type AnswerPair,
  askAgain,
  type AskingOptions,
  compareAnswers,
  type ReadAnswer,
} from "./ask_again.ts";
export { readQuestions, type RecordedQuestion } from "./recorded_questions.ts";
export { type MadeQuestions, makeQuestion } from "./made_questions.ts";
export { createThinking, type Thinking } from "./create.ts";
export { answerSchema } from "./answer_schema.ts";
export { maxAnswer, maxAnswerDepth, maxIntents, parseAnswer } from "./answer.ts";
export { createMissionBrain } from "./mission_brain.ts";
export type { MissionLine } from "./mission_queue.ts";
export { createScriptBrain, type ScriptEntry } from "./script_brain.ts";
export {
  type AdversaryAnswer,
  adversaryBenign,
  adversaryKinds,
  createAdversary,
  nextAnswer,
} from "./adversary.ts";
