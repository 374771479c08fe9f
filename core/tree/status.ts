/** What a node of a tree says of itself, with the numbers of BehaviorTree.CPP v4. @module */

/** Statuses in the order of their numbers. `halted` is only shown, never returned. */
export const treeStatuses = [
  "idle",
  "running",
  "success",
  "failure",
  "skipped",
  "halted",
] as const;

/** A status by name. */
export type TreeStatus = typeof treeStatuses[number];

/** Not ticked since it was last reset. */
export const idle = 0;
/** At work. */
export const running = 1;
/** Done, as wished. */
export const success = 2;
/** Done, not as wished. */
export const failure = 3;
/** Left out by a pre-condition: to its parent as if it were not there. */
export const skipped = 4;
/** Shown of a node that was running when its parent ended it. */
export const halted = 5;
