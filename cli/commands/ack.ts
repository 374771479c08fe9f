/** `mechos ack`: acknowledges a cause of the failsafe. @module */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";
import { callVerb, textIn } from "cli/operator_call.ts";

/** Adds the argument and the action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("[cause]", "a cause that status names; left out: every one that waits for it")
    .action((cause: string | undefined) =>
      callVerb(
        context,
        "ack",
        cause === undefined ? {} : { cause },
        (result) => `acknowledged: mode ${textIn(result, "mode")}`,
      )
    );
}
