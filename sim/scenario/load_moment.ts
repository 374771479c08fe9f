/**
 * A recording as a scenario: config and map out of the file, the world as it was recorded or as the
 * lidar saw it, faults spliced in, and the deadlines that the table of faults promises for them.
 *
 * @module
 */
import { stringify } from "yaml";
import * as v from "valibot";
import {
  type Config,
  footprintPolygon,
  type Override,
  parseYamlDocument,
  validate,
  type YamlDocument,
} from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { compileKernel, relayNames } from "core/kernel/mod.ts";
import { cos, sin } from "core/math/mod.ts";
import type { RecordingInput } from "core/record/mod.ts";
import { readMoment, readSite, type RecordedMoment } from "core/replay/mod.ts";
import type { KeepoutGrid } from "core/world/mod.ts";
import { distanceField, isOccupied, type OccupancyGrid } from "core/world/map/mod.ts";
import { deadlineOf } from "sim/faults/mod.ts";
import type { StaticMap } from "sim/physics/mod.ts";
import type { LoadedScenario } from "./load.ts";
import { brainOverrides } from "./overrides.ts";
import { type Scenario, scenarioSchema, worldSchema } from "./schema.ts";

/** A fault to splice in. */
export interface SplicedFault {
  readonly kind: string;
  /** When, ns of the recorded run. */
  readonly atNs: number;
  /** How long, ms; Infinity = to the end. */
  readonly forMs: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** What to begin with, and for how long. */
export interface MomentOptions {
  /** ns of the recorded run; Infinity = its end. */
  readonly atNs: number;
  readonly durationMs: number;
  readonly faults: readonly SplicedFault[];
  readonly sets: readonly Override[];
  /** `--brain SPEC`; null = the recorded settings. */
  readonly brain: string | null;
  readonly seed: number;
}

/** Deadlines are counted in ticks of this length (FAULTS.md): a reaction is seen one tick later. */
const tickMs = 20;
/** A beam that ends this far from every wall saw something else, m. */
const unexplainedM = 0.25;
/** What a beam saw is taken for a post of this size, m. */
const postRadiusM = 0.04;

type WorldData = v.InferOutput<typeof worldSchema>;

/** A recorded scenario holds the times of doors and chargers in ms; a file says the unit. */
function withUnits(world: unknown): unknown {
  const timed = new Set(["open", "powered"]);
  const text = (ms: unknown): unknown => typeof ms === "number" ? `${ms}ms` : ms;
  return JSON.parse(JSON.stringify(world), (key: string, value: unknown) => {
    if (!timed.has(key) || !Array.isArray(value)) return value;
    return value.map((pair: unknown) => Array.isArray(pair) ? pair.map(text) : pair);
  });
}

/** The recorded scenario's world; null where there is none that can be read. */
function recordedWorld(scenario: unknown): WorldData | null {
  if (typeof scenario !== "object" || scenario === null || !("world" in scenario)) return null;
  const checked = v.safeParse(worldSchema, withUnits(scenario.world));
  return checked.success ? checked.output : null;
}

/** Posts where beams ended away from every wall. */
function seenPosts(moment: RecordedMoment, config: Config, truth: StaticMap | null) {
  const { scan, kernel } = moment;
  const geometry = kernel.params.scan;
  const posts: { circle: { x: number; y: number; radiusM: number } }[] = [];
  if (scan === null || geometry === null) return posts;
  const o = kernel.state.odometry;
  const [c, s] = [cos(o.yawRad), sin(o.yawRad)];
  for (let i = 0; i < scan.count && i < geometry.beams; i++) {
    const range = scan.rangesM[i] ?? NaN;
    if (!(range > geometry.minM) || !(range < geometry.maxM)) continue;
    const far = range + postRadiusM;
    const x = geometry.mountXM + far * (geometry.cosines[i] ?? 0);
    const y = geometry.mountYM + far * (geometry.sines[i] ?? 0);
    const at = { x: o.xM + c * x - s * y, y: o.yM + s * x + c * y };
    if (truth !== null && isExplained(truth, at.x, at.y)) continue;
    posts.push({ circle: { ...at, radiusM: postRadiusM } });
  }
  // A robot whose own corners stand among the posts would be in contact from the start.
  const outline = footprintPolygon(config);
  let reachM = 0;
  for (let i = 0; i < outline.length; i += 2) {
    reachM = Math.max(reachM, length(outline[i] ?? 0, outline[i + 1] ?? 0));
  }
  return posts.filter(({ circle }) => length(circle.x - o.xM, circle.y - o.yM) > reachM);
}

function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

function isExplained(truth: StaticMap, xM: number, yM: number): boolean {
  const { grid, distanceM } = truth;
  const column = Math.floor((xM - grid.originXM) / grid.resolutionM);
  const row = Math.floor((yM - grid.originYM) / grid.resolutionM);
  const inside = column >= 0 && row >= 0 && column < grid.widthCells && row < grid.heightCells;
  return inside && (distanceM[row * grid.widthCells + column] ?? 0) < unexplainedM;
}

/** Keep-out cells again, for the planner; the kernel takes the distances as they are. */
function keepoutCells(keepout: KeepoutGrid | null): OccupancyGrid | null {
  if (keepout === null) return null;
  const { distanceM, ...rest } = keepout;
  const cells = Uint8Array.from(distanceM, (far) => far === 0 ? 100 : 0);
  return { ...rest, cells };
}

/** What must come of the spliced faults. */
function expectations(faults: readonly SplicedFault[]): Record<string, unknown>[] {
  return faults.flatMap(({ kind }) => {
    const deadline = deadlineOf(kind);
    if (deadline === null) return [];
    const worse = ["warn", "slow", "return", "hold", "disarm", "estop", "fault"];
    const enough = worse.slice(worse.indexOf(deadline.action)).map((name) => `'${name}'`);
    return [{
      name: `${deadline.action} within ${deadline.withinMs} ms of ${kind}`,
      after: `fault.${kind}`,
      within: `${deadline.withinMs + tickMs}ms`,
      eventually: `failsafe.action in [${enough.join(", ")}]`,
    }];
  });
}

/** The scenario's text: what `sim explain` tells and a fault of the call is shown in. */
function scenarioData(
  file: string,
  options: MomentOptions,
  obstacles: unknown,
  world: WorldData | null,
) {
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/\.mcap$/, "").replace(/[^\w-]/g, "-");
  const expect = expectations(options.faults);
  return {
    mechos: "scenario/1",
    name: `from-${name}`,
    robot: file,
    duration: `${options.durationMs}ms`,
    seed: options.seed,
    world: { obstacles, pedestrians: world?.pedestrians ?? [] },
    events: options.faults.map(({ kind, atNs, forMs, parameters }) => ({
      at: `${atNs * 1e-6}ms`,
      fault: { kind, ...parameters, ...(forMs === Infinity ? {} : { for: `${forMs}ms` }) },
    })),
    ...(expect.length > 0 ? { expect } : { invariantsOnly: true }),
  };
}

