/**
 * Rights that a command gives up before it reads the first file of somebody else: scenarios come
 * from pull requests, recordings from customers. What is revoked cannot come back.
 *
 * @module
 */
import { buildInfo } from "./version.ts";

/** A kind of right of the runtime. */
export type Right = "read" | "write" | "net" | "env" | "run" | "ffi" | "sys";

const all: readonly Right[] = ["read", "write", "net", "env", "run", "ffi", "sys"];

function revoke(name: Right): void {
  switch (name) {
    case "read":
    case "write":
    case "net":
    case "env":
    case "run":
    case "ffi":
    case "sys":
      Deno.permissions.revokeSync({ name });
      return;
    default:
      name satisfies never;
  }
}

/**
 * Gives up every right but some. Harmless where a right was never there.
 *
 * From source, `env` stays: the YAML package reads its own debugging variables at each parse,
 * which the bundle of the binary does not.
 */
export function dropRights(keep: readonly Right[]): void {
  const fromSource = buildInfo().runtime === "source";
  for (const right of all) {
    if (keep.includes(right) || (fromSource && right === "env")) continue;
    revoke(right);
  }
}
