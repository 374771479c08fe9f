/**
 * The fixed vocabularies that cross the kernel's door as small integers. Text exists only
 * outside; an index never changes its meaning within one kernel schema version.
 *
 * @module
 */
import { stepActions } from "./steps.ts";

/** Kernel modes, in the order of their numbers. */
export const modes = ["boot", "idle", "auto", "manual", "failsafe", "estop", "stopping"] as const;
/** A kernel mode by name. */
export type Mode = typeof modes[number];

/** Failsafe actions in rising severity: choosing the worst is taking the maximum. */
export const failsafeActions = [
  "none",
  "warn",
  "slow",
  "return",
  "hold",
  "disarm",
  "estop",
  "fault",
] as const;
/** A failsafe action by name. */
export type FailsafeAction = typeof failsafeActions[number];

/**
 * How the drives are stopped (IEC 60204-1): 0 power off at once, 1 brake and then power off, 2 brake
 * with the power left on.
 */
export const stopCategories = ["none", "category0", "category1", "category2"] as const;

/** Who may put an intent or command forward, in rising authority. */
export const sources = [
  "none",
  "brain",
  "mission",
  "tree",
  "failsafe",
  "operator",
  "estop",
] as const;
/** A source by name. */
export type Source = typeof sources[number];

/** Who speaks within a source: fixes which limits of duration hold. */
export const agents = ["none", "model", "script", "tree", "operator", "peer"] as const;
/** An agent by name. */
export type Agent = typeof agents[number];

/** Every action an intent may ask for (INTERFACES.md section 3). */
export const intentActions = [
  "none",
  "stop",
  "cancel",
  ...stepActions,
  "say",
  "look",
  "ask_human",
  "remember",
  "message_peer",
  "broadcast_fleet",
  "post_task",
  "mission",
] as const;
/** An intent action by name. */
export type IntentAction = typeof intentActions[number];

/** What the gate says of an intent. */
export const verdicts = ["none", "accepted", "clamped", "refused"] as const;
/** A verdict by name. */
export type Verdict = typeof verdicts[number];

/** Where an accepted intent stands. */
export const intentStates = [
  "none",
  "accepted",
  "executing",
  "succeeded",
  "aborted",
  "canceled",
] as const;
/** An intent state by name. */
export type IntentState = typeof intentStates[number];

/** What an operator may do to the kernel. */
export const operatorActs = [
  "none",
  "start",
  "stop",
  "estop",
  "reset",
  "ack",
  "take",
  "release",
  "resume",
  "missionPause",
  "missionResume",
  "missionCancel",
  "grant",
  "revoke",
  "shutdown",
  "present",
  "answerTree",
] as const;
/** An operator act by name. */
export type OperatorAct = typeof operatorActs[number];

/** The stage that made the command what it is, for the why-line. */
export const stages = [
  "none",
  "gate",
  "failsafe",
  "arbiter",
  "room",
  "limiter",
  "controller",
] as const;
/** A stage by name. */
export type Stage = typeof stages[number];

/** Workers beside the kernel whose heartbeats it watches, in the order of their bits. */
export const hostWorkers = [
  "supervisor",
  "recorder",
  "store",
  "planner",
  "perception",
  "operator",
  "server",
  "link",
] as const;
/** A worker by name. */
export type HostWorker = typeof hostWorkers[number];

/** Troubles that workers report to the kernel, in the order of their bits. */
export const hostTroubles = [
  "diskFull",
  "diskOff",
  "recordingDrops",
  "storeFull",
  "behind",
] as const;
/** A trouble by name. */
export type HostTrouble = typeof hostTroubles[number];

/** The number of a name in its vocabulary; -1 where it is unknown. */
export function numberOf<T extends string>(table: readonly T[], name: string): number {
  return (table as readonly string[]).indexOf(name);
}

/** The name of a number; the first name where the number is unknown. */
export function nameOf<T extends string>(table: readonly [T, ...T[]], index: number): T {
  return table[index] ?? table[0];
}
