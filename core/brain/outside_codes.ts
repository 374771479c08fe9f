/** Ends that came from outside: the step is not to blame. @module */

/** Codes of a step that was stopped, outlived or lost, whatever it was. */
export const outsideCodes: ReadonlySet<string> = new Set([
  "GATE_EXPIRED",
  "GATE_MODE",
  "GATE_FAILSAFE",
  "GATE_LEASE",
  "GATE_SUSPENDED",
  "INTENT_STOPPED",
  "INTENT_LEASE",
  "INTENT_FAILSAFE",
]);
