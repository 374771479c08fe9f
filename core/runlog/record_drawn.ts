/** What viewers draw of a tick: sensors, pose, frames, command, mode, causes, the map. @module */
import { type Config, mountYawRad } from "core/config/mod.ts";
import { causeNames, causeRow, why } from "core/kernel/mod.ts";
import { hasBit, idText, type KernelOutputs, nameOf, sources, stages } from "core/messages/mod.ts";
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
  encodeRanges,
  encodeWheelStates,
  encodeWhy,
} from "core/record/foxglove/mod.ts";
import type { OccupancyGrid } from "core/world/map/mod.ts";
import type { RunRecorder, TickRecord } from "./run_recorder.ts";

/** Where the lidar's beams point, for drawing. */
interface DrawnLidar {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
  readonly startAngleRad: number;
  readonly endAngleRad: number;
}

/** What the drawing remembers between ticks. */
export interface Drawn {
  readonly lidar: DrawnLidar | null;
  lastMode: number;
  lastAction: number;
  nextPoseNs: number;
  nextImuNs: number;
  nextWheelsNs: number;
}

/** Pose, frames, command and the fast sensors are drawn at this rate; the inputs hold every tick. */
const drawNs = 50_000_000;
const fastNs = 20_000_000;
const radPerDeg = 0.017453292519943295;

function drawnLidar(config: Config): DrawnLidar | null {
  for (const sensor of config.robot.sensors) {
    if (sensor.kind !== "lidar") continue;
    const fovRad = sensor.fovDeg * radPerDeg;
    const gaps = sensor.fovDeg >= 359.9 ? sensor.beams : Math.max(1, sensor.beams - 1);
    return {
      xM: sensor.mount.x,
      yM: sensor.mount.y,
      yawRad: mountYawRad(sensor),
      startAngleRad: -fovRad / 2,
      endAngleRad: -fovRad / 2 + (fovRad / gaps) * (sensor.beams - 1),
    };
  }
  return null;
}

/** Begins. */
export function createDrawn(config: Config): Drawn {
  return {
    lidar: drawnLidar(config),
    lastMode: -1,
    lastAction: -1,
    nextPoseNs: 0,
    nextImuNs: 0,
    nextWheelsNs: 0,
  };
}

function put(r: RunRecorder, topic: number, nowNs: number): void {
  r.fault ??= r.recording.write(topic, nowNs, r.proto.bytes, r.proto.length);
}

/** Id of the running skill's intent; empty where none runs. */
function skillId(out: KernelOutputs): string {
  if (out.skill === 0) return "";
  return idText({ id0: out.skill0, id1: out.skill1, id2: out.skill2, id3: out.skill3 });
}

function recordScan(r: RunRecorder, tick: TickRecord): void {
  const { lidar } = r.drawn;
  if (lidar === null) return;
  const { scan } = tick.inputs;
  encodeLaserScan(r.proto, {
    ...lidar,
    timeNs: scan.measuredNs,
    frameId: "base_link",
    rangesM: scan.rangesM,
    count: scan.count,
  });
  put(r, r.topics.lidar, tick.nowNs);
}

function recordSensors(r: RunRecorder, tick: TickRecord): void {
  const { inputs, nowNs } = tick;
  const d = r.drawn;
  if (inputs.scan.fresh === 1) recordScan(r, tick);
  if (inputs.imu.fresh === 1 && nowNs >= d.nextImuNs) {
    d.nextImuNs = nowNs + fastNs;
    encodeImu(r.proto, inputs.imu, "base_link");
    put(r, r.topics.imu, nowNs);
  }
  if (inputs.wheels.fresh === 1 && nowNs >= d.nextWheelsNs) {
    d.nextWheelsNs = nowNs + fastNs;
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
  if (inputs.range.fresh === 1) {
    encodeRanges(r.proto, inputs.range);
    put(r, r.topics.range, nowNs);
  }
}

function recordPose(r: RunRecorder, tick: TickRecord): void {
  const { nowNs, outputs: out } = tick;
  if (nowNs < r.drawn.nextPoseNs) return;
  r.drawn.nextPoseNs = nowNs + drawNs;
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
    intentId: skillId(out),
    source: nameOf(sources, out.authority),
    stage: nameOf(stages, out.stage),
  });
  put(r, r.topics.command, nowNs);
}

function recordCauses(r: RunRecorder, tick: TickRecord): void {
  const { outputs: out, nowNs } = tick;
  for (let i = 1; i < causeNames.length; i++) {
    const begins = hasBit(out.raised, i);
    if (!begins && !hasBit(out.cleared, i)) continue;
    const row = causeRow(i);
    encodeFault(r.proto, {
      timeNs: nowNs,
      intentId: skillId(out),
      kind: causeNames[i] ?? "none",
      active: begins,
      severity: row.action,
      text: row.text,
    });
    put(r, r.topics.fault, nowNs);
  }
}

function recordChanges(r: RunRecorder, tick: TickRecord): void {
  const { outputs: out, nowNs } = tick;
  const d = r.drawn;
  if (out.mode !== d.lastMode || out.action !== d.lastAction) {
    const caused = { timeNs: nowNs, intentId: skillId(out) };
    const said = why(out, r.about.tree.nodes, r.said);
    d.lastMode = out.mode;
    d.lastAction = out.action;
    encodeMode(r.proto, { ...caused, ...said, latched: out.latched === 1, latchId: out.latchId });
    put(r, r.topics.mode, nowNs);
    encodeWhy(r.proto, said, caused);
    put(r, r.topics.why, nowNs);
  }
  if (out.raised !== 0 || out.cleared !== 0) recordCauses(r, tick);
}

/** Records the map that the run begins with, once. */
export function recordMap(r: RunRecorder): void {
  if (r.about.map !== null) drawMap(r, r.about.map, 0);
}

/** Records a map. */
export function drawMap(r: RunRecorder, grid: OccupancyGrid, nowNs: number): void {
  encodeGrid(r.proto, {
    timeNs: nowNs,
    frameId: "map",
    cellName: "occupancy",
    originXM: grid.originXM,
    originYM: grid.originYM,
    resolutionM: grid.resolutionM,
    widthCells: grid.widthCells,
    cells: grid.cells,
  });
  put(r, r.topics.map, nowNs);
}

/** Records what is drawn of a tick. */
export function recordDrawn(r: RunRecorder, tick: TickRecord): void {
  recordSensors(r, tick);
  recordPose(r, tick);
  recordChanges(r, tick);
}
