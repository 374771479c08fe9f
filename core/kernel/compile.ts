/**
 * Config to kernel parameters: the only place where the two meet. Names become numbers here, and
 * the tables of names that lanes, recordings and reports need come out beside them.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { cameraNames, type Config, footprintPolygon, yawOf } from "core/config/mod.ts";
import { agents, intentActions, type IntentNames, numberOf, sources } from "core/messages/mod.ts";
import type { TreeText } from "core/tree/mod.ts";
import { createFootprint, type KeepoutGrid, type SpeedGrid } from "core/world/mod.ts";
import { compileAuthority } from "./compile_authority.ts";
import { compileCauses } from "./compile_causes.ts";
import { compileSenses, rangeAgeNs } from "./compile_guards.ts";
import { compileFailsafeTree } from "./compile_tree.ts";
import {
  compileBattery,
  compileDock,
  compileDrive,
  compileEstimator,
  compileMonitor,
  compilePlanner,
  compileScan,
  compileTuning,
  type LidarSpec,
} from "./compile_motion.ts";
import { compileOwner } from "./compile_owner.ts";
import { relayNames } from "./compile_reason_names.ts";
import type { KernelParams, PlaceParams } from "./params.ts";
import { tuningEnvelope } from "./tuning.ts";

/** What compiling needs beside config. */
export interface CompileContext {
  /** Keep-out grid already loaded from `world.keepout`, or null. */
  readonly keepout: KeepoutGrid | null;
  /** Speed limits already loaded from `world.speed`; none by default. */
  readonly speed?: SpeedGrid | null;
  /** E-stop latch found at start; 0 = unlatched. */
  readonly latchedAtStart: number;
  /** Highest latch id that earlier runs gave out (core/operator keeps it on disk); default 0. */
  readonly latchesBefore?: number;
  /** The failsafe tree of `failsafe.tree`, already read; none = the built-in one. */
  readonly tree?: TreeText | null;
  /** The file that owner rules are quoted from. */
  readonly file: string;
}

/** Kernel parameters and the names behind their numbers. */
export interface CompiledKernel {
  readonly params: KernelParams;
  readonly names: IntentNames;
}

/** The farthest goal that makes sense, m: beyond any site of one robot. */
const goalRangeM = 10_000;
/** Longest time to live that an intent may claim, ms. */
const maxTtlMs = 60_000;
/** Five ticks at the 50 Hz that FAULTS.md assumes, ns. */
const shortestGapNs = 100_000_000;
/** The dock's name among the places. */
export const dockPlace = "dock";

function findLidar(config: Config): LidarSpec | null {
  for (const sensor of config.robot.sensors) if (sensor.kind === "lidar") return sensor;
  return null;
}

function hasSensor(config: Config, kind: Config["robot"]["sensors"][number]["kind"]): number {
  return config.robot.sensors.some((sensor) => sensor.kind === kind) ? 1 : 0;
}

/**
 * What no compiled kernel may be: more relays than bits, or an E-stop that a config file can
 * switch off, which is none.
 */
function compilable(config: Config): Result<void> {
  const relays = relayNames(config).length;
  if (relays > 32) {
    return fail({
      code: "CONFIG_RANGE",
      message: `Cannot take ${relays} relays and signals: at most 32`,
      path: "robot.relays",
    });
  }
  for (const cause of ["estop", "internal"] as const) {
    if (config.failsafe.causes[cause] === undefined) continue;
    return fail({
      code: "CONFIG_CONFLICT",
      message: `Cannot change cause "${cause}": it is the same on every robot`,
      path: `failsafe.causes.${cause}`,
      help: "remove the key",
    });
  }
  return ok(undefined);
}

function compileGrants(config: Config): Uint32Array {
  const grants = new Uint32Array(sources.length);
  for (const [source, actions] of Object.entries(config.kernel.capabilities)) {
    const lane = numberOf(sources, source);
    let mask = 0;
    for (const action of actions) {
      mask |= action === "all" ? 0xffffffff : 1 << numberOf(intentActions, action);
    }
    if (lane >= 0) grants[lane] = mask >>> 0;
  }
  // The failsafe's own intents are those of its tree.
  grants[numberOf(sources, "failsafe")] = grants[numberOf(sources, "tree")] ?? 0;
  return grants;
}

