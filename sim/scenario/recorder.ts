/**
 * Writes every message of a run into a recording: what replay compares (inputs, outputs,
 * keyframes) at each tick, and what viewers draw where it is new.
 *
 * @module
 */
import { maskSecrets } from "core/config/mod.ts";
import { type Fault, ok, type Result } from "core/fault.ts";
import { causeNames, causeRow, snapshotPath, why } from "core/kernel/mod.ts";
import {
  createInputs,
  createInputsEncoder,
  createOutputs,
  describeInputs,
  describeOutputs,
  idText,
  type InputsEncoder,
  inputsVersion,
  nameOf,
  operatorActs,
  outputsVersion,
  sources,
  stages,
} from "core/messages/mod.ts";
import {
  createMcapWriter,
  createRecording,
  defaultMcapOptions,
  type Recording,
  type RecordingVersions,
  type RecordSink,
  structText,
} from "core/record/mod.ts";
import {
  encodeBattery,
  encodeBumper,
  encodeCommand,
  encodeFault,
  encodeFrames,
  encodeGrid,
  encodeImu,
  encodeLaserScan,
  encodeMode,
  encodeOdometry,
  encodePose,
  encodeWheelStates,
  encodeWhy,
  ProtoWriter,
} from "core/record/foxglove/mod.ts";
import {
  encodeKeepout,
  keepoutAttachment,
  keepoutMediaType,
  kernelSchema,
} from "core/replay/mod.ts";
import type { Run } from "./run.ts";
import { recordIntents } from "./recorder_intents.ts";

/** A recording of a run in progress. */
export interface RunRecorder {
  readonly recording: Recording;
  readonly proto: ProtoWriter;
  readonly encoder: InputsEncoder;
  readonly topics: RunTopics;
  /** The first fault of the writer; recording stops there and the run goes on. */
  fault: Fault | null;
  lastMode: number;
  lastAction: number;
  lastWhy: string;
  lastMission: string;
  lastFlushNs: number;
}

type RunTopics = Readonly<
  Record<
    | "inputs"
    | "outputs"
    | "keyframe"
    | "lidar"
    | "imu"
    | "odom"
    | "battery"
    | "bumper"
    | "joints"
    | "pose"
    | "tf"
    | "map"
    | "command"
    | "mode"
    | "why"
    | "fault"
    | "decision"
    | "status"
    | "intent"
    | "response"
    | "operator"
    | "params"
    | "mission",
    number
  >
>;

/** Pose, frames and command are drawn at this rate; the outputs hold every tick. */
const drawNs = 50_000_000;
/** A chunk is closed at least this often in simulated time, ns. */
const flushNs = 5_000_000_000;

function sensorName(run: Run, kind: string): string {
  return run.loaded.config.robot.sensors.find((sensor) => sensor.kind === kind)?.name ?? kind;
}

function openTopics(recording: Recording, run: Run): RunTopics {
  const at = (kind: string): string => sensorName(run, kind);
  return {
    inputs: recording.topic("inputs"),
    outputs: recording.topic("outputs"),
    keyframe: recording.topic("keyframe"),
    lidar: recording.topic("lidar", at("lidar")),
    imu: recording.topic("imu", at("imu")),
    odom: recording.topic("odom", at("encoder")),
    battery: recording.topic("battery", at("battery")),
    bumper: recording.topic("bumper", at("bumper")),
    joints: recording.topic("joints", at("encoder")),
    pose: recording.topic("pose"),
    tf: recording.topic("tf"),
    map: recording.topic("map"),
    command: recording.topic("command"),
    mode: recording.topic("mode"),
    why: recording.topic("why"),
    fault: recording.topic("fault"),
    decision: recording.topic("decision"),
    status: recording.topic("intentStatus"),
    intent: recording.topic("intent"),
    response: recording.topic("response"),
    operator: recording.topic("operator"),
    params: recording.topic("params"),
    mission: recording.topic("mission"),
  };
}

function keyframeText(run: Run): string {
  const fields = Array.from(run.journal.keyframe, (_value, index) => ({
    path: snapshotPath(run.kernel.state, index),
    type: "f64",
    offset: 8 * index,
  }));
  return structText(1, fields.slice(0, 64));
}

