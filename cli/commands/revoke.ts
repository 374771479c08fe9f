/** `mechos revoke`: takes a capability from an agent. @module */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";
import { callVerb } from "cli/operator_call.ts";

/** Adds the arguments and the action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("<agent>", "brain, mission or tree")
    .argument("<capability>", "an action of intents, e.g. drive")
    .action((agent: string, capability: string) =>
      callVerb(
        context,
        "revoke",
        { agent, capability },
        () => `revoke ${agent} ${capability}: done`,
      )
    );
}
