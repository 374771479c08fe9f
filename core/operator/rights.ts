/**
 * What is against carrying out a request before it is looked at closely: the wrong socket, too
 * many at once, somebody else's lease, a robot that is being shut down.
 *
 * @module
 */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import type { Client, Desk } from "./desk.ts";
import { mayAct, mustHold } from "./lease.ts";
import { type VerbName, verbNames, verbOf, verbs } from "./verbs.ts";

/** Requests of one client that may be under way, e.g. waits. */
const maxOpen = 16;

/** The fault of a method that this socket does not have. */
export function unknownMethod(client: Client, method: string): Fault {
  const names = client.socket === "stop"
    ? verbNames.filter((name) => verbs[name].stopSocket === true)
    : verbNames;
  return {
    code: "OPERATOR_METHOD",
    message: `Cannot call "${method}": no such method on the ${client.socket} socket`,
    value: method.slice(0, 64),
    help: didYouMean(method, names),
  };
}

/** The fault of a client that is too fast. */
export const tooFast: Fault = {
  code: "OPERATOR_RATE",
  message: "Cannot take the request: they come too fast",
  help: "send fewer a second; stop and estop are always taken",
};

const shuttingDown: Fault = {
  code: "OPERATOR_MODE",
  message: "Cannot do this: the robot is being shut down",
  help: "start it again: mechos run",
};

function rightOf(
  desk: Desk,
  client: Client,
  verb: VerbName,
  closing: boolean,
): Result<void> {
  const nowMs = desk.clock.nowMs();
  switch (verbs[verb].right) {
    case "read":
    case "stop":
      return ok(undefined);
    case "act":
      if (closing) return fail(shuttingDown);
      return mayAct(desk.lease, client.operator, nowMs, desk.leaseMs);
    case "lease":
      if (closing) return fail(shuttingDown);
      return mustHold(desk.lease, client.operator, nowMs, desk.leaseMs);
  }
}

/** The fault of parameters that cannot be read. */
export function badParams(
  verb: string,
  path: string,
  reason: string,
  known: readonly string[],
): Fault {
  const at = path === "" ? "" : ` "${path}"`;
  return {
    code: "OPERATOR_PARAMS",
    message: `Cannot call "${verb}": parameter${at} is wrong (${reason})`,
    ...(path === "" ? {} : { path }),
    help: known.length === 0 ? "it takes no parameters" : `it takes ${known.join(", ")}`,
  };
}

/** What a client is told before anything is carried out; null where nothing is against it. */
export function objection(
  desk: Desk,
  client: Client,
  method: string,
  closing: boolean,
): Fault | null {
  const verb = verbOf(method);
  const allowed = verb !== null && (client.socket === "operator" || verbs[verb].stopSocket);
  if (verb === null || allowed !== true) return unknownMethod(client, method);
  if (verbs[verb].right === "stop") return null;
  if (client.open >= maxOpen) return tooFast;
  const right = rightOf(desk, client, verb, closing);
  return right.ok ? null : right.fault;
}