/** Begins the recording of a run that has not stepped yet. */
export function createRunRecorder(
  run: Run,
  sink: RecordSink,
  versions: Omit<RecordingVersions, "kernelSchema" | "scenario" | "seed">,
): Result<RunRecorder> {
  const { config, scenario, kernel } = run.loaded;
  const writer = createMcapWriter(sink, {
    ...defaultMcapOptions,
    library: `mechos ${versions.version}`,
    chunkBytes: config.record.chunkKiB * 1024,
    compression: config.record.compression,
  });
  const recording = createRecording(writer, {
    versions: { ...versions, kernelSchema, scenario: scenario.name, seed: String(run.seed) },
    config: maskSecrets(config),
    scenario,
    structs: {
      inputs: structText(inputsVersion, describeInputs(createInputs())),
      outputs: structText(outputsVersion, describeOutputs(createOutputs())),
      keyframe: keyframeText(run),
    },
  });
  if (!recording.ok) return recording;
  const { keepout } = kernel.params;
  if (keepout !== null) {
    writer.attachment({
      name: keepoutAttachment,
      mediaType: keepoutMediaType,
      logTimeNs: 0,
      createTimeNs: 0,
      data: encodeKeepout(keepout),
    });
  }
  return ok({
    recording: recording.value,
    proto: new ProtoWriter(16_384),
    encoder: createInputsEncoder(),
    topics: openTopics(recording.value, run),
    fault: writer.fault,
    lastMode: -1,
    lastAction: -1,
    lastWhy: "",
    lastMission: "",
    lastFlushNs: 0,
  });
}

function put(r: RunRecorder, topic: number, nowNs: number): void {
  r.fault ??= r.recording.write(topic, nowNs, r.proto.bytes, r.proto.length);
}

function recordSensors(r: RunRecorder, run: Run): void {
  const { inputs, nowNs } = run;
  const scan = run.loaded.kernel.params.scan;
  if (inputs.scan.fresh === 1 && scan !== null) recordScan(r, run);
  if (inputs.imu.fresh === 1 && inputs.tick % 4 === 0) {
    encodeImu(r.proto, inputs.imu, "base_link");
    put(r, r.topics.imu, nowNs);
  }
  if (inputs.wheels.fresh === 1 && inputs.tick % 4 === 0) {
    encodeWheelStates(r.proto, inputs.wheels);
    put(r, r.topics.joints, nowNs);
  }
  if (inputs.battery.fresh === 1) {
    encodeBattery(r.proto, inputs.battery);
    put(r, r.topics.battery, nowNs);
  }
  if (inputs.bumper.fresh === 1) {
    encodeBumper(r.proto, inputs.bumper);
    put(r, r.topics.bumper, nowNs);
  }
}

function recordScan(r: RunRecorder, run: Run): void {
  const { scan } = run.inputs;
  const spec = run.robot.suite.spec.lidar;
  if (spec === null) return;
  encodeLaserScan(r.proto, {
    timeNs: scan.measuredNs,
    frameId: "base_link",
    xM: spec.mountXM,
    yM: spec.mountYM,
    yawRad: spec.mountYawRad,
    startAngleRad: spec.startRad,
    endAngleRad: spec.startRad + spec.stepRad * (spec.beams - 1),
    rangesM: scan.rangesM,
    count: scan.count,
  });
  put(r, r.topics.lidar, run.nowNs);
}

function recordPose(r: RunRecorder, run: Run): void {
  const { nowNs } = run;
  if (nowNs % drawNs !== 0) return;
  const out = run.kernel.outputs;
  const pose = {
    timeNs: nowNs,
    frameId: "map",
    xM: out.odomXM,
    yM: out.odomYM,
    yawRad: out.odomYawRad,
  };
  encodePose(r.proto, pose);
  put(r, r.topics.pose, nowNs);
  encodeOdometry(r.proto, {
    ...pose,
    bodyFrameId: "base_link",
    linearMps: out.odomLinearMps,
    lateralMps: 0,
    angularRadps: out.odomAngularRadps,
  });
  put(r, r.topics.odom, nowNs);
  encodeFrames(r.proto, nowNs, [{
    parentFrameId: "map",
    childFrameId: "base_link",
    xM: out.odomXM,
    yM: out.odomYM,
    zM: 0,
    yawRad: out.odomYawRad,
  }]);
  put(r, r.topics.tf, nowNs);
  encodeCommand(r.proto, out, {
    timeNs: nowNs,
    intentId: skillId(run),
    source: nameOf(sources, out.authority),
    stage: nameOf(stages, out.stage),
  });
  put(r, r.topics.command, nowNs);
}

