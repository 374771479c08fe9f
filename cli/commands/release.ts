/** `mechos release`: gives the operator's lease back. @module */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";
import { callVerb, textIn } from "cli/operator_call.ts";

/** Adds the action. */
export function register(command: Command, context: CliContext): void {
  command.action(() =>
    callVerb(context, "release", {}, (result) => `released: mode ${textIn(result, "mode")}`)
  );
}
