/**
 * A scenario of several robots as one scenario a robot: what stands at the top holds for all, what
 * stands under `robots.NAME` is laid over it. The first robot has the events and expectations.
 * A scenario of one robot is the list of one.
 *
 * @module
 */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import type { DataPath, YamlDocument } from "core/config/mod.ts";
import { didYouMean } from "core/nearest.ts";
import { missionConflict } from "./check.ts";
import type { FleetScenario, Scenario } from "./schema.ts";

/** One robot of a scenario. */
export interface Member {
  /** Its name; null for a robot alone, which needs none. */
  readonly name: string | null;
  /** The scenario as it is for this robot. */
  readonly scenario: Scenario;
  /** Leads from places of that scenario to the lines of the file. */
  readonly document: YamlDocument;
}

type Entry = FleetScenario["robots"][string];

/** The keys of `world` that are one robot's own. */
const ownOfWorld = ["start", "believedStart", "dock", "charger"] as const;

/** Where a value of one robot's scenario stands in the file of several. */
function pathIn(name: string, entry: Entry, path: DataPath): DataPath {
  const [head, key, ...rest] = path;
  const own: DataPath = ["robots", name];
  if (head === "robot" && entry.robot !== undefined) return [...own, "robot"];
  if (head === "mission" && entry.mission !== undefined) return [...own, ...path];
  if (head === "world") {
    const known = ownOfWorld.find((one) => one === key);
    return known === undefined || entry[known] === undefined ? path : [...own, known, ...rest];
  }
  const named = typeof key === "string";
  if (head === "set" && named && Object.hasOwn(entry.set, key)) return [...own, ...path];
  const { brain } = entry;
  if (head !== "brain" || brain === undefined) return path;
  return !named || Object.hasOwn(brain, key) ? [...own, ...path] : path;
}

function documentOf(document: YamlDocument, name: string, entry: Entry): YamlDocument {
  return {
    file: document.file,
    data: document.data,
    placeOf: (path) => document.placeOf(pathIn(name, entry, path)),
    placeOfKey: (path) => document.placeOfKey(pathIn(name, entry, path)),
  };
}

function worldOf(world: Scenario["world"], entry: Entry): Scenario["world"] {
  const { start, believedStart, dock, charger } = entry;
  return {
    ...world,
    ...(start === undefined ? {} : { start }),
    ...(believedStart === undefined ? {} : { believedStart }),
    ...(dock === undefined ? {} : { dock }),
    ...(charger === undefined ? {} : { charger }),
  };
}

function scenarioOf(fleet: FleetScenario, robot: string, entry: Entry, first: boolean): Scenario {
  const { robots: _robots, ...common } = fleet;
  const brain = fleet.brain === undefined && entry.brain === undefined
    ? undefined
    : { ...fleet.brain, ...entry.brain };
  const mission = entry.mission ?? fleet.mission;
  const { events, expect, phases, invariantsOnly } = fleet;
  return {
    ...common,
    robot,
    set: { ...fleet.set, ...entry.set },
    world: worldOf(fleet.world, entry),
    ...(brain === undefined ? {} : { brain }),
    ...(mission === undefined ? {} : { mission }),
    events: first ? events : [],
    expect: first ? expect : [],
    phases: first ? phases : [],
    invariantsOnly: first ? invariantsOnly : true,
  };
}

function bad(message: string, document: YamlDocument, path: DataPath, help: string): Fault {
  return { code: "SIM_SCENARIO", message, place: document.placeOf(path), help };
}

/** What has no meaning where there are several robots. */
function senseless(fleet: FleetScenario, document: YamlDocument): Fault | null {
  for (const key of ["start", "believedStart"] as const) {
    if (fleet.world[key] === undefined) continue;
    const help = `write it under robots.NAME.${key}`;
    const message = `Cannot use world.${key} for several robots: each stands in a place of its own`;
    return bad(message, document, ["world", key], help);
  }
  if (fleet.chaos === undefined) return null;
  const message = "Cannot draw chaos for several robots";
  return bad(message, document, ["chaos"], "write events, with robot: NAME");
}

/** An event that speaks of a robot that is not there. */
export function unknownRobot(
  scenario: Scenario,
  names: readonly string[],
  document: YamlDocument,
): Fault | null {
  for (const [index, event] of scenario.events.entries()) {
    const { robot } = event;
    if (robot === undefined || names.includes(robot)) continue;
    return {
      code: "CONFIG_REFERENCE",
      message: `Unknown robot "${robot}" in an event`,
      place: document.placeOf(["events", index, "robot"]),
      value: robot,
      help: names.length === 0 ? "leave it out: there is one robot" : didYouMean(robot, names),
    };
  }
  return null;
}

/** The robots of a scenario of several, in their order. */
export function membersOf(
  fleet: FleetScenario,
  document: YamlDocument,
): Result<readonly Member[]> {
  const fault = senseless(fleet, document);
  if (fault !== null) return fail(fault);
  const members: Member[] = [];
  for (const [name, entry] of Object.entries(fleet.robots)) {
    const robot = entry.robot ?? fleet.robot;
    if (robot === undefined) {
      const message = `Robot "${name}" has no config`;
      const help = "add robot: FILE to it, or at the top for all robots";
      return fail(bad(message, document, ["robots", name], help));
    }
    const scenario = scenarioOf(fleet, robot, entry, members.length === 0);
    const own = documentOf(document, name, entry);
    const conflict = missionConflict(scenario, own);
    if (conflict !== null) return fail(conflict);
    members.push({ name, scenario, document: own });
  }
  return ok(members);
}
