/** `mechos tell`: says something to the brain. @module */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";
import { callVerb } from "cli/operator_call.ts";

/** Adds the argument and the action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("<text...>", "what to say, at most 4 kB")
    .action((words: string[]) =>
      callVerb(context, "tell", { text: words.join(" ") }, () => "told")
    );
}
