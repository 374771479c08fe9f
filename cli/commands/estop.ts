/** `mechos estop`: E-stop, latched, of every robot that is meant. @module */
import type { Command } from "commander";
import { type Fault, MechError, unwrap } from "core/fault.ts";
import type { CliContext } from "cli/context.ts";
import { reachAll, type Reached, say, textIn } from "cli/operator_call.ts";
import { findRobots } from "cli/operator_client.ts";
import { dropRights } from "cli/rights.ts";

interface Pressed {
  readonly robot: string;
  readonly result: unknown;
  readonly fault: Fault | null;
}

/** An E-stop that was not answered within this is reported as such, ms. */
const answerMs = 1000;

/** Adds the action. */
export function register(command: Command, context: CliContext): void {
  command.action(() => estop(context));
}

async function press(reached: Reached): Promise<Pressed> {
  const answer = await reached.session.call("estop", {}, answerMs);
  reached.session.close();
  const robot = reached.robot.name;
  if (!answer.ok) return { robot, result: null, fault: answer.fault };
  if (textIn(answer.value, "latched") === "true") {
    return { robot, result: answer.value, fault: null };
  }
  const fault: Fault = {
    code: "OPERATOR_NO_ANSWER",
    message: `Robot "${robot}" was told to stop, but its kernel did not confirm`,
    value: robot,
    help: "drivers stop without it; press the hardware stop to be sure",
  };
  return { robot, result: answer.value, fault };
}

function sentence({ robot, result }: Pressed): string {
  const id = textIn(result, "latchId");
  return `${robot}: E-stop ${id} is latched; once all is clear: mechos reset ${id}`;
}

/** Presses every robot that answers; one that does not is no reason to spare the others. */
async function estop(context: CliContext): Promise<void> {
  const robots = unwrap(findRobots(context));
  const { reached, faults } = await reachAll(robots, ["stop", "operator"]);
  dropRights([]);
  const pressed = await Promise.all(reached.map(press));
  const failed = pressed.flatMap((each) => each.fault ?? []);
  const done = pressed.filter((each) => each.fault === null);
  if (done.length > 0) {
    const stopped = done.map(({ robot, result }) => ({ robot, ...Object(result) }));
    say(context, { stopped }, done.map(sentence).join("\n"));
  }
  // Sockets of robots that have ended are no failure where others were stopped.
  const [first] = [...failed, ...(done.length === 0 ? faults.map((each) => each.fault) : [])];
  if (first !== undefined) throw new MechError(first);
}
