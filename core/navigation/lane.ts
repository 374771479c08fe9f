/**
 * The navigation thread's work: scans and the kernel's outputs out of shared memory, matched scans
 * and planned paths back into it. The same localiser and planner as in lockstep; what they say
 * enters the kernel as recorded inputs.
 *
 * @module
 */
import {
  mostWays,
  openRegion,
  type Region,
  type SlotReader,
  type SlotWriter,
} from "core/bus/mod.ts";
import { type Config, isLocalised } from "core/config/mod.ts";
import { cos, sin } from "core/math/mod.ts";
import {
  createInputs,
  createOutputs,
  inputsCapacity,
  type InputSection,
  inputSections,
  type KernelInputs,
  type KernelOutputs,
  ReadCursor,
  visitOutputs,
  WriteCursor,
} from "core/messages/mod.ts";
import {
  addScan,
  createField,
  createLay,
  createLocaliser,
  headingAt,
  type Lay,
  type LidarView,
  type LiveMap,
  type LiveMapJob,
  type Localiser,
  localiseScan,
  openLiveMap,
  placeLay,
} from "core/perception/mod.ts";
import {
  answerRequest,
  createPlaceWays,
  createPlanService,
  forgetRequest,
  type PlaceWays,
  type PlanAnswer,
  type PlanService,
  type PlanSite,
  stepPlaceWays,
  takePlanScan,
  type WayGoal,
  writePath,
} from "core/plan/mod.ts";

/** What the thread is told once. Structured-cloneable. */
export interface NavigationJob {
  readonly memory: SharedArrayBuffer;
  readonly config: Config;
  /** Null where the robot has no map: then it only makes one. */
  readonly site: PlanSite | null;
  readonly lidar: LidarView | null;
  /** The map that is made while driving; null where none is. */
  readonly mapping: LiveMapJob | null;
  /** The places whose ways are told to the mind, in the order of their numbers. */
  readonly places: readonly WayGoal[];
}

/** The map in the making, and the scan on its way into it. */
interface Mapping {
  readonly live: LiveMap;
  readonly lay: Lay;
}

interface SectionWriter {
  readonly section: InputSection;
  readonly slot: SlotWriter;
}

/** The thread's memory. */
export interface Navigation {
  readonly region: Region;
  readonly lidar: LidarView | null;
  readonly service: PlanService | null;
  readonly localiser: Localiser | null;
  readonly mapping: Mapping | null;
  readonly ways: PlaceWays;
  readonly waysSlot: SlotWriter;
  readonly outputsSlot: SlotReader;
  readonly outputsCursor: ReadCursor;
  readonly outputs: KernelOutputs;
  readonly scanSlot: SlotReader;
  readonly scanCursor: ReadCursor;
  readonly scanSection: InputSection;
  readonly inputs: KernelInputs;
  readonly path: SectionWriter;
  readonly match: SectionWriter;
  readonly scratch: Int32Array;
  readonly writer: WriteCursor;
  lastRequest: number;
  lastScanNs: number;
}

function sectionIndex(name: string): number {
  return inputSections.findIndex((section) => section.name === name);
}

function openWriter(region: Region, name: string): SectionWriter {
  const index = sectionIndex(name);
  const section = inputSections[index];
  if (section === undefined) throw new Error(`Invariant broken: no section "${name}"`);
  return { section, slot: region.sectionWriter(index) };
}

/** Opens the lanes and makes planner and localiser. */
export function createNavigation(job: NavigationJob): Navigation {
  const { config, site, lidar } = job;
  const region = openRegion(job.memory, "perception");
  const outputsSlot = region.slotReader("outputs");
  const scanIndex = sectionIndex("scan");
  const scanSection = inputSections[scanIndex];
  if (scanSection === undefined) throw new Error('Invariant broken: no section "scan"');
  const scanSlot = region.sectionReader(scanIndex);
  const scratch = new Int32Array(inputsCapacity >> 2);
  const inputs = createInputs();
  const { localisation, estimator, planner } = config.world;
  return {
    region,
    lidar,
    service: site !== null && (planner.enabled ?? true) ? createPlanService(config, site) : null,
    localiser: site !== null && lidar !== null && isLocalised(config)
      ? createLocaliser(createField(site.map), {
        ...localisation,
        leastQuality: estimator.leastQuality,
      })
      : null,
    mapping: job.mapping === null || lidar === null ? null : {
      live: openLiveMap(job.mapping),
      lay: createLay(lidar, inputs.scan.rangesM),
    },
    ways: createPlaceWays(job.places.slice(0, mostWays)),
    waysSlot: region.slotWriter("placeWays"),
    outputsSlot,
    outputsCursor: new ReadCursor(outputsSlot.view),
    outputs: createOutputs(),
    scanSlot,
    scanCursor: new ReadCursor(scanSlot.view),
    scanSection,
    inputs,
    path: openWriter(region, "path"),
    match: openWriter(region, "match"),
    scratch,
    writer: new WriteCursor(new DataView(scratch.buffer)),
    lastRequest: 0,
    lastScanNs: -Infinity,
  };
}

