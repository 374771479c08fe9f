/** The maps that a robot's config names, as its kernel and its planner take them. @module */
import type { Config, ReadFile } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import type { PlanSite } from "core/plan/mod.ts";
import type { TreeText } from "core/tree/mod.ts";
import { createSpeedGrid, type KeepoutGrid, type SpeedGrid } from "core/world/mod.ts";
import { distanceField, isOccupied, loadMap, type OccupancyGrid } from "core/world/map/mod.ts";

/** Keep-out cells and their distances, as the kernel takes them. */
export function keepoutOf(grid: OccupancyGrid): KeepoutGrid {
  return {
    widthCells: grid.widthCells,
    heightCells: grid.heightCells,
    resolutionM: grid.resolutionM,
    originXM: grid.originXM,
    originYM: grid.originYM,
    distanceM: distanceField(grid, isOccupied),
  };
}

/** What the robot knows of its site, and what its kernel takes of it: maps as loaded, its tree. */
export interface RobotSite {
  readonly site: PlanSite | null;
  readonly keepout: KeepoutGrid | null;
  readonly speed: SpeedGrid | null;
  /** The failsafe tree that config names; null = the built-in one. */
  readonly tree: TreeText | null;
}

function loadMask(path: string | undefined, readFile: ReadFile): Result<OccupancyGrid | null> {
  return path === undefined ? ok(null) : loadMap(path, readFile);
}

function loadTreeText(path: string | undefined, readFile: ReadFile): Result<TreeText | null> {
  if (path === undefined) return ok(null);
  const bytes = readFile(path);
  if (!bytes.ok) return bytes;
  try {
    return ok({ file: path, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes.value) });
  } catch {
    return fail({
      code: "CONFIG_NOT_UTF8",
      message: `Cannot read tree "${path}": it is not UTF-8 text`,
      path: "failsafe.tree",
      value: path,
      help: "save it as UTF-8",
    });
  }
}

/** Loads the maps and the tree that config names. */
export function loadSite(config: Config, readFile: ReadFile): Result<RobotSite> {
  const map = loadMask(config.world.map, readFile);
  if (!map.ok) return map;
  const keepout = loadMask(config.world.keepout, readFile);
  if (!keepout.ok) return keepout;
  const speed = loadMask(config.world.speed, readFile);
  if (!speed.ok) return speed;
  const tree = loadTreeText(config.failsafe.tree, readFile);
  if (!tree.ok) return tree;
  return ok({
    tree: tree.value,
    site: map.value === null
      ? null
      : { map: map.value, keepout: keepout.value, speed: speed.value },
    keepout: keepout.value === null ? null : keepoutOf(keepout.value),
    speed: speed.value === null ? null : createSpeedGrid(speed.value),
  });
}
