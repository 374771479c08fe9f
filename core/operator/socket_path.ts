/**
 * Where the sockets of a robot are: `NAME.sock` and `NAME.stop` in `$XDG_RUNTIME_DIR/mechos`, or
 * in `/run/mechos` where that variable is not set. Needs no config: `estop` must find them alone.
 *
 * @module
 */

/** Folder of the machine's robots. */
export const machineFolder = "/run/mechos";
/** The kernel takes no longer path for a Unix socket, bytes. */
export const maxSocketPath = 107;

/** The two sockets of one robot. */
export interface SocketPaths {
  readonly operator: string;
  readonly stop: string;
}

/** A robot's name as the stem of a file name. */
export function socketName(robot: string): string {
  const safe = robot.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, 64);
  return safe === "" || safe.startsWith(".") ? `_${safe}` : safe;
}

/** The folder in which a robot makes its sockets. */
export function ownFolder(env: Readonly<Record<string, string>>): string {
  const runtime = env["XDG_RUNTIME_DIR"] ?? "";
  return runtime.startsWith("/") ? `${runtime}/mechos` : machineFolder;
}

/** The stop socket beside an operator socket. */
export function stopBeside(operator: string): string {
  return operator.endsWith(".sock")
    ? `${operator.slice(0, -".sock".length)}.stop`
    : `${operator}.stop`;
}

/** The sockets of a robot; `given` is `run.socket`, the path of the operator socket. */
export function socketPaths(
  robot: string,
  env: Readonly<Record<string, string>>,
  given: string | null,
): SocketPaths {
  const operator = given ?? `${ownFolder(env)}/${socketName(robot)}.sock`;
  return { operator, stop: stopBeside(operator) };
}

/** Folders to look for robots in, the caller's own first. */
export function searchFolders(env: Readonly<Record<string, string>>): string[] {
  return [...new Set([ownFolder(env), machineFolder])];
}
