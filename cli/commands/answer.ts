/** `mechos answer`: answers a question of the brain. @module */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";
import { callVerb } from "cli/operator_call.ts";

/** Adds the arguments and the action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("<id>", "the question, as status names it")
    .argument("<text...>", "the answer")
    .action((questionId: string, words: string[]) =>
      callVerb(context, "answer", { questionId, text: words.join(" ") }, () => "answered")
    );
}
