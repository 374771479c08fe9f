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
  CONFIG_CONFLICT: invalid("Two settings contradict each other"),
} as const satisfies Record<string, CodeRow>;

/** A stable code. */
export type Code = keyof typeof codes;
