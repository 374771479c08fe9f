/**
 * The simulated robot behind the driver contract: commands in, samples out, a device-side command
 * timeout, and the hook by which faults are injected. The world is stepped by its owner (lockstep)
 * through `advance`, not by reading; robots of one place are advanced together (`advancePlace`).
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import {
  type DriveCommand,
  type Driver,
  type DriverHealth,
  type DriverManifest,
  type DriverState,
  type FaultSpec,
  isSound,
  nextState,
  towardZero,
} from "core/driver/mod.ts";
import type { KernelInputs } from "core/messages/mod.ts";
import {
  applyDriveFaults,
  boardHas,
  type CommandPath,
  createCommandPath,
  losesCommand,
  sendCommand,
  takeCommand,
} from "./device_faults.ts";
import { faultKinds, faultNames, findFault } from "./faults/mod.ts";
import type { WorldMotion } from "./engine/mod.ts";
import { stepPlace, type World } from "./physics/mod.ts";
import { deliverSuite, drainSuite, sampleSuite, type Suite } from "./sensors/mod.ts";

/** What the simulated device is made of. */
export interface SimDeviceOptions {
  readonly world: World;
  readonly suite: Suite;
  readonly tickPeriodNs: number;
  readonly physicsPerTick: number;
  readonly deviceTimeoutMs: number;
  /** IEC 60204-1 category by which the device stops. */
  readonly stopCategory: 0 | 1;
  /** A simulator outside that moves the robot; null = our own physics. */
  readonly motion: WorldMotion | null;
}

/** The driver, and the handle by which its owner moves simulated time. */
export interface SimDevice {
  readonly driver: Driver;
  readonly world: World;
  /** Steps of physics in a tick, and their length, s. */
  readonly physicsPerTick: number;
  readonly stepS: number;
  /** Moves the world by one kernel tick that ends at `nowNs`, then samples what is due. */
  advance(tick: number, nowNs: number): void;
  /** What `advance` does before and after the motion, for who makes the motion (`advancePlace`). */
  beforeMotion(): void;
  afterMotion(tick: number, nowNs: number): void;
}

/**
 * Moves all robots of one place by a tick: they move step by step in turns, and only then anything
 * is sampled, so that all see the same instant. They have one tick and one length of step.
 */
export function advancePlace(
  devices: readonly SimDevice[],
  worlds: readonly World[],
  tick: number,
  nowNs: number,
): void {
  const [first] = devices;
  if (first === undefined) return;
  for (const device of devices) device.beforeMotion();
  for (let i = 0; i < first.physicsPerTick; i++) stepPlace(worlds, first.stepS);
  for (const device of devices) device.afterMotion(tick, nowNs);
}

interface Device {
  state: DriverState;
  commandNs: number;
  commandTick: number;
  timedOut: number;
  /** 1 while the device brakes by itself. */
  braking: number;
  ackSeq: number;
  readonly path: CommandPath;
}

/** The manifest of the simulated robot. */
export function simManifest(
  traits: Pick<DriverManifest, "deviceTimeoutMs" | "stopCategory">,
): DriverManifest {
  return {
    name: "sim",
    rights: [],
    commands: "effort",
    deviceTimeoutMs: traits.deviceTimeoutMs,
    stopCategory: traits.stopCategory,
    hosted: false,
    faults: faultNames.filter((name) => faultKinds[name]?.at === "device"),
  };
}

function stopDrives(world: World): void {
  const { robot } = world;
  robot.enabled = 0;
  robot.leftEffort = 0;
  robot.rightEffort = 0;
  robot.rearLeftEffort = 0;
  robot.rearRightEffort = 0;
}

/** Stops the device as its load needs it: power off at once, or braked by itself first. */
function stopByCategory(d: Device, world: World, category: 0 | 1): void {
  if (category === 0 || world.robot.enabled === 0) return cutDrives(d, world);
  d.braking = 1;
}

function cutDrives(d: Device, world: World): void {
  d.braking = 0;
  stopDrives(world);
}

/** The controlled stop of category 1: efforts fall as the machine brakes, then the power goes. */
function brakeDrives(d: Device, world: World, dtS: number): void {
  const { robot, spec } = world;
  const by = spec.brakeRadps2 / spec.maxWheelRadps * dtS;
  robot.leftEffort = towardZero(robot.leftEffort, by);
  robot.rightEffort = towardZero(robot.rightEffort, by);
  robot.rearLeftEffort = towardZero(robot.rearLeftEffort, by);
  robot.rearRightEffort = towardZero(robot.rearRightEffort, by);
  const front = robot.leftEffort === 0 && robot.rightEffort === 0;
  if (front && robot.rearLeftEffort === 0 && robot.rearRightEffort === 0) cutDrives(d, world);
}

