/** Where a running robot keeps its state and its memory. @module */
import type { Config } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";

/** Folder of latch and keys: `run.stateFolder`, else `state` where the robot was started. */
export function stateFolder(config: Config): string {
  return absolute(config.run.stateFolder ?? "./state");
}

/** Folder of ledger, missions and memory; null where no brain would use it. */
export function dataFolder(config: Config): string | null {
  return config.brain.driver === "none" ? null : absolute(config.memory.folder);
}

/** A path of the config as seen from where the robot was started. */
export function absolute(path: string): string {
  return path.startsWith("/") ? path : `${Deno.cwd()}/${path.replace(/^\.\//, "")}`;
}

function makeFolder(path: string, mode: number): Result<void> {
  try {
    Deno.mkdirSync(path, { recursive: true, mode });
    return ok(undefined);
  } catch (error) {
    return fail({
      code: "RECORD_WRITE",
      message: `Cannot make the folder "${path}": ${
        error instanceof Error ? error.message : "refused"
      }`,
      help: "make it by hand with rights for this user, or name another in the config",
    });
  }
}

/** Makes the folders that are not there yet, each with its mode; fails with RECORD_WRITE. */
export function makeFolders(wanted: readonly (readonly [string | null, number])[]): Result<void> {
  for (const [path, mode] of wanted) {
    const made = path === null ? ok(undefined) : makeFolder(path, mode);
    if (!made.ok) return made;
  }
  return ok(undefined);
}
