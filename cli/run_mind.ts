/** The mind's part of a robot's plan: its first message, and what its link needs to know. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { agentOf, type CompiledKernel, relayNames } from "core/kernel/mod.ts";
import { numberOf, sources } from "core/messages/mod.ts";
import { type MissionPlan, readMissionWords } from "core/missions/mod.ts";
import { viewPlaces } from "core/brain/mod.ts";
import type { RobotPlan } from "core/supervise/mod.ts";
import { dataFolder } from "./run_folders.ts";
import { missionOf } from "./run_mission.ts";
import type { RunOptions } from "./run_plan.ts";
import { buildInfo } from "./version.ts";
import { privateArgs } from "./worker_urls.ts";

/** The mission of the run. Words must have the simple forms where no model reads them. */
function givenMission(
  options: RunOptions,
  kernel: CompiledKernel,
): Result<string | MissionPlan | null> {
  const { config, mission } = options;
  if (mission === null) return ok(null);
  const facts = { names: kernel.names, skills: config.skills };
  const given = missionOf(mission, facts);
  if (!given.ok || config.brain.driver !== "scripted") return given;
  if (typeof given.value === "string") return readMissionWords(given.value, facts);
  if (given.value.steps.length > 0) return given;
  return fail({
    code: "MISSION_STEP",
    message: `Cannot carry out "${given.value.name}": a goal without steps needs a model`,
    path: "brain.driver",
    help: "give the mission steps:, or use a brain such as ollama:MODEL",
  });
}

/** What the mind is started with; null where the robot has no brain. */
export function mindPlan(options: RunOptions, kernel: CompiledKernel): Result<RobotPlan["mind"]> {
  const { config } = options;
  if (config.brain.driver === "none") return ok(null);
  const scripted = config.brain.driver === "scripted";
  const mission = givenMission(options, kernel);
  if (!mission.ok) return mission;
  return ok({
    start: {
      version: buildInfo().version,
      config,
      names: kernel.names,
      mission: mission.value,
      // Made once a run: a mind that is started again counts in the same budget window.
      missionId: `run-${Date.now().toString(36)}`,
      seed: options.seed,
      dataFolder: dataFolder(config),
    },
    facts: {
      names: kernel.names,
      said: kernel.params.said,
      relays: relayNames(config),
      places: viewPlaces(kernel),
      scan: kernel.params.scan,
      source: numberOf(sources, scripted ? "mission" : "brain"),
      agent: agentOf(config.brain.driver),
    },
    args: privateArgs("__mind"),
  });
}
