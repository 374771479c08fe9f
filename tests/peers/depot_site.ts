/** Buildings of others as scenarios for the TurtleBot3, on a floor that slips. @module */
import { ok, unwrap } from "core/fault.ts";
import { readFile } from "cli/read_file.ts";
import { type LoadedScenario, loadScenario } from "sim/scenario/mod.ts";
import { sharedData } from "./shared_data.ts";

const robot = new URL("../../sim/robots/turtlebot3_burger.yaml", import.meta.url).pathname;

/** The buildings, with the masks that come with them. */
const buildings = {
  depot: { map: "depot.yaml", keepout: "depot_keepout.yaml", speed: "depot_speed.yaml" },
  tb3_sandbox: { map: "tb3_sandbox.yaml" },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** A building by name. */
export type Building = keyof typeof buildings;

/** What a run in a building is made of. */
export interface DepotRun {
  /** The depot unless another one is named. */
  readonly building?: Building;
  readonly start: readonly [number, number];
  readonly yawDeg?: number;
  readonly durationS: number;
  /** Further lines of the scenario: mission, brain, events, expectations. */
  readonly lines: string;
  readonly world?: string;
  /** Values of `set:`. */
  readonly set?: string;
}

/** Loads a scenario in a building, with its keep-out and speed masks where it has some. */
export function loadDepot(run: DepotRun): LoadedScenario {
  const maps = sharedData("maps");
  const files = Object.entries(buildings[run.building ?? "depot"]);
  const text = `mechos: scenario/1
name: depot
robot: ${robot}
set: { sim.floor.slipNoise: 0.02, sim.floor.scaleError: 0.003${
    run.set === undefined ? "" : `, ${run.set}`
  } }
world:
${files.map(([key, file]) => `  ${key}: ${maps}/${file}`).join("\n")}
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
