/**
 * The one factory of brains, for scenarios and for the mind process.
 *
 * ```ts
 * import { type BrainPorts, type BrainSetup, createBrain, type RobotFacts } from "core/brain/mod.ts";
 *
 * declare const setup: BrainSetup, facts: RobotFacts, ports: BrainPorts;
 * const brain = createBrain(setup, facts, ports);
 * ```
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { createAdversary } from "./adversary.ts";
import type { Brain } from "./brain.ts";
import type { RobotFacts } from "./facts.ts";
import { createMissionBrain } from "./mission_brain.ts";
import { parseMissionText } from "./mission_text.ts";
import type { BrainPorts, BrainSetup } from "./ports.ts";
import { createScriptBrain } from "./script_brain.ts";

/** Spreads a run's seed over a brain's own (the golden ratio in 32 bits). */
const seedStep = 0x9e3779b1;

function scripted(setup: BrainSetup, facts: RobotFacts): Result<Brain> {
  if (setup.mission === null) return ok(createScriptBrain(setup.script ?? []));
  const steps = parseMissionText(setup.mission, facts.places.map((place) => place.name));
  return steps.ok ? ok(createMissionBrain(steps.value)) : steps;
}

/** Makes the brain that config asks for; null where the robot has none. */
export function createBrain(
  setup: BrainSetup,
  facts: RobotFacts,
  _ports: BrainPorts,
): Result<Brain | null> {
  const { brain } = setup;
  switch (brain.driver) {
    case "none":
      return ok(null);
    case "scripted":
      return scripted(setup, facts);
    case "adversary": {
      const seed = (Math.imul(brain.seed ?? 1, seedStep) + setup.seed) >>> 0;
      return ok(createAdversary(seed, facts.places.map((place) => place.name), brain.hz));
    }
    default:
      return fail({
        code: "BRAIN_UNSUPPORTED",
        message: `Cannot use brain "${brain.driver}" in this version`,
        value: brain.driver,
        help: "scripted and adversary have arrived",
      });
  }
}
