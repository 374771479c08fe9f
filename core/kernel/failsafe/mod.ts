/**
 * The failsafe: conditions (what is wrong now), the ladder (what follows from it). The policy
 * table is core/kernel/causes.ts.
 *
 * @module
 */
export {
  brainLostCause,
  estopCause,
  findConditions,
  internalCause,
  linkLostCause,
  tickGapCause,
} from "./conditions.ts";
export {
  clearByOperator,
  clearCause,
  clearingS,
  clearRules,
  climbLadder,
  operatorFreedom,
  raiseNow,
} from "./ladder.ts";
