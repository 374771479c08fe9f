/** `mechos completions SHELL`: prints the script that makes a shell complete mechos. @module */
import { type Command, createArgument } from "commander";
import type { CliContext } from "cli/context.ts";

const shells = ["bash", "zsh", "fish", "powershell"] as const;

/** Registers the command. */
export function register(command: Command, _context: CliContext): void {
  command.addArgument(createArgument("<shell>", "whose completions").choices(shells))
    .action(async (shell: string) => {
      const { script } = await import("@bomb.sh/tab");
      // The script calls `mechos complete -- WORDS...`, which main answers from the same table.
      script(shell, "mechos", "mechos");
    });
}
