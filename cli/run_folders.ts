/** Where a running robot keeps its state. @module */
import type { Config } from "core/config/mod.ts";

/** Folder of latch and keys: `run.stateFolder`, else `state` where the robot was started. */
export function stateFolder(config: Config): string {
  const given = config.run.stateFolder ?? "./state";
  return given.startsWith("/") ? given : `${Deno.cwd()}/${given.replace(/^\.\//, "")}`;
}
