/** What the rights of a robot's threads depend on, worked out while the command still has its own. @module */
import { brainFiles, modelHosts } from "core/brain/mod.ts";
import { folderOf } from "core/config/mod.ts";
import type { RobotPlan } from "core/supervise/mod.ts";
import { absolute, dataFolder } from "./run_folders.ts";
import type { RunOptions } from "./run_plan.ts";

/** The C library of this machine, for real-time scheduling; null where none of the usual is there. */
function findLibc(): string | null {
  const places = [
    "/lib/x86_64-linux-gnu/libc.so.6",
    "/lib/aarch64-linux-gnu/libc.so.6",
    "/usr/lib64/libc.so.6",
    "/lib64/libc.so.6",
    "/usr/lib/libc.so.6",
  ];
  for (const path of places) {
    try {
      if (Deno.statSync(path).isFile) return path;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  return null;
}

type OwnRights =
  | "recordFolder"
  | "deviceSocket"
  | "tapPath"
  | "mapFiles"
  | "viewerPort"
  | "notifySockets";

/** What the rights of threads depend on. */
export function rightsPlan(
  { config, files, paths, stateFolder }: RunOptions,
  own: Pick<RobotPlan["rights"], OwnRights>,
): RobotPlan["rights"] {
  return {
    ...own,
    command: Deno.execPath(),
    libc: findLibc(),
    socketFolder: folderOf(paths.operator),
    stateFolder,
    configFiles: files.map(absolute),
    modelHosts: modelHosts(config.brain),
    brainFiles: brainFiles(config.brain),
    dataFolder: dataFolder(config),
  };
}
