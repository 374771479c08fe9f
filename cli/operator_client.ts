/**
 * Talking to running robots: finds their sockets without reading any config, and calls methods
 * over one of them. Once connected a command needs no rights at all, and has none.
 *
 * @module
 */
import { type Code, codes } from "core/codes.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import { searchFolders, socketName, stopBeside } from "core/operator/mod.ts";
import type { CliContext } from "./context.ts";

/** A running robot, by its sockets. */
export interface FoundRobot {
  readonly name: string;
  readonly operator: string;
  readonly stop: string;
}

/** What a method gave: a result, or a fault and what the robot said beside it. */
export type CallResult = Result<unknown> & { readonly data?: unknown };

/** An open connection. */
export interface Session {
  call(method: string, params?: object, timeoutMs?: number): Promise<CallResult>;
  /** Called for each line that nobody asked for. */
  onNotice(handler: (method: string, params: unknown) => void): void;
  /** Resolves when the robot ends the connection. */
  readonly ended: Promise<void>;
  close(): void;
}

/** A robot answers within a few ms; after this long it counts as silent, ms. */
const answerMs = 3000;
/** Sessions of other users, for a superuser who presses stop. */
const userFolders = "/run/user";

function namesIn(folder: string, ending: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map((entry) => entry.name)
      .filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
  } catch {
    return [];
  }
}

function robotsIn(folder: string): FoundRobot[] {
  const names = new Set([...namesIn(folder, ".sock"), ...namesIn(folder, ".stop")]);
  return [...names].sort().map((name) => ({
    name,
    operator: `${folder}/${name}.sock`,
    stop: `${folder}/${name}.stop`,
  }));
}

function folders(context: CliContext): string[] {
  const users = namesIn(userFolders, "").map((user) => `${userFolders}/${user}/mechos`);
  return [...new Set([...searchFolders(context.env), ...users])];
}

/** The robots whose sockets are there, as the options choose; they need not be alive. */
export function findRobots(context: CliContext): Result<FoundRobot[]> {
  const { socket, robot } = context.globals();
  if (socket !== null) {
    const operator = socket.endsWith(".stop") ? `${socket.slice(0, -".stop".length)}.sock` : socket;
    return ok([{ name: socket, operator, stop: stopBeside(operator) }]);
  }
  const all = folders(context).flatMap(robotsIn);
  const found = robot === null ? all : all.filter((each) => each.name === socketName(robot));
  if (found.length > 0) return ok(found);
  const looked = folders(context).slice(0, 2).join(" and ");
  return fail({
    code: "OPERATOR_NO_SOCKET",
    message: robot === null
      ? `Cannot find a running robot: no socket is in ${looked}`
      : `Cannot find a running robot "${robot}": its socket is not in ${looked}`,
    ...(robot === null ? {} : { value: robot }),
    help: robot === null || all.length === 0
      ? "start one with mechos run, or name its socket with --socket PATH"
      : didYouMean(robot, all.map((each) => each.name)),
  });
}

