/**
 * A moment of a recording: the kernel as it was, rebuilt out of a keyframe and the inputs recorded
 * after it, with what the robot saw last. A simulation may go on from there.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import {
  checkInvariants,
  createInvariantMonitor,
  type InvariantMonitor,
  type Kernel,
  modeNumber,
  step,
} from "core/kernel/mod.ts";
import {
  clearInputs,
  createInputs,
  decodeInputs,
  type KernelInputs,
  type MotorInput,
} from "core/messages/mod.ts";
import { readMessages, type RecordingInput } from "core/record/mod.ts";
import { decodeMessage } from "core/record/foxglove/mod.ts";
import type { OccupancyGrid } from "core/world/map/mod.ts";
import { restoreKeyframe } from "./begin_at.ts";
import { findStart, kernelMessages, kernelTopics } from "./kernel_messages.ts";
import { readSite, rebuildKernel, type RecordedSite } from "./rebuild.ts";

/** The newest scan of a moment. Ranges in m, as the lidar gave them. */
export interface SeenScan {
  readonly rangesM: Float32Array;
  readonly count: number;
}

/** A recording at one moment. */
export interface RecordedMoment {
  readonly site: RecordedSite;
  /** In the state after the last tick at or before the moment, its outputs of that tick. */
  readonly kernel: Kernel;
  /** What the checker of invariants remembers of the ticks before; its breaches are not kept. */
  readonly invariants: InvariantMonitor;
  /** The moment, ns of the kernel's clock. */
  readonly nowNs: number;
  readonly scan: SeenScan | null;
  readonly motors: Pick<MotorInput, "leftC" | "rightC"> | null;
  readonly map: OccupancyGrid | null;
  /** The scenario's document where a simulation was recorded; null else. */
  readonly scenario: unknown;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Most cells of a recorded map (as pixels of a map image). */
const maxCells = 64e6;

function readMap(input: RecordingInput): OccupancyGrid | null {
  for (const message of readMessages(input, { topics: ["/world/map"] })) {
    const grid = decodeMessage("foxglove.Grid", message.data);
    const cells = field(grid, "data");
    const widthCells = Number(field(grid, "column_count"));
    if (!(cells instanceof Uint8Array) || !(widthCells > 0) || cells.length > maxCells) return null;
    const position = field(field(grid, "pose"), "position");
    return {
      widthCells,
      heightCells: Math.floor(cells.length / widthCells),
      resolutionM: Number(field(field(grid, "cell_size"), "x")),
      originXM: Number(field(position, "x") ?? 0),
      originYM: Number(field(position, "y") ?? 0),
      cells,
    };
  }
  return null;
}

function readScenario(input: RecordingInput): unknown {
  let text = "";
  const messages = readMessages(input, {
    topics: [],
    onRecord: (record) => {
      if (record.type !== "Metadata" || record.name !== "scenario") return;
      text = record.metadata.get("json") ?? "";
    },
  });
  for (const _message of messages) break;
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    // A damaged document is none: the world is then built from what the lidar saw.
    return null;
  }
}

/** What is kept of the inputs while the ticks go by. */
interface Last {
  scan: SeenScan | null;
  motors: RecordedMoment["motors"];
}

function keep(last: Last, inputs: KernelInputs): void {
  const { scan, motors } = inputs;
  if (scan.fresh === 1) {
    last.scan = { rangesM: scan.rangesM.slice(0, scan.count), count: scan.count };
  }
  if (motors.fresh === 1) last.motors = { leftC: motors.leftC, rightC: motors.rightC };
}

/** Ticks before the moment by which the checker of invariants is warmed up, ns. */
const warmUpNs = 1_000_000_000;

/** A scan or motor sample older than this before the keyframe tells nothing of the moment, ns. */
const lookBackNs = 2_000_000_000;

