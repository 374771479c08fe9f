/** The depot of others as a scenario for the TurtleBot3, on a floor that slips. @module */
import { ok, unwrap } from "core/fault.ts";
import { readFile } from "cli/read_file.ts";
import { type LoadedScenario, loadScenario } from "sim/scenario/mod.ts";
import { sharedData } from "./shared_data.ts";

const robot = new URL("../../sim/robots/turtlebot3_burger.yaml", import.meta.url).pathname;

/** What a run in the depot is made of. */
export interface DepotRun {
  readonly start: readonly [number, number];
  readonly yawDeg?: number;
  readonly durationS: number;
  /** Further lines of the scenario: mission, brain, events, expectations. */
  readonly lines: string;
  readonly world?: string;
  /** Values of `set:`. */
  readonly set?: string;
}

/** Loads a scenario in the depot, with its keep-out and speed masks. */
export function loadDepot(run: DepotRun): LoadedScenario {
  const maps = sharedData("maps");
  const text = `mechos: scenario/1
name: depot
robot: ${robot}
set: { sim.floor.slipNoise: 0.02, sim.floor.scaleError: 0.003${
    run.set === undefined ? "" : `, ${run.set}`
  } }
world:
  map: ${maps}/depot.yaml
  keepout: ${maps}/depot_keepout.yaml
  speed: ${maps}/depot_speed.yaml
  start: { x: ${run.start[0]}, y: ${run.start[1]}, yawDeg: ${run.yawDeg ?? 0} }
${run.world ?? ""}
duration: ${run.durationS}s
${run.lines}
`;
  return unwrap(loadScenario("depot.yaml", {
    readFile: (path) => path === "depot.yaml" ? ok(new TextEncoder().encode(text)) : readFile(path),
    env: {},
    sets: [],
    brain: null,
  }));
}
