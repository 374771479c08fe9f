/** `mechos why`: why it is not moving, in one line. @module */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";
import { reachOne, resultOf, say, textIn } from "cli/operator_call.ts";

/** Adds the action. */
export function register(command: Command, context: CliContext): void {
  command.action(() => why(context));
}

async function why(context: CliContext): Promise<void> {
  const session = await reachOne(context);
  const result = resultOf(context, await session.call("why"));
  session.close();
  const stage = textIn(result, "stage");
  const line = textIn(result, "line");
  say(context, result, stage === "none" ? line : `${line} (set by: ${stage})`);
}
