/**
 * From a scenario file to everything a run needs: checked data, the robot's config with the
 * scenario's values over it, maps, and the kernel's parameters. Nothing here runs anything.
 *
 * @module
 */
import { fail, ok, type Result, type SourcePlace } from "core/fault.ts";
import {
  type Config,
  folderOf,
  loadConfig,
  type Override,
  type ReadFile,
  resolvePath,
  validate,
  type YamlDocument,
} from "core/config/mod.ts";
import { causeNames, type CompiledKernel, compileKernel, relayNames } from "core/kernel/mod.ts";
import type { TreeText } from "core/tree/mod.ts";
import type { PlanSite } from "core/plan/mod.ts";
import type { RecordedMoment } from "core/replay/mod.ts";
import { distanceField, isOccupied, loadMap } from "core/world/map/mod.ts";
import type { StaticMap } from "sim/physics/mod.ts";
import { expandChaos } from "./chaos.ts";
import { checkWhole, lateEvents, secretFault, unknownScriptNames } from "./check.ts";
import { composeScenario } from "./compose.ts";
import { loadSite } from "./load_site.ts";
import { type Scenario, scenarioSchema } from "./schema.ts";
import { type OpenValue, type Varied, varyScenario } from "./vary.ts";

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
  /** Where a field of the file stands. */
  placeOf(path: readonly (string | number)[]): SourcePlace;
  /** Where a key of the file stands. */
  placeOfKey(path: readonly (string | number)[]): SourcePlace;
}

const wholeNumber = /^\d{1,10}$/;

/**
 * `scripted`, `ollama:MODEL`, `recorded:FILE`, `adversary:SEED`, ... as overrides: driver, model,
 * file and seed are replaced, all else of `brain` stays.
 */
export function brainOverrides(spec: string): Override[] {
  const cut = spec.indexOf(":");
  const driver = cut < 0 ? spec : spec.slice(0, cut);
  const rest = cut < 0 ? "" : spec.slice(cut + 1);
  const at = (path: string, value: unknown): Override => ({
    path,
    value,
    label: "--brain",
    place: { file: "--brain", line: 1, column: 1, excerpt: spec },
  });
  const overrides = [at("brain.driver", driver)];
  for (const key of ["model", "file", "seed"]) overrides.push(at(`brain.${key}`, undefined));
  if (rest === "") return overrides;
  if (driver === "adversary") {
    overrides.push(at("brain.seed", wholeNumber.test(rest) ? Number(rest) : rest));
  } else if (driver === "recorded") overrides.push(at("brain.file", rest));
  else overrides.push(at("brain.model", rest));
  return overrides;
}

/** The scenario's values laid over the robot's config, with the line each comes from. */
function scenarioOverrides(scenario: Scenario, document: YamlDocument): Override[] {
  const overrides: Override[] = [];
  const add = (path: string, value: unknown, from: readonly (string | number)[]): void => {
    const place = document.placeOf(from);
    overrides.push({ path, value, label: `${place.file}:${place.line}`, place });
  };
  const folder = folderOf(document.file);
  const { world } = scenario;
  for (const key of ["map", "keepout", "speed"] as const) {
    const path = world[key];
    if (path !== undefined) add(`world.${key}`, resolvePath(folder, path), ["world", key]);
  }
  for (const key of ["start", "dock"] as const) {
    if (world[key] !== undefined) add(`world.${key}`, world[key], ["world", key]);
  }
  for (const key of ["places", "regions"] as const) {
    for (const [name, value] of Object.entries(world[key])) {
      add(`world.${key}.${name}`, value, ["world", key, name]);
    }
  }
  const { brain } = scenario;
  for (const key of Object.keys(brain ?? {})) {
    const value = brain?.[key];
    const isPath = (key === "file" || key === "prices") && typeof value === "string";
    if (key !== "script") {
      add(`brain.${key}`, isPath ? resolvePath(folder, value) : value, ["brain", key]);
    }
  }
  for (const [path, value] of Object.entries(scenario.set)) {
    const [place, key] = [document.placeOf(["set", path]), document.placeOfKey(["set", path])];
    // The last part of the dotted key is the one that a fault speaks of.
    const keyPlace = { ...key, column: key.column + path.lastIndexOf(".") + 1 };
    const isPath = path === "failsafe.tree" && typeof value === "string";
    const laid = isPath ? resolvePath(folder, value) : value;
    overrides.push({ path, value: laid, label: `${place.file}:${place.line}`, place, keyPlace });
  }
  return overrides;
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

interface Parsed {
  readonly document: YamlDocument;
  readonly scenario: Scenario;
  readonly concrete: Readonly<Record<string, unknown>>;
  readonly varied: Varied;
}

/** The seed that the file names, before anything of it is checked. */
function ownSeed(data: unknown): number {
  const seed = isRecord(data) ? data["seed"] : undefined;
  return typeof seed === "number" ? seed >>> 0 : 1;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Composes, draws, checks: what is left is a scenario with nothing open. */
function parseScenario(file: string, options: ScenarioOptions): Result<Parsed> {
  const document = composeScenario(file, options.readFile);
  if (!document.ok) return document;
  const secret = secretFault(document.value);
  if (secret !== null) return fail(secret);
  const seed = options.seed ?? ownSeed(document.value.data);
  const varied = varyScenario(document.value, seed, options.values ?? {});
  if (!varied.ok) return varied;
  const { data } = varied.value;
  const checked = validate(scenarioSchema, data, document.value);
  if (!checked.ok) return checked;
  let concrete = isRecord(data) ? data : {};
  let scenario = checked.value;
  const { chaos } = scenario;
  if (chaos !== undefined) {
    const expanded = expandChaos(concrete, chaos, document.value, seed, scenario.duration);
    if (!expanded.ok) return expanded;
    const again = validate(scenarioSchema, expanded.value, document.value);
    if (!again.ok) return again;
    concrete = expanded.value;
    scenario = { ...again.value, chaos };
  }
  const fault = checkWhole(scenario, document.value);
  if (fault !== null) return fail(fault);
  return ok({ document: document.value, scenario, concrete, varied: varied.value });
}

/** Loads a scenario file with its robot and maps. */
export function loadScenario(file: string, options: ScenarioOptions): Result<LoadedScenario> {
  const parsed = parseScenario(file, options);
  if (!parsed.ok) return parsed;
  const { document, scenario, concrete, varied } = parsed.value;
  const folder = folderOf(file);
  const robotFile = resolvePath(folder, scenario.robot);
  const loaded = atLine(
    loadConfig({
      files: [robotFile],
      env: options.env,
      overrides: [
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
  const truth = atLine(
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
