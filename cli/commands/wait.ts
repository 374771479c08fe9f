/** `mechos wait`: waits for a mode. @module */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "core/config/mod.ts";
import { modes } from "core/messages/mod.ts";
import type { CliContext } from "cli/context.ts";
import { reachOne, resultOf, say, textIn } from "cli/operator_call.ts";

interface WaitOptions {
  readonly mode: string;
  readonly timeout: number;
}

/** Adds the options and the action. */
export function register(command: Command, context: CliContext): void {
  command
    .addOption(
      new Option("--mode <mode>", "the mode to wait for").choices(modes).makeOptionMandatory(),
    )
    .option("--timeout <duration>", "how long at most, e.g. 30s", durationOf, 30_000)
    .action((options: WaitOptions) => wait(context, options));
}

function durationOf(word: string): number {
  const ms = parseDuration(word);
  if (ms !== null) return ms;
  throw new InvalidArgumentError("write 250ms, 1.5s, 2m or 1h");
}

async function wait(context: CliContext, options: WaitOptions): Promise<void> {
  const session = await reachOne(context);
  try {
    const { mode, timeout: timeoutMs } = options;
    const answer = await session.call("wait", { mode, timeoutMs }, timeoutMs + 3000);
    const result = resultOf(context, answer);
    say(context, result, `mode ${textIn(result, "mode")} after ${textIn(result, "waitedMs")} ms`);
  } finally {
    session.close();
  }
}
