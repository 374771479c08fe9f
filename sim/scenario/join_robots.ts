/** Robots that were loaded one by one, joined into one scenario: what they must have in common. @module */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import type { LoadedScenario } from "./load.ts";

function refuse(loaded: LoadedScenario, message: string, path: string, help: string): Fault {
  const place = loaded.placeOf(["robots", loaded.robotName ?? ""]);
  return { code: "SIM_SCENARIO", message, path, place, help };
}

/** One clock and one physics moves them all. */
function misfit(first: LoadedScenario, other: LoadedScenario): Fault | null {
  const rates = [
    ["kernel.tickHz", first.config.kernel.tickHz, other.config.kernel.tickHz],
    ["sim.physicsHz", first.config.sim.physicsHz, other.config.sim.physicsHz],
  ] as const;
  for (const [path, hz, otherHz] of rates) {
    if (hz === otherHz) continue;
    const [one, two] = [first.robotName ?? "", other.robotName ?? ""];
    const message = `Cannot run "${one}" with ${path} ${hz} and "${two}" with ${otherHz} together`;
    return refuse(other, message, path, `set: { ${path}: ${hz} } for all robots`);
  }
  return null;
}

/** A peer that `set` names and that is no robot of the scenario. */
function unknownPeer(loaded: LoadedScenario, names: readonly string[]): Fault | null {
  const unknown = loaded.config.fleet.peers.find((peer) => !names.includes(peer));
  if (unknown === undefined) return null;
  return {
    code: "CONFIG_REFERENCE",
    message: `Unknown peer "${unknown}": it is no robot of this scenario`,
    path: "fleet.peers",
    value: unknown,
    place: loaded.placeOf(["set", "fleet.peers"]),
    help: names.length === 0 ? "a robot alone has no peers" : didYouMean(unknown, names),
  };
}

/** The first robot with the others, their warnings among its own. */
export function joinRobots(
  first: LoadedScenario,
  others: readonly LoadedScenario[],
): Result<LoadedScenario> {
  const names = [first, ...others].flatMap(({ robotName }) => robotName ?? []);
  for (const one of [first, ...others]) {
    const fault = unknownPeer(one, names);
    if (fault !== null) return fail(fault);
  }
  if (others.length === 0) return ok(first);
  const outside = [first, ...others].find(({ config }) => config.sim.engine !== "planar");
  if (outside !== undefined) {
    const message = "Cannot run several robots in a simulator outside";
    return fail(refuse(outside, message, "sim.engine", "leave sim.engine at planar"));
  }
  for (const other of others) {
    const fault = misfit(first, other);
    if (fault !== null) return fail(fault);
  }
  const warnings = [first, ...others].flatMap((one) => one.warnings);
  return ok({ ...first, others, warnings: [...new Set(warnings)] });
}
