/** One call of one verb on the one robot that is meant, and what comes of it. @module */
import { codes } from "core/codes.ts";
import { fail, MechError, type Result, unwrap } from "core/fault.ts";
import { faultToJson } from "core/telemetry/mod.ts";
import type { CliContext } from "./context.ts";
import {
  type CallResult,
  connectTo,
  findRobots,
  type FoundRobot,
  type Session,
} from "./operator_client.ts";
import { dropRights, type Right } from "./rights.ts";

/** A connected robot. */
export interface Reached {
  readonly robot: FoundRobot;
  readonly session: Session;
}

function several(robots: readonly FoundRobot[]): Result<never> {
  const names = robots.map((robot) => robot.name).join(", ");
  return fail({
    code: "OPERATOR_SEVERAL",
    message: `Cannot tell which robot is meant: ${names} are running`,
    value: names,
    help: `say which, e.g. --robot ${robots[0]?.name ?? "NAME"}; estop stops all`,
  });
}

/** Those of some robots that answer, on their operator or their stop socket. */
export async function reachAll(
  robots: readonly FoundRobot[],
  sockets: readonly ("operator" | "stop")[],
): Promise<{ readonly reached: Reached[]; readonly faults: MechError[] }> {
  const reached: Reached[] = [];
  const faults: MechError[] = [];
  await Promise.all(robots.map(async (robot) => {
    let last: MechError | null = null;
    for (const socket of sockets) {
      const session = await connectTo(robot[socket]);
      if (session.ok) {
        reached.push({ robot, session: session.value });
        return;
      }
      last = new MechError(session.fault);
    }
    if (last !== null) faults.push(last);
  }));
  return { reached, faults };
}

/** Reaches the one robot that is meant; `sockets` in the order of preference. */
export async function reachOne(
  context: CliContext,
  sockets: readonly ("operator" | "stop")[] = ["operator"],
  keep: readonly Right[] = [],
): Promise<Session> {
  const robots = unwrap(findRobots(context));
  const { reached, faults } = await reachAll(robots, sockets);
  const [first] = reached;
  if (first === undefined) throw faults[0] ?? new Error("No robot was looked for");
  if (reached.length > 1) {
    for (const each of reached) each.session.close();
    unwrap(several(reached.map((each) => each.robot)));
  }
  // Connected: nothing else of the machine is needed from here on.
  dropRights(keep);
  return first.session;
}

/** Prints a result: JSON where that was asked for, else the sentence. */
export function say(context: CliContext, result: unknown, sentence: string): void {
  const { json, jsonl, quiet } = context.globals();
  if (json) context.out(`${JSON.stringify(result, null, 2)}\n`);
  else if (jsonl) context.out(`${JSON.stringify(result)}\n`);
  else if (!quiet) context.out(`${sentence}\n`);
}

/**
 * The value of a result. A refusal is thrown as its fault; where JSON was asked for and the robot
 * named the arming checks that fail, these are printed with it and null is returned.
 */
export function resultOf(context: CliContext, result: CallResult): unknown {
  if (result.ok) return result.value;
  const { data, fault } = result;
  const unmet = typeof data === "object" && data !== null ? Reflect.get(data, "unmet") : undefined;
  const { json, jsonl } = context.globals();
  if (unmet === undefined || !(json || jsonl)) throw new MechError(fault);
  context.out(`${JSON.stringify({ error: { ...faultToJson(fault).error, unmet } })}\n`);
  context.exit(codes[fault.code].exit);
  return null;
}

/** Calls one verb and prints what came of it. */
export async function callVerb(
  context: CliContext,
  method: string,
  params: object,
  sentence: (result: unknown) => string,
): Promise<void> {
  const session = await reachOne(context);
  try {
    const result = resultOf(context, await session.call(method, params));
    if (result !== null) say(context, result, sentence(result));
  } finally {
    session.close();
  }
}

/** A field of a result as text; "" where it is not there. */
export function textIn(result: unknown, ...path: readonly string[]): string {
  let found = result;
  for (const name of path) {
    found = typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined;
  }
  return found === undefined || found === null ? "" : String(found);
}
