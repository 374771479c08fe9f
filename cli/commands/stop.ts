/** `mechos stop`: controlled stop. @module */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";
import { reachOne, resultOf, say, textIn } from "cli/operator_call.ts";

/** Adds the action. */
export function register(command: Command, context: CliContext): void {
  command.action(() => stop(context));
}

async function stop(context: CliContext): Promise<void> {
  const session = await reachOne(context, ["stop", "operator"]);
  try {
    const result = resultOf(context, await session.call("stop"));
    say(context, result, `stopping: mode ${textIn(result, "mode")}`);
  } finally {
    session.close();
  }
}
