/** Where a running robot keeps its sockets and its state. @module */
import type { Config } from "core/config/mod.ts";

/** `$XDG_RUNTIME_DIR/mechos`, else `/run/mechos` (INTERFACES.md section 1). */
export function runtimeFolder(env: Readonly<Record<string, string>>): string {
  const base = env["XDG_RUNTIME_DIR"] ?? "";
  return `${base === "" ? "/run" : base}/mechos`;
}

/** Folder of latch and keys: `run.stateFolder`, else `state` where the robot was started. */
export function stateFolder(config: Config): string {
  const given = config.run.stateFolder ?? "./state";
  return given.startsWith("/") ? given : `${Deno.cwd()}/${given.replace(/^\.\//, "")}`;
}
