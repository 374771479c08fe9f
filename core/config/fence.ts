/** The fences of a config as polygons. @module */
import type { Config } from "./schema.ts";

/** Polygons as x, y pairs in the map frame, m. */
export interface FencePolygons {
  readonly inside: readonly Float64Array[];
  readonly outside: readonly Float64Array[];
}

/** The regions that `kernel.geofence` names; null where it names none. Unknown names are left out. */
export function fencePolygons(config: Config): FencePolygons | null {
  const { inside, outside } = config.kernel.geofence;
  const polygons = (names: readonly string[]): Float64Array[] =>
    names.flatMap((name) => {
      const region = config.world.regions[name];
      return region === undefined ? [] : [Float64Array.from(region.flat())];
    });
  if (inside.length === 0 && outside.length === 0) return null;
  return { inside: polygons(inside), outside: polygons(outside) };
}
