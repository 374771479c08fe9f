/** Ports of a brain in a simulation without network, store or files. @module */
import type { BrainPorts } from "core/brain/mod.ts";
import { fail } from "core/fault.ts";

/** A run whose brain may reach nothing: scripts and adversaries need nothing. */
export const offlinePorts: BrainPorts = {
  fetch: null,
  clock: { nowMs: () => 0, wallMs: () => 0, sleep: () => Promise.resolve() },
  pacing: "virtual",
  store: null,
  readFile: (path) =>
    fail({
      code: "RECORD_NOT_FOUND",
      message: `Cannot read "${path}": this run has no access to files`,
      value: path,
    }),
};
