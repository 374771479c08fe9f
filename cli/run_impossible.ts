/** What a config may ask for and `mechos run` cannot do. @module */
import type { Config } from "core/config/mod.ts";
import type { Fault } from "core/fault.ts";

/** A simulator outside steps only when asked: it cannot be a robot in real time. */
function lockstepFault(config: Config): Fault | null {
  const { engine } = config.sim;
  if (config.hal.driver !== "sim" || engine === "planar") return null;
  return {
    code: "SIM_ENGINE",
    message: `Cannot run in real time on sim.engine "${engine}": it steps only when asked`,
    help: "mechos sim FILE runs on it in lockstep; take sim.engine planar for mechos run",
  };
}

/** Nothing carries messages between running robots: a peer that none can reach is refused. */
function peersFault(config: Config): Fault | null {
  const [peer] = config.fleet.peers;
  if (peer === undefined) return null;
  return {
    code: "LINK_PEERS",
    message: `Cannot reach peer "${peer}": running robots have no way to each other yet`,
    path: "fleet.peers",
    value: peer,
    help:
      "leave fleet.peers out for mechos run; robots of one scenario reach each other in mechos sim",
  };
}

/** The first thing of a config that no run can do; null where it can all be done. */
export function impossibleRun(config: Config): Fault | null {
  return lockstepFault(config) ?? peersFault(config);
}