function compilePlaces(config: Config): { names: string[]; places: PlaceParams[]; dock: number } {
  const names: string[] = [];
  const places: PlaceParams[] = [];
  for (const [name, place] of Object.entries(config.world.places)) {
    names.push(name);
    places.push({
      xM: place.x,
      yM: place.y,
      yawRad: yawOf(place) ?? 0,
      hasYaw: yawOf(place) === undefined ? 0 : 1,
      toleranceM: place.toleranceM,
    });
  }
  const dock = config.world.dock;
  if (dock === undefined || names.includes(dockPlace)) {
    return { names, places, dock: names.indexOf(dockPlace) };
  }
  names.push(dockPlace);
  places.push({
    xM: dock.x,
    yM: dock.y,
    yawRad: yawOf(dock) ?? 0,
    hasYaw: yawOf(dock) === undefined ? 0 : 1,
    toleranceM: config.kernel.goto.toleranceM,
  });
  return { names, places, dock: names.length - 1 };
}

function sensorAgeNs(config: Config, kind: "imu" | "battery", ms: number): number {
  return hasSensor(config, kind) === 1 ? ms * 1e6 : Infinity;
}

/** A motor that draws more than this multiple of its stall current has a short. */
const shortShare = 1.5;

type ImuSpec = Extract<Config["robot"]["sensors"][number], { kind: "imu" }>;
type MotorSpec = Extract<Config["robot"]["sensors"][number], { kind: "motor" }>;

function findImu(config: Config): ImuSpec | null {
  for (const sensor of config.robot.sensors) if (sensor.kind === "imu") return sensor;
  return null;
}

function findMotor(config: Config): MotorSpec | null {
  for (const sensor of config.robot.sensors) if (sensor.kind === "motor") return sensor;
  return null;
}

/** A simulated sensor without noise repeats itself for good reason. */
function isNoisy(config: Config, deviation: number): number {
  const simulated = config.hal.driver === "sim";
  return deviation > 0 && (!simulated || config.sim.noise) ? 1 : 0;
}

function compileMotors(config: Config): KernelParams["motors"] {
  const { maxCurrentA, warmC, hotC } = config.failsafe.motors;
  const stallA = findMotor(config)?.stallA ?? Infinity;
  return { maxCurrentA: maxCurrentA ?? stallA * shortShare, stallA, warmC, hotC };
}

function compileFollowing({ failsafe }: Config): KernelParams["following"] {
  const { ratio, floorRadps, forMs } = failsafe.followingError;
  return { ratio, floorRadps, forNs: forMs * 1e6 };
}

function compileWatchdogs(config: Config, lidar: LidarSpec | null): KernelParams["watchdogs"] {
  const w = config.failsafe.watchdogs;
  const scanMs = w.lidarMs ?? Math.max(300, lidar === null ? 0 : 3000 / lidar.rateHz);
  const periodNs = 1e9 / config.kernel.tickHz;
  return {
    scanNs: scanMs * 1e6,
    imuNs: sensorAgeNs(config, "imu", w.imuMs),
    wheelsNs: w.encoderMs * 1e6,
    batteryNs: sensorAgeNs(config, "battery", w.batteryMs),
    mindNs: w.mindMs * 1e6,
    leaseNs: config.kernel.ttl.leaseMs * 1e6,
    operatorLeaseNs: config.kernel.ttl.operatorLeaseMs * 1e6,
    // FAULTS.md P12 counts ticks of 20 ms: at a higher rate the same time, not the same count, is
    // a gap, since an ordinary machine takes a thread away for 10 ms now and then.
    gapNs: Math.max(w.tickGapTicks * periodNs, shortestGapNs),
    bumperNs: hasSensor(config, "bumper") === 1 ? w.bumperMs * 1e6 : Infinity,
    rangeNs: rangeAgeNs(config),
    ackNs: w.ackMs * 1e6,
    supervisorNs: w.supervisorMs * 1e6,
    workerNs: w.workerMs * 1e6,
  };
}

