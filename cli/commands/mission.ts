/** `mechos mission`: pauses, resumes or cancels the mission. @module */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";
import { callVerb, textIn } from "cli/operator_call.ts";

/** Adds the subcommands. */
export function register(command: Command, context: CliContext): void {
  const verbs = {
    pause: "stop where it is, and go on later",
    resume: "go on with a paused mission, also after the link was lost",
    cancel: "forget the mission",
  } as const;
  for (const [verb, text] of Object.entries(verbs)) {
    command.command(verb).description(text).action(() =>
      callVerb(
        context,
        "mission",
        { verb },
        (result) => `mission: ${verb}; mode ${textIn(result, "mode")}`,
      )
    );
  }
}
