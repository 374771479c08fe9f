/**
 * The records that cross the kernel's door and their bytes: intents, inputs, outputs, and the
 * vocabularies behind their numbers.
 *
 * @module
 */
export { type Cursor, NameCursor, type NamedField, ReadCursor, WriteCursor } from "./cursor.ts";
export {
  type Agent,
  agents,
  type FailsafeAction,
  failsafeActions,
  type HostTrouble,
  hostTroubles,
  type HostWorker,
  hostWorkers,
  type IntentAction,
  intentActions,
  type IntentState,
  intentStates,
  type Mode,
  modes,
  nameOf,
  numberOf,
  type OperatorAct,
  operatorActs,
  type Source,
  sources,
  type Stage,
  stages,
  stopCategories,
  type Verdict,
  verdicts,
} from "./names.ts";
export { anglesInRadians } from "./written_angles.ts";
export { type ActResult, actResults } from "./act_results.ts";
export { type DecisionReason, decisionReasons, decisionText } from "./decision_text.ts";
export { maxOrders, stepActions } from "./steps.ts";
export { type NamedThing, noReasonNames, type ReasonNames } from "./reason_names.ts";
export { type ReasonCode, reasonCode, reasonNumber, reasons, reasonText } from "./reasons.ts";
export {
  copyIntent,
  createIntentRecord,
  hasDuration,
  hasMapFrame,
  hasYaw,
  type IdWords,
  type IntentRecord,
  noTarget,
  sameId,
  visitIntent,
} from "./intent_record.ts";
export {
  type AckInput,
  type BatteryInput,
  type BumperInput,
  clearInputs,
  createInputs,
  createOperatorInput,
  type EstopInput,
  type HostInput,
  type ImuInput,
  inputLimits,
  type KernelInputs,
  type MatchInput,
  type MindInput,
  type MotorInput,
  type OperatorInput,
  type ParamInput,
  type PathInput,
  peerAhead,
  type PeerInput,
  type PoseFixInput,
  type RangeInput,
  type ScanInput,
  type Stamp,
  type WheelInput,
} from "./inputs.ts";
export {
  type InputSection,
  inputSections,
  queuedSections,
  visitParamBatch,
} from "./input_sections.ts";
export {
  createInputsEncoder,
  decodeInputs,
  describeInputs,
  inputsCapacity,
  type InputsDecoded,
  type InputsEncoder,
  inputsVersion,
} from "./inputs_codec.ts";
export {
  type DecisionOutput,
  type FindingOutput,
  findingSlots,
  type StatusOutput,
  statusSlots,
} from "./decisions.ts";
export { createOutputs, type KernelOutputs, treeNodeWords } from "./outputs.ts";
export {
  createOutputsEncoder,
  describeOutputs,
  outputsBytes,
  type OutputsEncoder,
  outputsVersion,
  visitOutputs,
} from "./outputs_codec.ts";
export { bitValue, hasBit, withBit } from "./bits.ts";
export { createStateHash, hashText, rollHash, type StateHash } from "./state_hash.ts";
export { idText, makeId, parseIdText } from "./intent_id.ts";
export { type IntentTool, intentTools } from "./intent_tools.ts";
export { type ActionShape, type IntentFieldKind, intentShapes } from "./intent_shapes.ts";
export {
  compileReach,
  type GrantReach,
  plainReach,
  type ReachNames,
  type WrittenReach,
} from "./grant_reach.ts";
export { type IntentNames, type IntentReading, type LaneStamp, readIntent } from "./intent_text.ts";
export { intentBytes, operatorActBytes, visitOperatorAct } from "./lane_records.ts";
