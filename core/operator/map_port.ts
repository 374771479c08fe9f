/** The map in the making as operators reach it, over shared memory. @module */
import type { Region } from "core/bus/mod.ts";
import { fail, ok } from "core/fault.ts";
import { type LiveMapJob, mapStates, openLiveMap } from "core/perception/mod.ts";
import type { RobotPort } from "./robot_port.ts";

/** A live map, and the YAML that it is saved to. */
export interface MapJob extends LiveMapJob {
  readonly file: string;
}

/** Asks the recorder, which alone may write; `job` is null where no map is made. */
export function createMapPort(
  job: MapJob | null,
  region: Region,
): Pick<RobotPort, "askMap" | "mapAnswer"> {
  if (job === null) return { askMap: () => null, mapAnswer: () => null };
  const { counts } = openLiveMap(job);
  const { words } = region;
  return {
    askMap: () => words.count("mapAsked"),
    mapAnswer: (request) => {
      // Of several requests at once the last one is answered, with what all of them get.
      if (((words.get("mapAnswered") - request) | 0) < 0) return null;
      const state = words.get("mapState");
      if (state === mapStates.written) {
        return ok({ map: job.file, scans: counts[0] ?? 0, leftOut: counts[1] ?? 0 });
      }
      const isEmpty = state === mapStates.empty;
      return fail({
        code: isEmpty ? "WORLD_MAP_NOTHING" : "WORLD_MAP_WRITE",
        message: isEmpty
          ? "Cannot save a map: the lidar has seen nothing yet"
          : `Cannot write the map "${job.file}"`,
        value: job.file,
        help: isEmpty ? "drive the robot, then save" : "the robot's log says why",
      });
    },
  };
}
