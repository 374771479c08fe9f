/** The map that a running robot makes while it drives: its plan, and what became of it. @module */
import type { Config } from "core/config/mod.ts";
import { createLiveMap, mapStates, squareAbout } from "core/perception/mod.ts";
import type { Robot, RobotPlan } from "core/supervise/mod.ts";
import { absolute } from "./run_folders.ts";

/**
 * The map that the robot makes while it drives, about where it starts. Saved beside the recording
 * unless config names a file.
 */
export function mappingPlan(config: Config, recordingStem: string): RobotPlan["mapping"] {
  const { mapping, start } = config.world;
  if (!mapping.enabled) return null;
  const { sizeM, resolutionM, saveTo } = mapping;
  const stem = saveTo === undefined
    ? `${recordingStem}-map`
    : absolute(saveTo).replace(/\.(yaml|yml|pgm)$/, "");
  return { ...createLiveMap(squareAbout(start?.x ?? 0, start?.y ?? 0, sizeM, resolutionM)), stem };
}

/** The YAML of the map that the run ended with; null where none was made or saved. */
export function savedMap(robot: Robot): string | null {
  const { mapping } = robot.plan;
  const isSaved = robot.region.words.get("mapState") === mapStates.written;
  return mapping !== null && isSaved ? `${mapping.stem}.yaml` : null;
}
