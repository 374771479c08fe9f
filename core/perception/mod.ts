/**
 * What the perception worker does: scans against the map. No rights, no garbage; its fixes are
 * recorded kernel inputs.
 *
 * ```ts
 * import { createField, createLocaliser, localise, type LocaliserScan } from "core/perception/mod.ts";
 * import type { OccupancyGrid } from "core/world/map/mod.ts";
 * declare const map: OccupancyGrid, scan: LocaliserScan;
 * const options = { beams: 90, leastQuality: 0.4, searchM: 1.5, searchMaxM: 12 };
 * const localiser = createLocaliser(createField(map), options);
 * if (localise(localiser, scan)) localiser.match.quality;
 * ```
 *
 * @module
 */
export { createField, type LikelihoodField } from "./field.ts";
export {
  clearShare,
  createMatch,
  createScanPoints,
  farPull,
  type MatchResult,
  matchScan,
  nearPull,
  type Pull,
  type ScanPoints,
} from "./match.ts";
export {
  createLocaliser,
  localise,
  type Localiser,
  type LocaliserOptions,
  type LocaliserScan,
} from "./localiser.ts";
export { lidarViewOf } from "./lidar_view.ts";
export { headingAt, type LidarView, localiseScan } from "./localise_scan.ts";
export { createLay, type Lay, placeLay } from "./lay_scan.ts";
export {
  createLiveMap,
  knownPart,
  type LiveMap,
  type LiveMapJob,
  mapStates,
  openLiveMap,
  squareAbout,
} from "./live_map.ts";
export {
  addScan,
  createScanMap,
  fade,
  type MapScan,
  rollTo,
  type ScanMap,
  type ScanMapSpec,
  toGrid,
} from "./occupancy.ts";
export { beginSearch, createPlaceSearch, type PlaceSearch, searchSlice } from "./search.ts";
