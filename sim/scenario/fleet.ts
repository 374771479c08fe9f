/**
 * What several robots of one scenario have together: one place in which they meet, names by which
 * conditions speak of each, seeds of their own. The first robot keeps the scenario's seed and names,
 * so that a robot alone is the same run with or without others beside it.
 *
 * @module
 */
import { at, fail, ok, type Result } from "core/fault.ts";
import { createPrng, nextU32 } from "core/math/mod.ts";
import type { SimDevice } from "sim/driver.ts";
import { introduce, polygonDistance, type World } from "sim/physics/mod.ts";
import { ownEventNames } from "./events.ts";
import type { LoadedScenario } from "./load.ts";
import { createScenarioNames, joinNames, type ScenarioNames } from "./names.ts";
import type { Run } from "./run.ts";

/** The place of several robots. */
export interface Place {
  readonly devices: readonly SimDevice[];
  readonly worlds: readonly World[];
  /** Where each robot's slots begin among those of the first. */
  readonly bases: readonly number[];
}

/** Names of a scenario's robots: the first one's has them all. */
export interface RobotsNames {
  readonly first: ScenarioNames;
  /** Of each further robot, its own. */
  readonly each: readonly ScenarioNames[];
  readonly bases: readonly number[];
}

/** Makes the names of all robots. Texts have one number for all, so that they can be compared. */
export function namesOf(loaded: LoadedScenario): RobotsNames {
  const own = ownEventNames(loaded.scenario);
  const first = createScenarioNames(loaded.relays, own);
  const { robotName } = loaded;
  if (robotName === null) return { first, each: [], bases: [] };
  const each = loaded.others.map((other) => createScenarioNames(other.relays, own, first));
  const robots = each.map((names, index) => ({
    name: at(loaded.others, index).robotName ?? "",
    names,
  }));
  const { names, bases } = joinNames([{ name: robotName, names: first }, ...robots]);
  return { first: names, each, bases };
}

/** The seed of a further robot: its noise, ids and brain are not the first one's. */
export function robotSeed(seed: number, robot: LoadedScenario): number {
  return nextU32(createPrng(seed, `robot.${robot.robotName ?? ""}`));
}

/** Puts the robots into one place; null for a robot alone. Fails where two stand in each other. */
export function createPlace(
  robots: readonly Run[],
  bases: readonly number[],
): Result<Place | null> {
  if (robots.length === 1) return ok(null);
  const worlds = robots.map(({ robot }) => robot.world);
  introduce(worlds);
  for (const [index, one] of robots.entries()) {
    for (const other of robots.slice(0, index)) {
      if (polygonDistance(one.robot.world.hull, other.robot.world.hull) > 0) continue;
      const [name, otherName] = [one.loaded.robotName ?? "", other.loaded.robotName ?? ""];
      return fail({
        code: "SIM_SCENARIO",
        message: `Robots "${otherName}" and "${name}" stand in each other at the start`,
        place: one.loaded.placeOf(["world", "start"]),
        help: `give robots.${name}.start another place`,
      });
    }
  }
  return ok({ devices: robots.map(({ robot }) => robot.device), worlds, bases });
}

/** Lets the conditions of the first robot's run see the slots of the others. */
export function copySlots(run: Run, place: Place): void {
  for (let i = 1; i < run.robots.length; i++) {
    run.names.slots.set(at(run.robots, i).names.slots, at(place.bases, i));
  }
}