/** A checker that knows what the kernel's memory of a keyframe tells. */
function beginChecks(kernel: Kernel): InvariantMonitor {
  const { state: s } = kernel;
  const monitor = createInvariantMonitor(kernel.params);
  const mode = s.mode === modeNumber.failsafe ? s.resumeMode : s.mode;
  monitor.armed = mode === modeNumber.auto || mode === modeNumber.manual;
  monitor.mode = s.mode;
  monitor.latched = s.latched;
  monitor.latchId = s.latchId;
  monitor.enable = s.enabled;
  monitor.linearMps = s.linearMps;
  monitor.angularRadps = s.angularRadps;
  monitor.lateralMps = s.lateralMps;
  monitor.steerRad = s.steerRad;
  monitor.rise.linearMps2 = s.linearMps2;
  monitor.rise.angularRadps2 = s.angularRadps2;
  monitor.rise.lateralMps2 = s.lateralMps2;
  monitor.lastNs = s.nowNs;
  monitor.scanSeenNs = s.scan.measuredNs;
  monitor.scanNs = s.scan.measuredNs;
  monitor.wheelsNs = s.odometry.wheelsNs;
  monitor.imuNs = s.odometry.gyroNs;
  monitor.leaseNs = s.leaseNs;
  monitor.deadBeforeNs = s.deadBeforeNs;
  monitor.handLinearMps = s.teleopLinearMps;
  monitor.handAngularRadps = s.teleopAngularRadps;
  monitor.handLateralMps = s.teleopLateralMps;
  monitor.handUntilNs = s.teleopUntilNs;
  return monitor;
}

function noSuchMoment(atNs: number, why: string): Result<never> {
  return fail({
    code: "REPLAY_NOT_REPLAYABLE",
    message: `Cannot begin at ${atNs * 1e-9} s of the recording: ${why}`,
    help: "mechos record info FILE says from when to when it goes",
  });
}

/**
 * Reads the moment at `atNs`; `Infinity` is the last tick. Fails as a replay does, and where the
 * recording does not reach that far.
 */
export function readMoment(input: RecordingInput, atNs: number): Result<RecordedMoment> {
  const site = readSite(input, []);
  if (!site.ok) return site;
  const rebuilt = rebuildKernel(site.value);
  if (!rebuilt.ok) return rebuilt;
  const kernel = rebuilt.value;
  const span = { fromNs: Math.max(0, atNs - warmUpNs), toNs: atNs };
  const start = findStart(input, span);
  if (!start.ok) return start;
  const { keyframe } = start.value;
  if (keyframe !== null && !restoreKeyframe(kernel, keyframe.data, {})) {
    return noSuchMoment(atNs, "its state is damaged");
  }
  const last: Last = { scan: null, motors: null };
  const inputs = createInputs();
  const invariants = beginChecks(kernel);
  let nowNs = keyframe === null ? -1 : kernel.state.nowNs;
  let beyond = atNs === Infinity;
  // The scan of the moment may be older than its keyframe: only inputs tell of it.
  for (const message of readMessages(input, { topics: [kernelTopics[0]] })) {
    if (message.logTimeNs > atNs) {
      beyond = true;
      break;
    }
    if (message.logTimeNs > nowNs || message.logTimeNs < nowNs - lookBackNs) continue;
    clearInputs(inputs);
    if (decodeInputs(message.data, inputs).ok) keep(last, inputs);
  }
  for (const message of kernelMessages(input, start.value, span)) {
    if (message.channel.topic !== kernelTopics[0]) continue;
    clearInputs(inputs);
    if (!decodeInputs(message.data, inputs).ok) return noSuchMoment(atNs, "its inputs are damaged");
    step(kernel, inputs, inputs.nowNs);
    checkInvariants(invariants, inputs, kernel.outputs);
    keep(last, inputs);
    nowNs = inputs.nowNs;
  }
  if (nowNs < 0) return noSuchMoment(atNs, "it begins later");
  const ends = !beyond && atNs - nowNs >= kernel.params.tickPeriodNs;
  if (ends) return noSuchMoment(atNs, `it ends at ${nowNs * 1e-9} s`);
  return ok({
    site: site.value,
    kernel,
    invariants,
    nowNs,
    ...last,
    map: readMap(input),
    scenario: readScenario(input),
  });
}
