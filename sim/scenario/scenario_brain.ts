/**
 * The brain that a scenario asks for: its mission in words, its script, a model, a recording or
 * an adversary. Faults are told at the line of the scenario that asks.
 *
 * @module
 */
import {
  type Brain,
  type BrainPorts,
  createBrain,
  robotFacts,
  type ScriptEntry,
} from "core/brain/mod.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { anglesInRadians } from "core/messages/mod.ts";
import { type MissionPlan, readWrittenMission } from "core/missions/mod.ts";
import { didYouMean } from "core/nearest.ts";
import { ownEventNames } from "./events.ts";
import type { LoadedScenario } from "./load.ts";
import { reservedEvents } from "./names.ts";

function scriptEntries(loaded: LoadedScenario): ScriptEntry[] {
  const script = loaded.scenario.brain?.script ?? [];
  return script.map((entry) => ({
    intent: anglesInRadians(entry.intent),
    ...(entry.at === undefined ? {} : { atNs: entry.at * 1e6 }),
    ...(typeof entry.after === "number" ? { afterNs: entry.after * 1e6 } : {}),
    ...(typeof entry.after === "string" ? { afterEvent: entry.after } : {}),
  }));
}

/** A script waits only for events that can happen, and each entry for one thing. */
function scriptFault(loaded: LoadedScenario): Fault | null {
  const known = [...reservedEvents(), ...ownEventNames(loaded.scenario)];
  for (const [index, entry] of (loaded.scenario.brain?.script ?? []).entries()) {
    const path = ["brain", "script", index];
    if (entry.at !== undefined && entry.after !== undefined) {
      return {
        code: "SIM_SCENARIO",
        message: "Script entry needs one of at and after: both are given",
        place: loaded.placeOf(path),
        help: "keep one of the two",
      };
    }
    if (typeof entry.after !== "string" || known.includes(entry.after)) continue;
    return {
      code: "CONFIG_CONDITION_NAME",
      message: `Unknown event "${entry.after}" in the script`,
      place: loaded.placeOf([...path, "after"]),
      help: didYouMean(entry.after, known),
    };
  }
  return null;
}

/** A fault of the brain, at the scenario's line and the phrase in it. */
function located(loaded: LoadedScenario, fault: Fault): Fault {
  if (fault.place !== undefined) return fault;
  const place = loaded.placeOf([fault.code.startsWith("MISSION_") ? "mission" : "brain"]);
  const phrase = place.excerpt?.indexOf(fault.value ?? "", place.column - 1) ?? -1;
  const column = fault.code !== "MISSION_TEXT" || phrase < 0 ? place.column : phrase + 1;
  return { ...fault, place: { ...place, column } };
}

/** The mission: words as they stand, or YAML read against what this robot has. */
function missionOf(loaded: LoadedScenario): Result<string | MissionPlan | null> {
  const { mission } = loaded.scenario;
  if (mission === undefined) return ok(null);
  if (typeof mission === "string") return ok(mission);
  const facts = { names: loaded.kernel.names, skills: loaded.config.skills };
  return readWrittenMission(mission, facts, (path) => loaded.placeOf(["mission", ...path]));
}

/** Makes the brain of a run, or null where the robot has none. */
export function createScenarioBrain(
  loaded: LoadedScenario,
  seed: number,
  ports: BrainPorts,
): Result<Brain | null> {
  const { brain } = loaded.config;
  if (brain.driver === "scripted") {
    const fault = scriptFault(loaded);
    if (fault !== null) return fail(fault);
  }
  const mission = missionOf(loaded);
  if (!mission.ok) return mission;
  const setup = {
    brain,
    mission: mission.value,
    missionId: loaded.scenario.name,
    script: scriptEntries(loaded),
    seed,
  };
  const made = createBrain(setup, robotFacts(loaded.config, loaded.kernel.names), ports);
  return made.ok ? made : fail(located(loaded, made.fault));
}
