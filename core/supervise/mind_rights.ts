/** The rows of the mind's threads, for the process that starts them. @module */
import { brainFiles, modelHosts } from "core/brain/mod.ts";
import type { MindStart } from "core/link/mod.ts";
import type { ThreadRights } from "core/warden/mod.ts";
import { type RightsPlan, threadTable } from "./threads.ts";

/** Rights of the threads of the mind, as their rows in the table of threads have them. */
export function mindRights(
  start: MindStart,
): { readonly brain: ThreadRights; readonly store: ThreadRights } {
  const plan: RightsPlan = {
    // Not the mind's: its threads start no process and reach none of these.
    command: "",
    libc: null,
    recordFolder: "",
    socketFolder: "",
    stateFolder: "",
    deviceSocket: null,
    tapPath: null,
    mapFiles: [],
    notifySockets: [],
    viewerPort: null,
    configFiles: [],
    modelHosts: modelHosts(start.config.brain),
    brainFiles: brainFiles(start.config.brain),
    dataFolder: start.dataFolder,
  };
  return { brain: threadTable.brain.rights(plan), store: threadTable.store.rights(plan) };
}
