/**
 * Makes a Unix socket under its final rights and name: it is bound beside, given its mode, and
 * renamed over what was there, so that nobody ever meets it half made. A socket that answers
 * belongs to a robot that runs; one that does not was left by a crash and is replaced.
 *
 * @module
 */
import { createServer, type Server } from "node:net";
import { fail, ok, type Result } from "core/fault.ts";
import { maxSocketPath } from "./socket_path.ts";

/** A socket that listens. */
export interface BoundSocket {
  readonly server: Server;
  readonly path: string;
  /** Stops listening and removes the file, unless another robot has replaced it. */
  close(): void;
}

function cannot(path: string, reason: string, help: string): Result<never> {
  return fail({
    code: "OPERATOR_SOCKET",
    message: `Cannot make the socket "${path}": ${reason}`,
    value: path,
    help,
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `none`: nothing is there; `stale`: left behind; `live`: somebody answers; else why not. */
async function probe(path: string): Promise<"none" | "stale" | "live" | { reason: string }> {
  try {
    const found = await Deno.lstat(path);
    if (found.isSocket !== true) return { reason: "a file that is no socket is in its place" };
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "none" : { reason: textOf(error) };
  }
  try {
    const conn = await Deno.connect({ transport: "unix", path });
    conn.close();
    return "live";
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return "stale";
    if (error instanceof Deno.errors.NotFound) return "none";
    return { reason: textOf(error) };
  }
}

function inodeOf(path: string): number | null {
  try {
    return Deno.lstatSync(path).ino;
  } catch {
    return null;
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    // Gone already is what was wanted; anything else shows at the next start, which replaces it.
    if (!(error instanceof Deno.errors.NotFound)) return;
  }
}

/**
 * Connections that a server may accept in its whole life: node:net of Deno 2.6.10 counts what was
 * ever accepted against the backlog and goes deaf beyond it (measured: after 513).
 */
const acceptedInLife = 0x3fff_ffff;

/** Listens on a path; a peer may end its side and still read the answers. */
function listen(path: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true });
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen({ path, backlog: acceptedInLife }, () => done(server));
  });
}

async function bind(path: string, mode: number): Promise<Result<BoundSocket>> {
  const beside = `${path}.${Deno.pid}`;
  let server: Server;
  try {
    remove(beside);
    server = await listen(beside);
    await Deno.chmod(beside, mode);
    await Deno.rename(beside, path);
  } catch (error) {
    remove(beside);
    return cannot(path, textOf(error), "give its folder to the user that runs the robot");
  }
  const mine = inodeOf(path);
  return ok({
    server,
    path,
    close: () => {
      server.close();
      if (mine !== null && inodeOf(path) === mine) remove(path);
    },
  });
}

/**
 * Makes and binds a socket.
 *
 * @param mode Rights of the file, e.g. 0o660.
 * @returns the socket; fails with OPERATOR_SOCKET_IN_USE where a robot answers on it, and with
 * OPERATOR_SOCKET where it cannot be made.
 */
export async function bindSocket(path: string, mode: number): Promise<Result<BoundSocket>> {
  // Bound as PATH.PID first: that name has to fit too.
  const length = new TextEncoder().encode(`${path}.${Deno.pid}`).length;
  if (length > maxSocketPath) {
    return cannot(path, `its path has ${length} bytes`, `at most ${maxSocketPath}: set run.socket`);
  }
  const folder = path.slice(0, Math.max(1, path.lastIndexOf("/")));
  try {
    if (path.includes("/")) await Deno.mkdir(folder, { recursive: true, mode: 0o755 });
  } catch (error) {
    return cannot(path, textOf(error), "set XDG_RUNTIME_DIR, or run.socket");
  }
  const found = await probe(path);
  if (typeof found === "object") return cannot(path, found.reason, "remove it, or set run.socket");
  if (found === "live") {
    return fail({
      code: "OPERATOR_SOCKET_IN_USE",
      message: `Cannot use the socket "${path}": a robot answers on it`,
      value: path,
      help: "stop that robot, or give this one another robot.name",
    });
  }
  return await bind(path, mode);
}
