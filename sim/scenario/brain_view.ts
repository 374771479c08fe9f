/** What the brain of a lockstep run sees when it looks. @module */
import { scanAgeMs, sectorViews, viewPlaces, type WorldView, worldView } from "core/brain/mod.ts";
import type { KernelInputs, KernelOutputs } from "core/messages/mod.ts";
import type { LoadedScenario } from "./load.ts";
import { placeWaysNow, type PlannerThread } from "./planner.ts";

/** Views the robot as of the last tick. */
export type LookAround = (nowNs: number, out: KernelOutputs, inputs: KernelInputs) => WorldView;

/** Makes the look of a run; ways to places are planned when the brain looks, not before. */
export function createLookAround(
  loaded: LoadedScenario,
  planner: PlannerThread | null,
): LookAround {
  const places = viewPlaces(loaded.kernel);
  return (nowNs, out, { scan }) =>
    worldView(out, {
      relays: loaded.relays,
      said: loaded.kernel.params.said,
      sectors: sectorViews(scan, loaded.kernel.params.scan),
      scanAgeMs: scanAgeMs(scan, nowNs),
      places,
      ways: planner === null ? null : placeWaysNow(planner, out),
    });
}
