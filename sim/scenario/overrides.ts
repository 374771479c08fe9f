/** Config values that a scenario or `--brain` lays over a robot's own, with the line of each. @module */
import { folderOf, type Override, resolvePath, type YamlDocument } from "core/config/mod.ts";
import type { Scenario } from "./schema.ts";

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
export function scenarioOverrides(scenario: Scenario, document: YamlDocument): Override[] {
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

/**
 * The robots of a scenario are each other's peers, and the name of one among several is its config's
 * too, so that recordings tell them apart. `name`: null for a robot alone, which has no peers here.
 */
export function fleetOverrides(
  name: string | null,
  names: readonly string[],
  document: YamlDocument,
): Override[] {
  const place = document.placeOfKey(name === null ? ["robot"] : ["robots", name]);
  const at = (path: string, value: unknown): Override => {
    return { path, value, label: `${place.file}:${place.line}`, place };
  };
  if (name === null) return [at("fleet.peers", [])];
  return [at("robot.name", name), at("fleet.peers", names.filter((other) => other !== name))];
}
