/** `mechos reset`: ends an E-stop by the id of its latch. @module */
import { type Command, InvalidArgumentError } from "commander";
import type { CliContext } from "cli/context.ts";
import { callVerb, textIn } from "cli/operator_call.ts";

/** Adds the argument and the action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("<latch-id>", "id that estop and status name", latchIdOf)
    .action((latchId: number) =>
      callVerb(
        context,
        "reset",
        { latchId },
        (result) => `E-stop ${latchId} is reset: mode ${textIn(result, "mode")}; start it anew`,
      )
    );
}

function latchIdOf(word: string): number {
  if (/^\d{1,10}$/.test(word)) return Number(word);
  throw new InvalidArgumentError("a whole number is wanted: the id that mechos status names");
}
