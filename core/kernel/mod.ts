/**
 * The kernel: a pure synchronous step from inputs and time to outputs.
 *
 * ```ts
 * import { createKernel, type KernelParams, step } from "core/kernel/mod.ts";
 * import { createInputs } from "core/messages/mod.ts";
 * declare const params: KernelParams;
 * const kernel = createKernel(params);
 * const outputs = step(kernel, createInputs(), 0);
 * ```
 *
 * @module
 */
export { step } from "./step.ts";
export { createKernel, type Kernel, type KernelState } from "./state.ts";
export type { CauseParams, KernelParams, PlaceParams } from "./params.ts";
export { blindMps, crawlMps, forbidsStart } from "./params.ts";
export { countNumbers, keyframePaths, restore, snapshot, snapshotPath } from "./snapshot.ts";
export { type Cause, causeNames, causeNumber, type CauseRow, causeRow, causes } from "./causes.ts";
export {
  type TunableName,
  tunableNames,
  tunablePaths,
  tunableRange,
  type Tuning,
} from "./tuning.ts";
export { ruleDocs, ruleNames } from "./rules/mod.ts";
export { ruleConditionNames } from "./rule_names.ts";
export { type Why, why } from "./why.ts";
export {
  actionNumber,
  actNumber,
  actResultNumber,
  intentNumber,
  intentStateNumber,
  modeNumber,
  sourceNumber,
  stageNumber,
  verdictNumber,
} from "./numbers.ts";
export {
  checkInvariants,
  createInvariantMonitor,
  type InvariantId,
  type InvariantMonitor,
  type Violation,
} from "./invariants.ts";
export {
  agentOf,
  type CompileContext,
  type CompiledKernel,
  compileKernel,
  dockPlace,
} from "./compile.ts";
export { compileReasonNames, relayNames } from "./compile_reason_names.ts";
export { compileDrive, compileTuning } from "./compile_motion.ts";
export { createShownTree, shownStatus, type ShownTree } from "./tree/shown.ts";
export { saysYes, treeQuestion } from "./tree/question.ts";
export { createJournal, enterTick, type Journal, journalHash } from "./journal.ts";
