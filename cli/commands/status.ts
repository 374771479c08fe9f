/** `mechos status`: what the running robot is doing, on one screen. @module */
import type { Command } from "commander";
import { parseDuration } from "core/config/mod.ts";
import { MechError, unwrap } from "core/fault.ts";
import { InvalidArgumentError } from "commander";
import type { CliContext } from "cli/context.ts";
import { reachAll, resultOf } from "cli/operator_call.ts";
import { connectTo, findRobots, type FoundRobot } from "cli/operator_client.ts";
import { dropRights } from "cli/rights.ts";
import { statusScreen } from "cli/terminal/status_screen.ts";

interface StatusOptions {
  readonly watch?: number | true;
}

/** Adds the option and the action. */
export function register(command: Command, context: CliContext): void {
  command
    .option("--watch [period]", "say it again and again, every second if left out", periodOf)
    .action((options: StatusOptions) => status(context, options));
}

function periodOf(word: string): number {
  const ms = parseDuration(word);
  if (ms !== null && ms >= 50) return ms;
  throw new InvalidArgumentError("write 250ms, 1s or more; at least 50ms");
}

/** Asks one robot; where its operator socket is full or closed to us, its stop socket tells. */
async function ask(context: CliContext, robot: FoundRobot): Promise<unknown> {
  let refused: MechError | null = null;
  for (const path of [robot.operator, robot.stop]) {
    const session = await connectTo(path);
    if (!session.ok) {
      refused ??= new MechError(session.fault);
      continue;
    }
    const answer = await session.value.call("status");
    session.value.close();
    if (answer.ok) return resultOf(context, answer);
    refused = new MechError(answer.fault);
  }
  throw refused ?? new Error("No socket was tried");
}

async function askAll(context: CliContext): Promise<unknown[]> {
  const robots = unwrap(findRobots(context));
  const { reached, faults } = await reachAll(robots, ["operator", "stop"]);
  for (const { session } of reached) session.close();
  if (reached.length === 0) throw faults[0] ?? new Error("No robot was looked for");
  return await Promise.all(reached.map(({ robot }) => ask(context, robot)));
}

function print(context: CliContext, found: readonly unknown[]): void {
  const { json, jsonl, quiet } = context.globals();
  if (jsonl) { for (const each of found) context.out(`${JSON.stringify(each)}\n`); }
  else if (json) {
    const document = found.length === 1 ? found[0] : { robots: found };
    context.out(`${JSON.stringify(document, null, 2)}\n`);
  } else if (!quiet) context.out(`${found.map(statusScreen).join("\n\n")}\n`);
}

async function status(context: CliContext, options: StatusOptions): Promise<void> {
  // Sockets are files: to reach them takes reading and writing, and nothing else.
  dropRights(["read", "write"]);
  print(context, await askAll(context));
  if (options.watch === undefined) return;
  const periodMs = options.watch === true ? 1000 : options.watch;
  for (;;) {
    await new Promise<void>((done) => setTimeout(done, periodMs));
    if (!context.globals().json && !context.globals().jsonl) context.out("\n");
    print(context, await askAll(context));
  }
}
