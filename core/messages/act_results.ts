/**
 * What became of an operator's act: the kernel answers each with one of these numbers. To add a
 * result: append a row here; core/operator says it in words.
 *
 * @module
 */

/** Results in the order of their numbers. */
export const actResults = [
  "none",
  /** It was carried out, or things were so already. */
  "done",
  /** `start` while an arming check fails. */
  "notArmed",
  /** The present mode does not allow the act. */
  "wrongMode",
  /** `reset` while nothing is latched. */
  "notLatched",
  /** `reset` with the id of another latch. */
  "oldLatch",
  /** What triggered the latch or the cause is still there. */
  "stillActive",
  /** The cause, agent or act does not exist. */
  "unknown",
  /** `reset` or `ack` while the robot still moves. */
  "moving",
  /** Another operator holds the lease. */
  "notHolder",
] as const;
/** A result by name. */
export type ActResult = typeof actResults[number];
