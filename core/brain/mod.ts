/**
 * Brains: whatever proposes intents. None of them commands anything; the gate decides.
 *
 * @module
 */
export {
  type Brain,
  type BrainState,
  brainStates,
  type Decision,
  type MissionState,
  missionStates,
  type Observation,
  type Outcome,
} from "./brain.ts";
export { maxAnswer, maxAnswerDepth, maxIntents, parseAnswer } from "./answer.ts";
export { type MissionStep, parseMissionText } from "./mission_text.ts";
export { createMissionBrain } from "./mission_brain.ts";
export { createScriptBrain, type ScriptEntry } from "./script_brain.ts";
export { type AdversaryAnswer, adversaryKinds, createAdversary, nextAnswer } from "./adversary.ts";
