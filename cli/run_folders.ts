/** Where a running robot keeps its state and its memory. @module */
import type { Config } from "core/config/mod.ts";

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