function relaysInitial(config: Config): number {
  let mask = 0;
  for (const [index, relay] of config.robot.relays.entries()) {
    if (relay.initial === "on") mask |= 1 << index;
  }
  return mask >>> 0;
}

function compileFleet({ fleet, robot }: Config): KernelParams["fleet"] {
  return {
    peers: fleet.peers.length,
    givesWay: fleet.givesWay ? 1 : 0,
    priority: fleet.priority,
    comesBefore: Uint8Array.from(fleet.peers, (peer) => peer < robot.name ? 1 : 0),
    ttlNs: fleet.poseTtlMs * 1e6,
    keepM: fleet.keepM,
  };
}

function compileObstacle({ kernel }: Config): KernelParams["obstacle"] {
  const { marginM, reactionMs, minPoints } = kernel.obstacle;
  return { marginM, reactionS: reactionMs * 1e-3, minPoints };
}

/** Compiles config into what the kernel takes. Fails on owner rules that do not compile. */
export function compileKernel(config: Config, context: CompileContext): Result<CompiledKernel> {
  const lidar = findLidar(config);
  const possible = compilable(config);
  if (!possible.ok) return possible;
  const { names: places, places: placeParams, dock } = compilePlaces(config);
  const relays = relayNames(config);
  const { peers } = config.fleet;
  const names: IntentNames = { places, relays, cameras: cameraNames(config), peers };
  const owner = compileOwner(config, names, context.file);
  if (!owner.ok) return owner;
  const { robot, kernel, failsafe } = config;
  const authority = compileAuthority(config, relays);
  if (!authority.ok) return authority;
  const tree = compileFailsafeTree(context.tree ?? null, relays);
  if (!tree.ok) return tree;
  const params: KernelParams = {
    tickPeriodNs: Math.round(1e9 / kernel.tickHz),
    drive: compileDrive(config),
    footprint: createFootprint(footprintPolygon(config)),
    stopMps2: robot.limits.stopMps2,
    stopRadps2: robot.limits.stopRadps2,
    stopCategory: config.hal.stopCategory,
    scan: compileScan(lidar),
    ...compileSenses(config),
    scanNoisy: isNoisy(config, lidar?.noiseM ?? 0),
    imuNoisy: isNoisy(config, findImu(config)?.gyroNoiseRadps ?? 0),
    plausible: { maxAngularRadps: robot.limits.maxAngularRadps + 1 },
    motors: compileMotors(config),
    frozenScans: failsafe.frozenScans,
    blindBeamRatio: failsafe.blindBeamRatio,
    indoor: (failsafe.indoor ?? config.world.map !== undefined) ? 1 : 0,
    hasImu: hasSensor(config, "imu"),
    hasWheels: hasSensor(config, "encoder"),
    hasBattery: hasSensor(config, "battery"),
    hasBumper: hasSensor(config, "bumper"),
    places: placeParams,
    dock,
    docking: compileDock(config),
    keepout: context.keepout,
    speed: context.speed ?? null,
    fleet: compileFleet(config),
    planner: compilePlanner(config),
    estimator: compileEstimator(config),
    monitor: compileMonitor(config),
    ...tree.value,
    relays: relays.length,
    relaysInitial: relaysInitial(config),
    ...authority.value,
    grants: compileGrants(config),
    ...owner.value,
    causes: compileCauses(config),
    watchdogs: compileWatchdogs(config, lidar),
    obstacle: compileObstacle(config),
    following: compileFollowing(config),
    battery: compileBattery(config),
    maxDriveMs: kernel.maxDriveMs,
    teleopTtlMs: kernel.ttl.teleopMs,
    deviceStopS: kernel.ttl.deviceMs * 1e-3,
    maxTtlMs,
    brainExpected: config.brain.driver === "none" ? 0 : 1,
    goalRangeM,
    latchedAtStart: context.latchedAtStart,
    latchesBefore: context.latchesBefore ?? 0,
    tuning: compileTuning(config),
    envelope: tuningEnvelope(robot.limits),
  };
  return ok({ params, names });
}

/** The agent number of a brain driver: what a model says is kept shorter than a script. */
export function agentOf(driver: Config["brain"]["driver"]): number {
  const agent = driver === "scripted" ? "script" : "model";
  return numberOf(agents, agent);
}
