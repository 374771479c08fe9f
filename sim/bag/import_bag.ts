/**
 * A bag of ROS 2 as a run of MechOS: its sensor messages enter today's kernel tick by tick, scans
 * are matched against the robot's map, and everything is recorded, so that the result replays, is
 * seen, reported and exported as any run is. The kernel stays idle: nobody started it, and what
 * drove then drove without it.
 *
 * @module
 */
import type { Config } from "core/config/mod.ts";
import { isLocalised } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import {
  type CompiledKernel,
  compileKernel,
  createJournal,
  createKernel,
  enterTick,
  type Journal,
  journalHash,
  type Kernel,
  keyframePaths,
  step,
} from "core/kernel/mod.ts";
import {
  clearInputs,
  createInputs,
  createInputsEncoder,
  type InputsEncoder,
  type KernelInputs,
} from "core/messages/mod.ts";
import { lidarViewOf } from "core/perception/mod.ts";
import {
  createField,
  createLocaliser,
  type LidarView,
  type Localiser,
  localiseScan,
} from "core/perception/mod.ts";
import type { RecordingInput, RecordSink } from "core/record/mod.ts";
import {
  createRunRecorder,
  finishRecorder,
  recordTick,
  type RunAbout,
  type RunRecorder,
  treeAbout,
} from "core/runlog/mod.ts";
import type { RobotSite } from "sim/scenario/mod.ts";
import { type BagWheels, createBagWheels, putImu, putMotion, putScan } from "./bag_inputs.ts";
import { watching } from "./watching.ts";
import { type BagMessage, measuredNsOf, type ReadBag, readBag } from "./read_bag.ts";

/** What an import needs. */
export interface ImportOptions {
  readonly config: Config;
  readonly site: RobotSite;
  readonly versions: RunAbout["versions"];
}

/** What was imported. */
export interface ImportReport {
  readonly ticks: number;
  readonly durationS: number;
  /** Messages that were taken, by topic. */
  readonly topics: Readonly<Record<string, number>>;
  /** Messages of these types that could not be read. */
  readonly unreadable: number;
  /** Scans that were matched against the map; null without a map. */
  readonly matched: number | null;
  readonly stateHash: string;
}

interface Importing {
  readonly kernel: Kernel;
  readonly journal: Journal;
  readonly recorder: RunRecorder;
  readonly encoder: InputsEncoder;
  readonly inputs: KernelInputs;
  readonly wheels: BagWheels;
  readonly lidar: LidarView | null;
  readonly beams: number;
  readonly localiser: Localiser | null;
  readonly zeroNs: number;
  /** What the localiser said of the last scan: it enters at the next tick. */
  hasMatch: boolean;
  matched: number;
}

function put(importing: Importing, one: BagMessage, nowNs: number): void {
  const { inputs, lidar, beams, wheels } = importing;
  const { message } = one;
  const measuredNs = measuredNsOf(one, importing.zeroNs);
  const stamp = (into: KernelInputs["scan" | "imu" | "wheels"]): void => {
    into.fresh = 1;
    into.seq += 1;
    into.measuredNs = measuredNs;
    into.arrivedNs = nowNs;
  };
  switch (message.kind) {
    case "scan":
      if (lidar === null) return;
      putScan(message, lidar, beams, inputs);
      return stamp(inputs.scan);
    case "imu":
      putImu(message, inputs);
      return stamp(inputs.imu);
    case "odometry":
    case "twist":
      putMotion(wheels, message, measuredNs, inputs);
      return stamp(inputs.wheels);
    default:
      message satisfies never;
  }
}

/** Matches the scan of this tick; what comes of it enters at the next one. */
function match(importing: Importing): void {
  const { kernel: { outputs: out }, inputs: { scan }, lidar, localiser } = importing;
  importing.hasMatch = false;
  if (scan.fresh === 0 || lidar === null || localiser === null) return;
  importing.hasMatch = localiseScan(localiser, lidar, scan, out);
}

function putMatch(importing: Importing, nowNs: number): void {
  const { inputs, localiser, hasMatch } = importing;
  if (!hasMatch || localiser === null) return;
  const { seq, measuredNs } = inputs.scan;
  Object.assign(inputs.match, localiser.match, { fresh: 1, seq, measuredNs, arrivedNs: nowNs });
  importing.matched++;
}

/** Begins where the config says, else where the bag's odometry begins. */
function putStart(inputs: KernelInputs, config: Config, messages: readonly BagMessage[]): void {
  const { start } = config.world;
  const first = messages.find(({ message }) => message.kind === "odometry")?.message;
  const pose = start === undefined && first?.kind === "odometry" ? first : null;
  if (pose === null) return;
  const { xM, yM, yawRad } = pose;
  Object.assign(inputs.poseFix, { xM, yM, yawRad, sigmaM: 0.05, absolute: 1, fresh: 1, seq: 1 });
}

