/**
 * Every stable code MechOS may show, in one table. `core/errors.md` is written from it and a test
 * compares the two. To add a code: add a row; use it as `code: "FAMILY_NAME"` in a `Fault`.
 *
 * @module
 */

/** What a code means to a caller: the sentence of the class of failure, and the exit code. */
export interface CodeRow {
  readonly text: string;
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6;
}

const usage = (text: string): CodeRow => ({ text, exit: 2 });
const invalid = (text: string): CodeRow => ({ text, exit: 3 });
const missing = (text: string): CodeRow => ({ text, exit: 4 });
const bug = (text: string): CodeRow => ({ text, exit: 5 });
const negative = (text: string): CodeRow => ({ text, exit: 1 });

/** The table of codes, grouped by family. */
export const codes = {
  CLI_USAGE: usage("The command line was used wrongly"),
  CLI_UNKNOWN_COMMAND: usage("The command does not exist"),
  CLI_UNKNOWN_OPTION: usage("The option does not exist"),
  CLI_BAD_VALUE: usage("An option has a value of the wrong form"),
  CLI_NOT_YET: usage("The part that this command needs has not arrived yet"),
  CLI_NOTHING_SELECTED: usage("Nothing was selected to run"),
  CLI_INTERNAL: bug("MechOS has a bug"),
  CONFIG_NOT_FOUND: missing("A config file is not there"),
  CONFIG_UNREADABLE: missing("A config file cannot be read"),
  CONFIG_NOT_UTF8: invalid("A config file is not UTF-8 text"),
  CONFIG_SYNTAX: invalid("A config file is not valid YAML"),
  CONFIG_DUPLICATE_KEY: invalid("A key stands twice in one mapping"),
  CONFIG_ALIAS_LIMIT: invalid("A config file uses too many YAML aliases"),
  CONFIG_TOO_LARGE: invalid("A config file is larger than its limit"),
  CONFIG_VERSION: invalid("A file declares another format than the one expected"),
  CONFIG_UNKNOWN_KEY: invalid("A key is not part of the schema"),
  CONFIG_MISSING_KEY: invalid("A required key is missing"),
  CONFIG_TYPE: invalid("A value has the wrong type"),
  CONFIG_UNIT: invalid("A value has the wrong unit"),
  CONFIG_RANGE: invalid("A value is outside its range"),
  CONFIG_CHOICE: invalid("A value is not one of the allowed choices"),
  CONFIG_LIMIT_ABOVE_ROBOT: invalid("An operating limit exceeds the machine's envelope"),
  CONFIG_SECRET: invalid("A secret is used where none is allowed, or cannot be read"),
  CONFIG_PATH_OUTSIDE: invalid("A path leaves the folder of the root file"),
  CONFIG_CYCLE: invalid("Files extend each other in a circle"),
  CONFIG_REFERENCE: invalid("A config file names a file that cannot be read"),
  CONFIG_CONFLICT: invalid("Two settings contradict each other"),
  GATE_SCHEMA: negative("Intent is malformed: send only the fields of its action"),
  GATE_UNKNOWN_ACTION: negative("Action does not exist on this robot"),
  GATE_UNKNOWN_FIELD: negative("Intent has a field that its action does not know"),
  GATE_MISSING_FIELD: negative("Intent lacks a field that its action needs"),
  GATE_FIELD_TYPE: negative("A field of the intent has the wrong type"),
  GATE_NOT_FINITE: negative("A number of the intent is not finite"),
  GATE_UNKNOWN_NAME: negative("Intent names a place, relay or device that does not exist"),
  GATE_STAMPED_FIELD: negative("Intent sets source or agent: the receiving lane stamps these"),
  GATE_EXPIRED: negative("Intent is N ms old: its time to live is M ms"),
  GATE_TTL: negative("Time to live of N ms is outside 1..M ms"),
  GATE_DUPLICATE: negative("Intent id was seen before: each intent is accepted once"),
  GATE_CAPABILITY: negative("This agent has no capability for the action"),
  GATE_MODE: negative("Robot takes no motion from this source in its present mode"),
  GATE_LEASE: negative("The lease of this source has lapsed"),
  GATE_SUSPENDED: negative("Brain is without authority until an operator resumes it"),
  GATE_SPEED_LINEAR: negative("Speed N m/s is above the limit of M m/s"),
  GATE_SPEED_ANGULAR: negative("Turn rate N rad/s is above the limit of M rad/s"),
  GATE_SPEED_LATERAL: negative("This drive cannot move sideways: N m/s was asked"),
  GATE_DURATION: negative("Duration N ms is outside 1..M ms"),
  GATE_RANGE: negative("Value N is outside its range, limit M"),
  GATE_OBSTACLE: negative("Obstacle within stopping distance: N m free, M m needed"),
  GATE_STALE_SENSOR: negative("A sensor that motion needs is N ms old: limit M ms"),
  GATE_KEEPOUT: negative("Goal or way leads through a keep-out area N m from here"),
  GATE_NO_POSE: negative("Robot does not know where it is: give it a pose first"),
  GATE_FAILSAFE: negative("Failsafe holds the robot: see the why-line"),
  GATE_OWNER_RULE: negative("Owner's rule number N refuses this"),
  GATE_NOT_SUPPORTED: negative("This robot has no device for the action"),
  GATE_RATE: negative("Too many intents in one tick: at most M"),
  GATE_UNKNOWN_INTENT: negative("No running intent has the id to cancel"),
  INTENT_DONE: negative("Done"),
  INTENT_CANCELED: negative("Canceled"),
  INTENT_REPLACED: negative("Replaced by a newer intent"),
  INTENT_STOPPED: negative("Stopped by an operator"),
  INTENT_LEASE: negative("The lease of its source lapsed"),
  INTENT_FAILSAFE: negative("Ended by the failsafe"),
  INTENT_BLOCKED: negative("Way blocked for N s"),
  INTENT_TIMEOUT: negative("Not done within M ms"),
  HAL_LIFECYCLE: bug("A driver was moved against its lifecycle"),
  HAL_UNKNOWN_DRIVER: invalid("A driver does not exist"),
  HAL_UNSUPPORTED_FAULT: invalid("A driver cannot inject the fault"),
  REPLAY_NOT_REPLAYABLE: invalid("A recording lacks what replay needs"),
  REPLAY_SCHEMA: invalid("A recording was made with another kernel schema"),
  REPLAY_DAMAGED: invalid("A recording is damaged"),
  LINK_TOO_LARGE: bug("A frame between processes is larger than its limit"),
  LINK_VERSION: bug("The two processes speak different versions"),
  LINK_GARBAGE: bug("The pipe between processes carries something that is no frame"),
  LINK_SCHEMA: bug("A message between processes has the wrong form"),
  RUN_NOT_ARMED: negative("The robot was asked to start and an arming check fails"),
  RUN_THREAD: bug("A thread of the robot process ended or hung"),
  RUN_DEVICE: missing("The device does not answer"),
  RUN_REALTIME: missing("Real-time scheduling is required and not allowed here"),
  RUN_TEST_RUNTIME: missing("The binary runs on a runtime meant for tests"),
  CONFIG_CONDITION_SYNTAX: invalid("A condition cannot be read"),
  CONFIG_CONDITION_NAME: invalid("A condition uses a name that does not exist"),
  CONFIG_CONDITION_TYPE: invalid("A condition compares or combines the wrong types"),
  WORLD_MAP_FORMAT: invalid("A map file is not in a format that can be read"),
  WORLD_MAP_LIMIT: invalid("A map is larger than its limit"),
  SIM_UNKNOWN_FAULT: invalid("A fault kind does not exist or is not supported"),
  SIM_SCENARIO: invalid("A scenario is invalid"),
  SIM_NO_EXPECTATION: usage("A scenario expects nothing"),
  MISSION_TEXT: invalid("A mission text cannot be read"),
  BRAIN_ANSWER: negative("A brain's answer cannot be read"),
  BRAIN_UNSUPPORTED: invalid("A brain driver is not there"),
  RECORD_FORMAT: invalid("A recording cannot be read"),
  RECORD_WRITE: missing("A recording cannot be written"),
  RECORD_NOT_FOUND: missing("A recording is not there or cannot be opened"),
  RECORD_LIMIT: invalid("A part of a recording is larger than its limit"),
} as const satisfies Record<string, CodeRow>;

/** A stable code. */
export type Code = keyof typeof codes;