/** The kernel as it would be built from these files: its memory comes from the moment. */
function compileSite(input: RecordingInput, options: MomentOptions, file: string) {
  const brain = options.brain === null ? [] : brainOverrides(options.brain);
  const site = readSite(input, [...brain, ...options.sets]);
  if (!site.ok) return site;
  const kernel = compileKernel(site.value.config, {
    keepout: site.value.keepout,
    speed: site.value.speed,
    tree: site.value.tree,
    latchedAtStart: 0,
    file,
  });
  const { config, tree } = site.value;
  return kernel.ok ? ok({ config, tree, kernel: kernel.value }) : kernel;
}

function checkData(
  data: unknown,
  file: string,
): Result<{ readonly document: YamlDocument; readonly scenario: Scenario }> {
  const document = parseYamlDocument(new TextEncoder().encode(stringify(data)), file);
  if (!document.ok) return document;
  const scenario = validate(scenarioSchema, document.value.data, document.value);
  return scenario.ok ? ok({ document: document.value, scenario: scenario.value }) : scenario;
}

/** Loads the moment of a recording as a scenario whose runs go on from it. */
export function loadMoment(
  file: string,
  input: RecordingInput,
  options: MomentOptions,
): Result<LoadedScenario> {
  const moment = readMoment(input, options.atNs);
  if (!moment.ok) return moment;
  const site = compileSite(input, options, file);
  if (!site.ok) return site;
  const early = options.faults.find((one) => one.atNs <= moment.value.nowNs);
  if (early !== undefined) {
    return fail({
      code: "SIM_SCENARIO",
      message: `Cannot inject "${early.kind}" at ${early.atNs * 1e-9} s: the simulation goes on ` +
        `from ${moment.value.nowNs * 1e-9} s`,
      value: early.kind,
      help: "a fault begins after --at",
    });
  }
  const { config, kernel, tree } = site.value;
  const { map, scenario: recorded } = moment.value;
  const truth = map === null ? null : { grid: map, distanceM: distanceField(map, isOccupied) };
  const world = recordedWorld(recorded);
  const obstacles = world?.obstacles ?? seenPosts(moment.value, config, truth);
  const checked = checkData(scenarioData(file, options, obstacles, world), file);
  if (!checked.ok) return checked;
  const { document, scenario } = checked.value;
  const { doors = [], floors = [], cliffs = [], charger } = world ?? {};
  return ok({
    file,
    document,
    scenario: { ...scenario, world: { ...scenario.world, doors, floors, cliffs, charger } },
    concrete: {},
    open: [],
    drawn: {},
    varies: false,
    config,
    kernel,
    relays: relayNames(config),
    tree,
    truth,
    site: map === null
      ? null
      : { map, keepout: keepoutCells(moment.value.site.keepout), speed: null },
    warnings: [],
    moment: moment.value,
    robotName: null,
    others: [],
    placeOf: (path) => document.placeOf(path),
    placeOfKey: (path) => document.placeOfKey(path),
  });
}