/** Id of the running skill's intent; empty where none runs. */
function skillId(run: Run): string {
  const out = run.kernel.outputs;
  if (out.skill === 0) return "";
  return idText({ id0: out.skill0, id1: out.skill1, id2: out.skill2, id3: out.skill3 });
}

function recordChanges(r: RunRecorder, run: Run): void {
  const out = run.kernel.outputs;
  const caused = { timeNs: run.nowNs, intentId: skillId(run) };
  if (out.mode !== r.lastMode || out.action !== r.lastAction) {
    const said = why(out);
    r.lastMode = out.mode;
    r.lastAction = out.action;
    encodeMode(r.proto, { ...caused, ...said, latched: out.latched === 1, latchId: out.latchId });
    put(r, r.topics.mode, run.nowNs);
    encodeWhy(r.proto, said, caused);
    put(r, r.topics.why, run.nowNs);
  }
  for (let i = 1; i < causeNames.length; i++) {
    const begins = (out.raised >>> i) & 1;
    if (begins === 0 && ((out.cleared >>> i) & 1) === 0) continue;
    const row = causeRow(i);
    const kind = causeNames[i] ?? "none";
    encodeFault(r.proto, {
      ...caused,
      kind,
      active: begins === 1,
      severity: row.action,
      text: row.text,
    });
    put(r, r.topics.fault, run.nowNs);
  }
}

function recordTexts(r: RunRecorder, run: Run): void {
  const { inputs, nowNs } = run;
  for (let i = 0; i < inputs.operatorCount; i++) {
    const act = inputs.operators[i];
    if (act === undefined) continue;
    r.fault ??= r.recording.writeJson(r.topics.operator, nowNs, {
      act: nameOf(operatorActs, act.act),
      operator: String(act.operator),
      value: String(act.value),
    });
  }
  const mission = run.mind.brain?.mission();
  const text = JSON.stringify(mission ?? null);
  if (mission === undefined || text === r.lastMission) return;
  r.lastMission = text;
  r.fault ??= r.recording.writeJson(r.topics.mission, nowNs, {
    missionId: run.loaded.scenario.name,
    ...mission,
  });
}

function recordMap(r: RunRecorder, run: Run): void {
  const grid = run.loaded.truth?.grid;
  if (grid === undefined) return;
  encodeGrid(r.proto, {
    timeNs: 0,
    frameId: "map",
    cellName: "occupancy",
    originXM: grid.originXM,
    originYM: grid.originYM,
    resolutionM: grid.resolutionM,
    widthCells: grid.widthCells,
    cells: grid.cells,
  });
  put(r, r.topics.map, 0);
}

/** Records the tick that a run has just made. */
export function recordTick(r: RunRecorder, run: Run): void {
  if (r.fault !== null) return;
  const { nowNs, journal } = run;
  if (run.inputs.tick === 0) recordMap(r, run);
  const length = r.encoder.encode(run.inputs);
  r.fault ??= r.recording.write(r.topics.inputs, nowNs, r.encoder.bytes, length);
  r.fault ??= r.recording.write(r.topics.outputs, nowNs, journal.outputs.bytes);
  if (run.keyframe) {
    r.fault ??= r.recording.write(r.topics.keyframe, nowNs, journal.keyframeBytes);
  }
  recordSensors(r, run);
  recordPose(r, run);
  recordChanges(r, run);
  recordIntents(r, run);
  recordTexts(r, run);
  if (nowNs - r.lastFlushNs < flushNs) return;
  r.lastFlushNs = nowNs;
  r.fault ??= r.recording.writer.flush();
}

/** Closes the recording with its index. */
export function finishRecorder(r: RunRecorder): Fault | null {
  return r.fault ?? r.recording.writer.finish();
}