function begin(
  options: ImportOptions,
  compiled: CompiledKernel,
  bag: ReadBag,
  sink: RecordSink,
): Result<Importing> {
  const { config, site, versions } = options;
  const kernel = createKernel(compiled.params);
  const recorder = createRunRecorder({
    config,
    versions,
    scenario: null,
    keyframePaths: keyframePaths(kernel.state),
    keepout: compiled.params.keepout,
    speed: compiled.params.speed,
    map: site.site?.map ?? null,
    tree: treeAbout(compiled.params.tree, site.tree),
  }, sink);
  if (!recorder.ok) return recorder;
  const lidar = lidarViewOf(config);
  const { localisation, estimator } = config.world;
  const isMatched = site.site !== null && lidar !== null && isLocalised(config);
  return ok({
    kernel,
    journal: createJournal(kernel),
    recorder: recorder.value,
    encoder: createInputsEncoder(),
    inputs: createInputs(),
    wheels: createBagWheels(config),
    lidar,
    beams: compiled.params.scan?.beams ?? 0,
    localiser: isMatched && site.site !== null
      ? createLocaliser(createField(site.site.map), {
        ...localisation,
        leastQuality: estimator.leastQuality,
      })
      : null,
    zeroNs: bag.zeroNs,
    hasMatch: false,
    matched: 0,
  });
}

function tick(importing: Importing): void {
  const { kernel, journal, recorder, encoder, inputs } = importing;
  const inputsLength = encoder.encode(inputs);
  step(kernel, inputs, inputs.nowNs);
  const isKeyframe = enterTick(journal, kernel);
  recordTick(recorder, {
    nowNs: inputs.nowNs,
    inputs,
    outputs: kernel.outputs,
    inputsBytes: encoder.bytes,
    inputsLength,
    outputsBytes: journal.outputs.bytes,
    keyframe: isKeyframe ? journal.keyframeBytes : null,
    intents: [],
    answers: [],
    mission: null,
  });
}

/**
 * Imports a bag into a recording. Fails with RECORD_FORMAT or RECORD_EMPTY where the input is none
 * or holds no sensor, CONFIG_CONFLICT where the drive cannot be told from velocities, and as the
 * kernel's compiler and the writer do.
 */
export function importBag(
  input: RecordingInput,
  sink: RecordSink,
  options: ImportOptions,
  onProgress: (share: number) => void,
): Result<ImportReport> {
  const { site } = options;
  const { kind } = options.config.robot.drive;
  if (kind !== "diff" && kind !== "skid") {
    return fail({
      code: "CONFIG_CONFLICT",
      message: `Cannot import for a drive of kind "${kind}": wheels are made of velocities`,
      path: "robot.drive.kind",
      help: "use a config of kind diff or skid",
    });
  }
  const bag = readBag(input);
  if (!bag.ok) return bag;
  const kinds = new Set<string>(bag.value.messages.map(({ message }) => message.kind));
  const config = watching(options.config, kinds);
  const compiled = compileKernel(config, {
    keepout: site.keepout,
    speed: site.speed,
    tree: site.tree,
    latchedAtStart: 0,
    latchesBefore: 0,
    file: "config",
  });
  if (!compiled.ok) return compiled;
  const begun = begin({ ...options, config }, compiled.value, bag.value, sink);
  if (!begun.ok) return begun;
  return run(begun.value, bag.value, options, onProgress);
}

function run(
  importing: Importing,
  bag: ReadBag,
  { config }: ImportOptions,
  onProgress: (share: number) => void,
): Result<ImportReport> {
  const { inputs, kernel, recorder } = importing;
  const { messages } = bag;
  const periodNs = kernel.params.tickPeriodNs;
  const endNs = messages.at(-1)?.atNs ?? 0;
  const ticks = Math.ceil(endNs / periodNs) + 1;
  const topics: Record<string, number> = {};
  let next = 0;
  for (let n = 0; n < ticks && recorder.fault === null; n++) {
    clearInputs(inputs);
    inputs.tick = n;
    inputs.nowNs = n * periodNs;
    if (n === 0) putStart(inputs, config, messages);
    putMatch(importing, inputs.nowNs);
    for (
      let one = messages[next];
      one !== undefined && one.atNs <= inputs.nowNs;
      one = messages[next]
    ) {
      put(importing, one, inputs.nowNs);
      topics[one.topic] = (topics[one.topic] ?? 0) + 1;
      next++;
    }
    tick(importing);
    match(importing);
    if (n % 1000 === 0) onProgress(n / ticks);
  }
  const fault = finishRecorder(recorder);
  if (fault !== null) return fail(fault);
  return ok({
    ticks,
    durationS: endNs * 1e-9,
    topics,
    unreadable: bag.unreadable,
    matched: importing.localiser === null ? null : importing.matched,
    stateHash: journalHash(importing.journal),
  });
}