function applyFault(world: World, suite: Suite, fault: FaultSpec, active: boolean): Result<void> {
  const row = findFault(fault.kind);
  if (!row.ok) return row;
  if (row.value.at !== "device") {
    return fail({
      code: "HAL_UNSUPPORTED_FAULT",
      message: `Cannot inject "${fault.kind}" into driver "sim": it arises at the ${row.value.at}`,
    });
  }
  if (active) suite.faults.set(fault.kind, fault.parameters);
  else suite.faults.delete(fault.kind);
  applyDriveFaults(world, suite.faults);
  return ok(undefined);
}

/** A board that was gone starts anew: drives off, and it says that it is not well. */
function acknowledge(
  d: Device,
  world: World,
  faults: Suite["faults"],
  nowNs: number,
  into: KernelInputs,
): void {
  const gone = boardHas(faults, "reconnect");
  if (boardHas(faults, "hang") || (boardHas(faults, "noack") && !gone)) return;
  const { ack } = into;
  d.ackSeq += 1;
  ack.fresh = 1;
  ack.seq = d.ackSeq;
  ack.measuredNs = nowNs;
  ack.arrivedNs = nowNs;
  ack.commandTick = d.commandTick;
  ack.enabled = world.robot.enabled;
  ack.healthy = d.state === "error" || gone ? 0 : 1;
}

/** The board carries a command out. */
function execute(d: Device, world: World, nowNs: number, command: DriveCommand): void {
  d.commandNs = nowNs;
  d.commandTick = command.tick;
  d.timedOut = 0;
  d.braking = 0;
  const { robot } = world;
  robot.steerSetRad = command.steerRad;
  if (command.enable !== 1) return stopDrives(world);
  robot.enabled = 1;
  robot.leftEffort = command.leftEffort;
  robot.rightEffort = command.rightEffort;
  robot.rearLeftEffort = command.rearLeftEffort;
  robot.rearRightEffort = command.rearRightEffort;
}

/** Makes the simulated device. */
export function createSimDevice(options: SimDeviceOptions): SimDevice {
  const { world, suite } = options;
  const manifest = simManifest(options);
  const d: Device = {
    state: "unconfigured",
    commandNs: -Infinity,
    commandTick: 0,
    timedOut: 0,
    braking: 0,
    ackSeq: 0,
    path: createCommandPath(suite.spec.seed),
  };
  const move = (kind: "configure" | "activate" | "deactivate"): Result<void> => {
    const next = nextState(manifest.name, d.state, kind);
    if (!next.ok) return next;
    cutDrives(d, world);
    d.state = next.value;
    return ok(undefined);
  };
  const driver: Driver = {
    manifest,
    configure: () => move("configure"),
    activate: () => move("activate"),
    deactivate: () => move("deactivate"),
    cleanup: () => {
      cutDrives(d, world);
      d.state = "unconfigured";
    },
    read: (nowNs, into) => {
      if (d.state === "unconfigured") return;
      deliverSuite(suite, nowNs, into);
      acknowledge(d, world, suite.faults, nowNs, into);
    },
    write: (nowNs: number, command: DriveCommand) => {
      if (d.state !== "active") return;
      if (!isSound(command)) return stopByCategory(d, world, options.stopCategory);
      if (losesCommand(d.path, suite.faults)) return;
      sendCommand(d.path, suite.faults, nowNs, command);
      const due = takeCommand(d.path, nowNs);
      if (due !== null) execute(d, world, nowNs, due);
    },
    safeState: () => stopByCategory(d, world, options.stopCategory),
    health: (): DriverHealth => ({
      state: d.state,
      healthy: d.state !== "error",
      fault: null,
      timedOut: d.timedOut,
    }),
    inject: (fault, active) => applyFault(world, suite, fault, active),
  };
  return { driver, ...createMotion(options, d) };
}

/** How the world behind a device moves: all of it in one call, or by somebody who moves others too. */
function createMotion(options: SimDeviceOptions, d: Device): Omit<SimDevice, "driver"> {
  const { world, suite, motion, physicsPerTick } = options;
  const stepS = options.tickPeriodNs * 1e-9 / physicsPerTick;
  const alone = [world];
  const beforeMotion = (): void => {
    if (suite.faults.size > 0 && boardHas(suite.faults, "reconnect")) cutDrives(d, world);
    if (d.braking === 1) brakeDrives(d, world, options.tickPeriodNs * 1e-9);
  };
  const afterMotion = (tick: number, nowNs: number): void => {
    drainSuite(suite, world, options.tickPeriodNs * 1e-9);
    const silent = nowNs - d.commandNs > options.deviceTimeoutMs * 1e6;
    if (world.robot.enabled === 1 && silent) {
      d.timedOut = 1;
      stopByCategory(d, world, options.stopCategory);
    }
    sampleSuite(suite, world, tick, nowNs);
  };
  const advance = (tick: number, nowNs: number): void => {
    beforeMotion();
    if (motion !== null) motion.advance(world, tick);
    else for (let i = 0; i < physicsPerTick; i++) stepPlace(alone, stepS);
    afterMotion(tick, nowNs);
  };
  return { world, physicsPerTick, stepS, advance, beforeMotion, afterMotion };
}