function publish(n: Navigation, to: SectionWriter): void {
  n.writer.rewind(0);
  to.section.visit(n.writer, n.inputs);
  to.slot.write(n.scratch, n.writer.position());
}

function sendPath(n: Navigation, answer: PlanAnswer): void {
  writePath(answer, n.lastRequest, n.inputs.path);
  publish(n, n.path);
}

function answerKernel(n: Navigation, service: PlanService): void {
  const { outputs: out } = n;
  if (out.skill === 0) forgetRequest(service);
  if (out.planRequest === n.lastRequest) return;
  n.lastRequest = out.planRequest;
  sendPath(
    n,
    answerRequest(service, {
      request: out.planRequest,
      fromXM: out.odomXM,
      fromYM: out.odomYM,
      toXM: out.planGoalXM,
      toYM: out.planGoalYM,
      toleranceM: out.planToleranceM,
      clear: out.planClear,
    }),
  );
}

function sendWays(n: Navigation): void {
  const { writer, ways } = n;
  writer.rewind(0);
  for (let i = 0; i < ways.goals.length; i++) {
    writer.f64("wayM", ways.wayM[i] ?? NaN);
    writer.f64("plannedNs", ways.plannedNs[i] ?? -Infinity);
  }
  n.waysSlot.write(n.scratch, writer.position());
}

function matchTheScan(n: Navigation, lidar: LidarView): void {
  const { localiser, outputs: out, inputs } = n;
  if (localiser === null) return;
  const { scan, match } = inputs;
  const said = localiseScan(localiser, lidar, scan, out);
  if (!said) return;
  Object.assign(match, localiser.match);
  match.seq = scan.seq;
  match.measuredNs = scan.measuredNs;
  match.arrivedNs = out.nowNs;
  publish(n, n.match);
}

function mapTheScan(n: Navigation, lidar: LidarView): void {
  if (n.mapping === null) return;
  const { live, lay } = n.mapping;
  if (!placeLay(lay, lidar, n.inputs.scan, n.outputs)) {
    Atomics.add(live.counts, 1, 1);
    return;
  }
  addScan(live.map, lay);
  Atomics.add(live.counts, 0, 1);
}

function takeScan(n: Navigation): void {
  if (n.lidar === null || n.scanSlot.read() < 0) return;
  const { inputs, outputs: out, lidar, service } = n;
  n.scanCursor.reset(n.scanSlot.view);
  n.scanSection.visit(n.scanCursor, inputs);
  const { scan } = inputs;
  if (scan.measuredNs <= n.lastScanNs || scan.count === 0) return;
  n.lastScanNs = scan.measuredNs;
  matchTheScan(n, lidar);
  mapTheScan(n, lidar);
  if (service === null) return;
  const yawRad = headingAt(out, scan.measuredNs);
  const c = cos(yawRad);
  const s = sin(yawRad);
  const around = takePlanScan(
    service,
    {
      ...lidar,
      rangesM: scan.rangesM,
      count: scan.count,
      xM: out.odomXM + c * lidar.mountXM - s * lidar.mountYM,
      yM: out.odomYM + s * lidar.mountXM + c * lidar.mountYM,
      yawRad: yawRad + lidar.mountYawRad,
    },
    { xM: out.odomXM, yM: out.odomYM },
    out.nowNs * 1e-9,
  );
  if (around !== null) sendPath(n, around);
}

/** One look: the newest outputs, a request, a scan. Call it every few milliseconds. */
export function stepNavigation(n: Navigation): void {
  n.region.words.count("beatNavigation");
  if (n.outputsSlot.read() >= 0) {
    n.outputsCursor.reset(n.outputsSlot.view);
    visitOutputs(n.outputsCursor, n.outputs);
  }
  if (n.service !== null) answerKernel(n, n.service);
  takeScan(n);
  const { service, ways, outputs: out } = n;
  if (service === null || out.nowNs === 0) return;
  const robot = { xM: out.odomXM, yM: out.odomYM };
  if (stepPlaceWays(ways, service.planner, robot, out.nowNs)) sendWays(n);
}
