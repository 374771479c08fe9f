/**
 * A map out of recordings: every scan laid into a grid where the robot stood when it was measured.
 * What makes the map of a building that was driven through once, by hand or by itself.
 *
 * Poses are the kernel's own estimate. With localisation on, the new map lies in the frame of the
 * old one; without, it drifts as the estimate does.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import {
  clearInputs,
  createInputs,
  createOutputs,
  decodeInputs,
  outputsBytes,
  ReadCursor,
  visitOutputs,
} from "core/messages/mod.ts";
import {
  addScan,
  createLay,
  createScanMap,
  type Lay,
  type LidarView,
  lidarViewOf,
  placeLay,
  type ScanMap,
  toGrid,
} from "core/perception/mod.ts";
import { readMessages, type RecordingInput } from "core/record/mod.ts";
import type { OccupancyGrid } from "core/world/map/mod.ts";
import { kernelTopics, type TickSpan } from "./kernel_messages.ts";
import { readSite } from "./rebuild.ts";

/** A map and what it was made of. */
export interface RecordedMap {
  readonly grid: OccupancyGrid;
  readonly scans: number;
  /** Scans that were left out: the robot was lost, or turned too fast for its scan to be sharp. */
  readonly leftOut: number;
}

/** Most cells of a map, as of one that is read. */
const maxCells = 64e6;
/** What lies about the outermost hits, m. */
const borderM = 0.5;

/** Calls `use` for each sharp scan of a recording; returns how many were left out. */
function eachScan(
  input: RecordingInput,
  beams: LidarView,
  span: TickSpan,
  use: (lay: Lay) => void,
): number {
  const inputs = createInputs();
  const outputs = createOutputs();
  const lay = createLay(beams, inputs.scan.rangesM);
  let waits = false;
  let leftOut = 0;
  const topics = [kernelTopics[0], kernelTopics[1]];
  for (const { channel, data, damaged, logTimeNs } of readMessages(input, { topics })) {
    if (damaged || logTimeNs < span.fromNs || logTimeNs > span.toNs) continue;
    if (channel.topic === kernelTopics[0]) {
      clearInputs(inputs);
      waits = decodeInputs(data, inputs).ok && inputs.scan.fresh === 1;
      continue;
    }
    if (!waits || data.length !== outputsBytes) continue;
    waits = false;
    visitOutputs(
      new ReadCursor(new DataView(data.buffer, data.byteOffset, data.byteLength)),
      outputs,
    );
    if (placeLay(lay, beams, inputs.scan, outputs)) use(lay);
    else leftOut += 1;
  }
  return leftOut;
}

/** Least and greatest coordinates, m. */
interface Box {
  leastXM: number;
  leastYM: number;
  mostXM: number;
  mostYM: number;
}

/** Widens the box by what a scan saw and by where the robot stood. */
function widen(box: Box, lay: Lay): void {
  for (let i = -1; i < lay.count; i++) {
    const range = i < 0 ? 0 : lay.rangesM[i] ?? NaN;
    if (!(range >= 0 && range < lay.maxM)) continue;
    const angle = lay.yawRad + lay.startRad + i * lay.stepRad;
    const x = lay.xM + cos(angle) * range;
    const y = lay.yM + sin(angle) * range;
    box.leastXM = Math.min(box.leastXM, x);
    box.leastYM = Math.min(box.leastYM, y);
    box.mostXM = Math.max(box.mostXM, x);
    box.mostYM = Math.max(box.mostYM, y);
  }
}

function beamsOf(input: RecordingInput): Result<LidarView> {
  const site = readSite(input, []);
  if (!site.ok) return site;
  const view = lidarViewOf(site.value.config);
  if (view !== null) return ok(view);
  return fail({
    code: "WORLD_MAP_NOTHING",
    message: "Cannot make a map: the recorded robot has no lidar",
    help: "a map is made of a lidar's scans",
  });
}

/** The line of the grid at or below a coordinate, m, to the micrometre: an origin people read. */
function onGrid(valueM: number, resolutionM: number): number {
  return Math.round(Math.floor(valueM / resolutionM) * resolutionM * 1e6) / 1e6;
}

/** An empty map about the box; fails where it would have too many cells. */
function mapAbout(box: Box, resolutionM: number): Result<ScanMap> {
  if (!(box.mostXM >= box.leastXM)) {
    return fail({
      code: "WORLD_MAP_NOTHING",
      message: "Cannot make a map: there is no scan of a robot that knew where it was",
      help: "record a drive with mechos run, and check --from and --to",
    });
  }
  const originXM = onGrid(box.leastXM - borderM, resolutionM);
  const originYM = onGrid(box.leastYM - borderM, resolutionM);
  const widthM = box.mostXM + borderM - originXM;
  const heightM = box.mostYM + borderM - originYM;
  const cells = (widthM / resolutionM) * (heightM / resolutionM);
  if (cells <= maxCells) {
    return ok(createScanMap({ widthM, heightM, resolutionM, originXM, originYM }));
  }
  return fail({
    code: "WORLD_MAP_LIMIT",
    message: `Cannot make a map of ${widthM.toFixed(0)} x ${heightM.toFixed(0)} m at ` +
      `${resolutionM} m: ${Math.round(cells / 1e6)} of at most ${maxCells / 1e6} million cells`,
    help: "take larger cells with --resolution",
  });
}

/**
 * Makes a map of the scans of one or more recordings, cells of `resolutionM`. Several recordings
 * must share a map frame. Fails where there is no scan, or where the map would be too large.
 */
export function mapRecordings(
  inputs: readonly RecordingInput[],
  resolutionM: number,
  span: TickSpan,
): Result<RecordedMap> {
  const box: Box = { leastXM: Infinity, leastYM: Infinity, mostXM: -Infinity, mostYM: -Infinity };
  const sources: { readonly input: RecordingInput; readonly beams: LidarView }[] = [];
  for (const input of inputs) {
    const beams = beamsOf(input);
    if (!beams.ok) return beams;
    sources.push({ input, beams: beams.value });
    eachScan(input, beams.value, span, (lay) => widen(box, lay));
  }
  const made = mapAbout(box, resolutionM);
  if (!made.ok) return made;
  const map = made.value;
  let scans = 0;
  let leftOut = 0;
  for (const { input, beams } of sources) {
    leftOut += eachScan(input, beams, span, (lay) => {
      addScan(map, lay);
      scans += 1;
    });
  }
  return ok({ grid: toGrid(map), scans, leftOut });
}
