/** `mechos mission`: gives missions to the running robot, and says what becomes of them. @module */
import type { Command } from "commander";
import { unwrap } from "core/fault.ts";
import type { CliContext } from "cli/context.ts";
import { callVerb, reachOne, resultOf, say, textIn } from "cli/operator_call.ts";
import { giveMission, waitMsOf } from "cli/mission_call.ts";
import { missionWords } from "cli/run_mission.ts";

/** One mission as a line: id, state, how far, name, reason. */
function line(mission: unknown): string {
  const steps = Number(textIn(mission, "steps"));
  const far = steps === 0 ? "" : ` ${textIn(mission, "step")}/${steps}`;
  const reason = textIn(mission, "reason");
  const told = `${textIn(mission, "name")}${reason === "" ? "" : ` (${reason})`}`;
  // Names and reasons may be others' words: they must not move the cursor.
  return `${textIn(mission, "missionId")}  ${textIn(mission, "state")}${far}  ${told}`
    .replace(/[\p{Cc}\p{Cf}]/gu, "·");
}

async function list(context: CliContext): Promise<void> {
  const session = await reachOne(context);
  try {
    const status = resultOf(context, await session.call("status"));
    if (status === null) return;
    const missions: unknown = typeof status === "object" ? Reflect.get(status, "missions") : [];
    const found: readonly unknown[] = Array.isArray(missions) ? missions : [];
    say(
      context,
      { missions: found },
      found.length === 0 ? "no mission" : found.map(line).join("\n"),
    );
  } finally {
    session.close();
  }
}

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
  command.command("add")
    .description("put a mission into the queue")
    .argument("<file|text>", "a YAML file, or words")
    .option("--wait <duration>", "wait for its end, at most so long", waitMsOf)
    .action((given: string, options: { readonly wait?: number }) =>
      giveMission(
        context,
        "mission.add",
        { text: unwrap(missionWords(given)) },
        options.wait ?? null,
      )
    );
  command.command("list").description("the queue, and what ended lately")
    .action(() => list(context));
}
