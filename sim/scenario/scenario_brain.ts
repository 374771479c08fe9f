/**
 * The brain that a scenario asks for: its mission in words, its script, or an adversary.
 *
 * @module
 */
import {
  type Brain,
  createAdversary,
  createMissionBrain,
  createScriptBrain,
  type MissionStep,
  parseMissionText,
  type ScriptEntry,
} from "core/brain/mod.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import type { LoadedScenario } from "./load.ts";
import { reservedEvents } from "./names.ts";

function scriptEntries(loaded: LoadedScenario): ScriptEntry[] {
  const script = loaded.scenario.brain?.script ?? [];
  return script.map((entry) => ({
    intent: entry.intent,
    ...(entry.at === undefined ? {} : { atNs: entry.at * 1e6 }),
    ...(typeof entry.after === "number" ? { afterNs: entry.after * 1e6 } : {}),
    ...(typeof entry.after === "string" ? { afterEvent: entry.after } : {}),
  }));
}

/** A script waits only for events that can happen, and each entry for one thing. */
function scriptFault(loaded: LoadedScenario): Fault | null {
  const own = loaded.scenario.events.flatMap((event) => event.name ?? []);
  const known = [...reservedEvents(), ...own];
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

function missionSteps(loaded: LoadedScenario, text: string): Result<readonly MissionStep[]> {
  const steps = parseMissionText(text, loaded.kernel.names.places);
  if (steps.ok) return steps;
  const place = loaded.placeOf(["mission"]);
  const phrase = place.excerpt?.indexOf(steps.fault.value ?? "", place.column - 1) ?? -1;
  const column = phrase < 0 ? place.column : phrase + 1;
  return fail({ ...steps.fault, place: { ...place, column } });
}

/** Makes the brain of a run, or null where the robot has none. */
export function createScenarioBrain(loaded: LoadedScenario, seed: number): Result<Brain | null> {
  const { brain } = loaded.config;
  if (brain.driver === "none") return ok(null);
  if (brain.driver === "scripted") {
    const { mission } = loaded.scenario;
    if (mission === undefined) {
      const fault = scriptFault(loaded);
      return fault === null ? ok(createScriptBrain(scriptEntries(loaded))) : fail(fault);
    }
    const steps = missionSteps(loaded, mission);
    return steps.ok ? ok(createMissionBrain(steps.value)) : steps;
  }
  if (brain.driver === "adversary") {
    const own = ((brain.seed ?? 1) * 0x9e3779b1 + seed) >>> 0;
    return ok(createAdversary(own, loaded.kernel.names.places, brain.hz));
  }
  return fail({
    code: "BRAIN_UNSUPPORTED",
    message: `Cannot use brain "${brain.driver}" in this version`,
    value: brain.driver,
    help: "scripted and adversary have arrived; model drivers come with `mechos run`",
    place: loaded.placeOf(["brain"]),
  });
}
