/** What the brain of a lockstep run sees when it looks. @module */
import { type Observation, scanAgeMs, sectorViews, viewPlaces, worldView } from "core/brain/mod.ts";
import type { KernelInputs, KernelOutputs } from "core/messages/mod.ts";
import { newestImage, type Suite } from "sim/sensors/mod.ts";
import type { LoadedScenario } from "./load.ts";
import { placeWaysNow, type PlannerThread } from "./planner.ts";

/** Gives a brain its eyes: the robot as of the last tick, and the images that have arrived. */
export type Sight = (
  nowNs: number,
  out: KernelOutputs,
  inputs: KernelInputs,
) => Required<Pick<Observation, "look" | "image">>;

/** Makes the sight of a run; ways to places are planned when the brain looks, not before. */
export function createSight(
  loaded: LoadedScenario,
  planner: PlannerThread | null,
  suite: Suite,
): Sight {
  const places = viewPlaces(loaded.kernel);
  const image: Observation["image"] = (name) => {
    const camera = suite.cameras.find(({ spec }) => spec.name === name);
    return camera === undefined ? null : newestImage(camera);
  };
  return (nowNs, out, { scan }) => ({
    look: () =>
      worldView(out, {
        relays: loaded.relays,
        said: loaded.kernel.params.said,
        sectors: sectorViews(scan, loaded.kernel.params.scan),
        scanAgeMs: scanAgeMs(scan, nowNs),
        places,
        ways: planner === null ? null : placeWaysNow(planner, out),
      }),
    image,
  });
}
