/** `mechos doctor`: what of this machine is fine, what is not, and what to do. @module */
import type { Command } from "commander";
import type { CliContext } from "cli/context.ts";
import { examine } from "cli/doctor/mod.ts";
import { renderFindings } from "cli/doctor/render.ts";

interface Options {
  readonly quick?: boolean;
}

async function doctor(context: CliContext, options: Options): Promise<void> {
  const { json, quiet } = context.globals();
  const note = (text: string): void => {
    if (!json && !quiet && Deno.stderr.isTerminal()) context.err(`${text} ...\n`);
  };
  const found = await examine(context, options.quick === true, note);
  const problems = found.findings.filter(({ state }) => state === "problem").length;
  if (json) {
    const outcome = problems === 0 ? "fine" : "problem";
    context.out(`${JSON.stringify({ outcome, ...found }, null, 2)}\n`);
  } else context.out(renderFindings(found, context.colorOut()));
  context.exit(problems === 0 ? 0 : 1);
}

/** Adds options and action. */
export function register(command: Command, context: CliContext): void {
  command
    .option("--quick", "leave out what takes seconds: pacing and disk")
    .action((options: Options) => doctor(context, options));
}
