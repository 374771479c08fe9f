/**
 * A drive without a motor: it reports as measured what it was commanded, behind a first-order
 * lag. For bench tests of a config without hardware, and as the smallest complete driver to read
 * before writing one (ros2_control ships its mock system for the same reason).
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
import { exp } from "core/math/mod.ts";

/** What the loopback drive is told at its making. */
export interface LoopbackOptions {
  /** Time constant of the pretended motor, s. */
  readonly lagS: number;
  /** Sample rate of the pretended encoders, Hz. */
  readonly rateHz: number;
  readonly deviceTimeoutMs: number;
  /** IEC 60204-1 category by which it stops, and the deceleration of its wheels in category 1. */
  readonly stopCategory: 0 | 1;
  readonly stopRadps2: number;
}

const faults = ["encoder.left.stuck", "encoder.right.stuck", "motor.left.off", "motor.right.off"];

interface Loopback {
  state: DriverState;
  leftRad: number;
  rightRad: number;
  leftRadps: number;
  rightRadps: number;
  leftSetRadps: number;
  rightSetRadps: number;
  lastNs: number;
  sampleNs: number;
  commandNs: number;
  commandTick: number;
  enabled: number;
  /** 1 while it brakes by itself. */
  braking: number;
  timedOut: number;
  seq: number;
  reportedLeftRad: number;
  reportedRightRad: number;
  readonly active: Set<string>;
}

function create(): Loopback {
  return {
    state: "unconfigured",
    leftRad: 0,
    rightRad: 0,
    leftRadps: 0,
    rightRadps: 0,
    leftSetRadps: 0,
    rightSetRadps: 0,
    lastNs: 0,
    sampleNs: -Infinity,
    commandNs: -Infinity,
    commandTick: 0,
    enabled: 0,
    braking: 0,
    timedOut: 0,
    seq: 0,
    reportedLeftRad: 0,
    reportedRightRad: 0,
    active: new Set(),
  };
}

/** Moves the pretended wheels up to `nowNs`; commands that stopped coming stop the wheels. */
function advance(d: Loopback, options: LoopbackOptions, nowNs: number): void {
  const dtS = Math.max(0, nowNs - d.lastNs) * 1e-9;
  d.lastNs = nowNs;
  const silent = d.enabled === 1 && nowNs - d.commandNs > options.deviceTimeoutMs * 1e6;
  if (silent) {
    d.timedOut = 1;
    stopByCategory(d, options);
  }
  if (d.braking === 1) brake(d, options, dtS);
  const share = options.lagS > 0 ? 1 - exp(-dtS / options.lagS) : 1;
  const left = d.active.has("motor.left.off") ? 0 : d.leftSetRadps;
  const right = d.active.has("motor.right.off") ? 0 : d.rightSetRadps;
  d.leftRadps += (left - d.leftRadps) * share;
  d.rightRadps += (right - d.rightRadps) * share;
  d.leftRad += d.leftRadps * dtS;
  d.rightRad += d.rightRadps * dtS;
}

function report(d: Loopback, options: LoopbackOptions, nowNs: number, into: KernelInputs): void {
  if (nowNs - d.sampleNs < 1e9 / options.rateHz) return;
  d.sampleNs = nowNs;
  d.seq += 1;
  const leftStuck = d.active.has("encoder.left.stuck");
  const rightStuck = d.active.has("encoder.right.stuck");
  if (!leftStuck) d.reportedLeftRad = d.leftRad;
  if (!rightStuck) d.reportedRightRad = d.rightRad;
  const w = into.wheels;
  w.fresh = 1;
  w.seq = d.seq;
  w.measuredNs = nowNs;
  w.arrivedNs = nowNs;
  w.leftRad = d.reportedLeftRad;
  w.rightRad = d.reportedRightRad;
  w.leftRadps = leftStuck ? 0 : d.leftRadps;
  w.rightRadps = rightStuck ? 0 : d.rightRadps;
  const ack = into.ack;
  ack.fresh = 1;
  ack.seq = d.seq;
  ack.measuredNs = nowNs;
  ack.arrivedNs = nowNs;
  ack.commandTick = d.commandTick;
  ack.enabled = d.enabled;
  ack.healthy = d.state === "error" ? 0 : 1;
}

function stop(d: Loopback): void {
  d.enabled = 0;
  d.braking = 0;
  d.leftSetRadps = 0;
  d.rightSetRadps = 0;
}

function stopByCategory(d: Loopback, options: LoopbackOptions): void {
  if (options.stopCategory === 0 || d.enabled === 0) stop(d);
  else d.braking = 1;
}

/** The controlled stop of category 1: the set points fall to zero, then the power goes. */
function brake(d: Loopback, options: LoopbackOptions, dtS: number): void {
  d.leftSetRadps = towardZero(d.leftSetRadps, options.stopRadps2 * dtS);
  d.rightSetRadps = towardZero(d.rightSetRadps, options.stopRadps2 * dtS);
  if (d.leftSetRadps === 0 && d.rightSetRadps === 0) stop(d);
}

/** The manifest of the loopback drive. */
export function loopbackManifest(options: LoopbackOptions): DriverManifest {
  return {
    name: "loopback",
    rights: [],
    commands: "velocity",
    deviceTimeoutMs: options.deviceTimeoutMs,
    stopCategory: options.stopCategory,
    hosted: false,
    faults,
  };
}

/** Makes a loopback drive. */
export function createLoopbackDriver(options: LoopbackOptions): Driver {
  const d = create();
  const manifest = loopbackManifest(options);
  const move = (kind: "configure" | "activate" | "deactivate"): Result<void> => {
    const next = nextState(manifest.name, d.state, kind);
    if (!next.ok) return next;
    stop(d);
    d.state = next.value;
    return ok(undefined);
  };
  return {
    manifest,
    configure: (nowNs) => {
      d.lastNs = nowNs;
      return move("configure");
    },
    activate: () => move("activate"),
    deactivate: () => move("deactivate"),
    cleanup: () => {
      stop(d);
      d.state = "unconfigured";
    },
    read: (nowNs, into) => {
      if (d.state === "unconfigured") return;
      advance(d, options, nowNs);
      report(d, options, nowNs, into);
    },
    write: (nowNs: number, command: DriveCommand) => {
      if (d.state !== "active") return;
      advance(d, options, nowNs);
      if (!isSound(command)) return stopByCategory(d, options);
      d.commandNs = nowNs;
      d.braking = 0;
      d.commandTick = command.tick;
      d.enabled = command.enable === 1 ? 1 : 0;
      d.timedOut = 0;
      d.leftSetRadps = command.enable === 1 ? command.leftRadps : 0;
      d.rightSetRadps = command.enable === 1 ? command.rightRadps : 0;
    },
    safeState: () => stopByCategory(d, options),
    health: (): DriverHealth => ({
      state: d.state,
      healthy: d.state !== "error",
      fault: null,
      timedOut: d.timedOut,
    }),
    inject: (fault: FaultSpec, active: boolean): Result<void> => {
      if (!faults.includes(fault.kind)) {
        return fail({
          code: "HAL_UNSUPPORTED_FAULT",
          message: `Cannot inject "${fault.kind}" into driver "loopback": it knows ${
            faults.join(", ")
          }`,
        });
      }
      if (active) d.active.add(fault.kind);
      else d.active.delete(fault.kind);
      return ok(undefined);
    },
  };
}
