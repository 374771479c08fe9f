/**
 * From a scenario file to everything a run needs: checked data, the robot's config with the
 * scenario's values over it, maps, and the kernel's parameters. Nothing here runs anything.
 *
 * @module
 */
import { at, fail, ok, type Result, type SourcePlace } from "core/fault.ts";
import {
  type Config,
  folderOf,
  loadConfig,
  type Override,
  type ReadFile,
  resolvePath,
  type YamlDocument,
} from "core/config/mod.ts";
import { causeNames, type CompiledKernel, compileKernel, relayNames } from "core/kernel/mod.ts";
import type { TreeText } from "core/tree/mod.ts";
import type { PlanSite } from "core/plan/mod.ts";
import type { RecordedMoment } from "core/replay/mod.ts";
import { distanceField, isOccupied, loadMap } from "core/world/map/mod.ts";
import type { StaticMap } from "sim/physics/mod.ts";
import { lateEvents, unknownScriptNames } from "./check.ts";
import { loadSite } from "./load_site.ts";
import { joinRobots } from "./join_robots.ts";
import { type Member, unknownRobot } from "./members.ts";
import { brainOverrides, fleetOverrides, scenarioOverrides } from "./overrides.ts";
import { type Parsed, parseScenario } from "./parse.ts";
import type { Scenario } from "./schema.ts";
import type { OpenValue } from "./vary.ts";

/** What to load a scenario with. */
export interface ScenarioOptions {
  readonly readFile: ReadFile;
  readonly env: Readonly<Record<string, string>>;
  /** `--set` values, applied last. */
  readonly sets: readonly Override[];
  /** `--brain SPEC` or null. */
  readonly brain: string | null;
  /** Seed of the open values; the scenario's own where it is absent. */
  readonly seed?: number;
  /** Open values that are fixed from outside, by name (`--param`). */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** A scenario that may run, shared by all its seeds. */
export interface LoadedScenario {
  readonly file: string;
  readonly document: YamlDocument;
  readonly scenario: Scenario;
  /** The scenario as plain data: nothing open, chaos written out. */
  readonly concrete: Readonly<Record<string, unknown>>;
  /** The values that the file leaves open, and what was drawn for this seed. */
  readonly open: readonly OpenValue[];
  readonly drawn: Readonly<Record<string, unknown>>;
  /** True where another seed would load other data: open values, or chaos. */
  readonly varies: boolean;
  readonly config: Config;
  readonly kernel: CompiledKernel;
  readonly relays: readonly string[];
  readonly truth: StaticMap | null;
  /** The robot's own map with its masks; null where it has none. */
  readonly site: PlanSite | null;
  /** The failsafe tree that config names; null = the built-in one. */
  readonly tree: TreeText | null;
  readonly warnings: readonly string[];
  /** The recorded moment that its runs go on from; null = they begin at the beginning. */
  readonly moment: RecordedMoment | null;
  /** Name of this robot among several; null for a robot alone. */
  readonly robotName: string | null;
  /** The other robots, each as a scenario of its own without events and expectations. */
  readonly others: readonly LoadedScenario[];
  /** Where a field of the file stands. */
  placeOf(path: readonly (string | number)[]): SourcePlace;
  /** Where a key of the file stands. */
  placeOfKey(path: readonly (string | number)[]): SourcePlace;
}

function loadTruth(
  scenario: Scenario,
  folder: string,
  readFile: ReadFile,
): Result<StaticMap | null> {
  if (scenario.world.map === undefined) return ok(null);
  const grid = loadMap(resolvePath(folder, scenario.world.map), readFile);
  if (!grid.ok) return grid;
  return ok({ grid: grid.value, distanceM: distanceField(grid.value, isOccupied) });
}

/**
 * A fault of a file that the scenario names is told at the line that names it; one that is not
 * there is a mistake in the scenario.
 */
function atLine<T>(result: Result<T>, place: SourcePlace): Result<T> {
  if (result.ok || result.fault.place !== undefined) return result;
  const { code } = result.fault;
  const missing = code === "CONFIG_NOT_FOUND" || code === "CONFIG_UNREADABLE";
  return fail({ ...result.fault, place, code: missing ? "CONFIG_REFERENCE" : code });
}

/** Loads a scenario file with its robots and maps. */
export function loadScenario(file: string, options: ScenarioOptions): Result<LoadedScenario> {
  const parsed = parseScenario(file, options);
  if (!parsed.ok) return parsed;
  const { members } = parsed.value;
  const loaded: LoadedScenario[] = [];
  const names = members.flatMap(({ name }) => name ?? []);
  for (const member of members) {
    const fault = unknownRobot(member.scenario, names, member.document);
    if (fault !== null) return fail(fault);
    const one = loadMember(file, member, parsed.value, options, loaded[0] ?? null);
    if (!one.ok) return one;
    loaded.push(one.value);
  }
  return joinRobots(at(loaded, 0), loaded.slice(1));
}

function loadMember(
  file: string,
  member: Member,
  parsed: Parsed,
  options: ScenarioOptions,
  first: LoadedScenario | null,
): Result<LoadedScenario> {
  const { name, scenario, document } = member;
  const { concrete, varied } = parsed;
  const folder = folderOf(file);
  const robotFile = resolvePath(folder, scenario.robot);
  const loaded = atLine(
    loadConfig({
      files: [robotFile],
      env: options.env,
      overrides: [
        ...fleetOverrides(name, parsed.members.flatMap((one) => one.name ?? []), document),
        ...scenarioOverrides(scenario, document),
        ...(options.brain === null ? [] : brainOverrides(options.brain)),
        ...options.sets,
      ],
      readFile: options.readFile,
      causes: causeNames,
      roots: null,
    }),
    document.placeOf(["robot"]),
  );
  if (!loaded.ok) return loaded;
  const { config } = loaded.value;
  const truth = first !== null ? ok(first.truth) : atLine(
    loadTruth(scenario, folder, options.readFile),
    document.placeOf(["world", "map"]),
  );
  if (!truth.ok) return truth;
  const site = atLine(loadSite(config, options.readFile), document.placeOf(["world"]));
  if (!site.ok) return site;
  const kernel = compileKernel(config, {
    keepout: site.value.keepout,
    speed: site.value.speed,
    tree: site.value.tree,
    latchedAtStart: 0,
    file: robotFile,
  });
  if (!kernel.ok) return kernel;
  return ok({
    file,
    document,
    scenario,
    concrete,
    open: varied.open,
    drawn: varied.drawn,
    varies: varied.open.length > 0 || scenario.chaos !== undefined,
    config,
    kernel: kernel.value,
    relays: relayNames(config),
    moment: null,
    robotName: name,
    others: [],
    truth: truth.value,
    site: site.value.site,
    tree: site.value.tree,
    warnings: [
      ...loaded.value.warnings,
      ...lateEvents(scenario, document),
      ...unknownScriptNames(scenario, Object.keys(config.world.places), document),
    ],
    placeOf: (path) => document.placeOf(path),
    placeOfKey: (path) => document.placeOfKey(path),
  });
}