function unreachable(path: string, error: unknown): Fault {
  const stale = error instanceof Deno.errors.ConnectionRefused;
  const missing = error instanceof Deno.errors.NotFound;
  const denied = error instanceof Deno.errors.PermissionDenied;
  const reason = stale
    ? "nobody answers: the robot has ended"
    : missing
    ? "it is not there"
    : denied
    ? "this user may not"
    : error instanceof Error
    ? error.message
    : String(error);
  return {
    code: denied ? "OPERATOR_SOCKET" : "OPERATOR_NO_SOCKET",
    message: `Cannot reach the robot at "${path}": ${reason}`,
    value: path,
    help: denied
      ? "ask for the group of the socket; stop, estop and status need no rights"
      : "start it with mechos run",
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOr<T>(value: unknown, other: T): string | T {
  return typeof value === "string" ? value : other;
}

/** The fault that a robot sent, under its stable code. */
function faultOf(error: unknown): Fault {
  const data = field(error, "data");
  const code = textOr(field(data, "code"), "");
  const known = Object.hasOwn(codes, code) ? code as Code : "OPERATOR_PROTOCOL";
  const optional = (name: "path" | "value" | "help") => {
    const text = field(data, name);
    return typeof text === "string" ? { [name]: text } : {};
  };
  return {
    code: known,
    message: textOr(field(error, "message"), "The robot refused without a reason"),
    ...optional("path"),
    ...optional("value"),
    ...optional("help"),
  };
}

interface Pending {
  readonly method: string;
  readonly done: (result: CallResult) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

interface Wire {
  readonly conn: Deno.UnixConn;
  readonly pending: Map<number, Pending>;
  notice: (method: string, params: unknown) => void;
  nextId: number;
  /** Why the robot ended the connection, where it said so. */
  farewell: Fault | null;
}

function silent(method: string, farewell: Fault | null): CallResult {
  return fail(
    farewell ?? {
      code: "OPERATOR_NO_ANSWER",
      message: `Robot did not answer "${method}"`,
      value: method,
      help: "if it must not move, press the hardware stop; then look at its log",
    },
  );
}

function settle(wire: Wire, id: number, result: CallResult): void {
  const waiting = wire.pending.get(id);
  if (waiting === undefined) return;
  wire.pending.delete(id);
  clearTimeout(waiting.timer);
  waiting.done(result);
}

function takeLine(wire: Wire, line: string): void {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    wire.farewell = {
      code: "OPERATOR_PROTOCOL",
      message: "Robot sent a line that is not JSON",
      help: "is this the socket of a robot?",
    };
    return;
  }
  const id = field(message, "id");
  const error = field(message, "error");
  if (typeof id === "number") {
    const result: CallResult = error === undefined
      ? ok(field(message, "result"))
      : { ...fail(faultOf(error)), data: field(error, "data") };
    return settle(wire, id, result);
  }
  const method = field(message, "method");
  if (typeof method === "string") wire.notice(method, field(message, "params"));
  else if (error !== undefined) wire.farewell = faultOf(error);
}

async function readLines(wire: Wire): Promise<void> {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(16 * 1024);
  let rest = "";
  for (;;) {
    let got: number | null = null;
    try {
      got = await wire.conn.read(chunk);
    } catch {
      got = null;
    }
    if (got === null) break;
    rest += decoder.decode(chunk.subarray(0, got), { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") takeLine(wire, line);
  }
  for (const [id, { method }] of wire.pending) settle(wire, id, silent(method, wire.farewell));
}

async function writeAll(conn: Deno.UnixConn, text: string): Promise<boolean> {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let sent = 0; sent < bytes.length;) sent += await conn.write(bytes.subarray(sent));
    return true;
  } catch {
    return false;
  }
}

function call(
  wire: Wire,
  method: string,
  params: object,
  timeoutMs: number,
): Promise<CallResult> {
  const id = wire.nextId++;
  return new Promise((done) => {
    const timer = setTimeout(() => settle(wire, id, silent(method, null)), timeoutMs);
    wire.pending.set(id, { method, done, timer });
    writeAll(wire.conn, `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`)
      .then((sent) => {
        // What the robot said before it hung up is still to be read: the reader settles it.
        if (!sent) setTimeout(() => settle(wire, id, silent(method, wire.farewell)), 100);
      });
  });
}

/** Connects to one socket. */
export async function connectTo(path: string): Promise<Result<Session>> {
  let conn: Deno.UnixConn;
  try {
    conn = await Deno.connect({ transport: "unix", path });
  } catch (error) {
    return fail(unreachable(path, error));
  }
  const wire: Wire = { conn, pending: new Map(), notice: () => {}, nextId: 1, farewell: null };
  const ended = readLines(wire);
  let open = true;
  return ok({
    call: (method, params = {}, timeoutMs = answerMs) => call(wire, method, params, timeoutMs),
    onNotice: (handler) => {
      wire.notice = handler;
    },
    ended,
    close: () => {
      if (open) conn.close();
      open = false;
    },
  });
}
