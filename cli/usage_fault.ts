/** What commander says of a wrong command line, as a fault with a stable code. @module */
import type { CommanderError } from "commander";
import type { Code } from "core/codes.ts";
import type { Fault } from "core/fault.ts";

const codeOf: Readonly<Record<string, Code>> = {
  "commander.unknownCommand": "CLI_UNKNOWN_COMMAND",
  "commander.unknownOption": "CLI_UNKNOWN_OPTION",
  "commander.invalidArgument": "CLI_BAD_VALUE",
  "commander.optionMissingArgument": "CLI_BAD_VALUE",
};

/** The word that commander quotes in its message. */
function quotedWord(message: string): string | null {
  return /'([^']*)'/.exec(message)?.[1] ?? null;
}

function sentence(message: string): string {
  const line = message.replace(/^error: /, "").split("\n")[0] ?? "";
  return line.charAt(0).toUpperCase() + line.slice(1).replace(/\.$/, "");
}

/** Commander's error as a fault. `command` is the command word as far as it is known. */
export function usageFault(error: CommanderError, command: string | null): Fault {
  const code = codeOf[error.code] ?? "CLI_USAGE";
  const word = quotedWord(error.message);
  const near = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(error.message)?.[1];
  const page = command === null ? "mechos --help" : `mechos ${command} --help`;
  const message = error.code === "commander.help"
    ? `Cannot run "${command ?? "mechos"}" alone: a command of its own is wanted`
    : code === "CLI_UNKNOWN_COMMAND" && word !== null
    ? `Cannot run "${word}": no such command`
    : code === "CLI_UNKNOWN_OPTION" && word !== null
    ? `Cannot take option "${word}": no such option`
    : sentence(error.message);
  return {
    code,
    message,
    ...(word === null ? {} : { value: word }),
    help: near === undefined ? `see ${page}` : `did you mean "${near}"? see ${page}`,
  };
}
