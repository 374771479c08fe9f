/**
 * The places nearest to the robot, as its brain sees them: how far, and by which way.
 *
 * @module
 */
import type { KernelOutputs } from "core/messages/mod.ts";

/** A place of the robot, m in the map frame. */
export interface ViewPlace {
  readonly name: string;
  readonly xM: number;
  readonly yM: number;
}

/** The places that a kernel knows, with their names. */
export function viewPlaces(kernel: {
  readonly params: { readonly places: readonly { readonly xM: number; readonly yM: number }[] };
  readonly names: { readonly places: readonly string[] };
}): ViewPlace[] {
  return kernel.params.places.map(({ xM, yM }, index) => ({
    name: kernel.names.places[index] ?? "",
    xM,
    yM,
  }));
}

/** Ways to the places, by their index: m (Infinity = none, NaN = not known), and when planned, ns. */
export interface WaysKnown {
  readonly wayM: Float64Array;
  readonly plannedNs: Float64Array;
}

/** A place as the brain sees it. */
export interface PlaceView {
  readonly name: string;
  /** As the crow flies, m. */
  readonly awayM: number;
  /** By the planned way, m; "none" where there is no way, null where it is not known. */
  readonly wayM: number | "none" | null;
  /** Age of the way, s; null where it is not known. */
  readonly wayAgeS: number | null;
}

/** Places in a view: more would drown what matters. */
export const mostPlaces = 6;

/** The nearest places, the shortest way first; places without a known way by their distance. */
export function placeViews(
  places: readonly ViewPlace[],
  out: KernelOutputs,
  ways: WaysKnown | null,
): PlaceView[] {
  const views = places.map(({ name, xM, yM }, index): PlaceView => {
    const dx = xM - out.odomXM;
    const dy = yM - out.odomYM;
    const way = ways?.wayM[index] ?? NaN;
    const plannedNs = ways?.plannedNs[index] ?? -Infinity;
    const known = way >= 0;
    return {
      name,
      awayM: Math.sqrt(dx * dx + dy * dy),
      wayM: !known ? null : way === Infinity ? "none" : way,
      wayAgeS: known ? Math.max(0, out.nowNs - plannedNs) * 1e-9 : null,
    };
  });
  const rank = (view: PlaceView): number =>
    view.wayM === "none" ? Infinity : view.wayM ?? view.awayM;
  return views.sort((a, b) => rank(a) === rank(b) ? 0 : rank(a) - rank(b)).slice(0, mostPlaces);
}
