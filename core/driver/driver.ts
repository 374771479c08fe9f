/**
 * The contract of every device driver, simulator included. A driver is told commands and gives
 * samples; it owns its device's safe state and the device's own command timeout. It never throws:
 * what goes wrong is in its health.
 *
 * Lifecycle (words as in ros2_control): unconfigured -> configure -> inactive -> activate ->
 * active -> deactivate -> inactive -> cleanup -> unconfigured; `error` from anywhere, and back by
 * cleanup. Commands have effect only while active; reading is allowed while inactive too.
 *
 * @module
 */
import type { Fault, Result } from "core/fault.ts";
import type { KernelInputs } from "core/messages/mod.ts";

/** States of a driver. */
export const driverStates = ["unconfigured", "inactive", "active", "error"] as const;
/** A state of a driver. */
export type DriverState = typeof driverStates[number];

/** What a driver needs, gives and promises; fixed before it is configured. */
export interface DriverManifest {
  readonly name: string;
  /** Deno permissions its worker must get; empty for none. */
  readonly rights: readonly ("read" | "write" | "net" | "ffi" | "run")[];
  /** Drives are told wheel speeds (rad/s) or efforts (-1..1). */
  readonly commands: "velocity" | "effort";
  /** The device stops by itself when commands stop for this long, ms. */
  readonly deviceTimeoutMs: number;
  /**
   * How the device stops for an E-stop and when it is left alone, by IEC 60204-1: 0 = power off at
   * once, 1 = it brakes by itself, then power off (controlled_stop.ts). Never 2: power must go.
   */
  readonly stopCategory: 0 | 1;
  /** Parses network text or strangers' code: runs outside the robot process. */
  readonly hosted: boolean;
  /** Fault kinds (INTERFACES.md section 6) that `inject` knows. */
  readonly faults: readonly string[];
}

/** What a drive is told each tick. */
export interface DriveCommand {
  tick: number;
  /** 0 = drives off. */
  enable: number;
  leftRadps: number;
  rightRadps: number;
  leftEffort: number;
  rightEffort: number;
  /** The second pair of a drive of four wheels, and the steering angle of a steered one, rad. */
  rearLeftRadps: number;
  rearRightRadps: number;
  rearLeftEffort: number;
  rearRightEffort: number;
  steerRad: number;
  /** One bit a relay or signal. */
  relays: number;
}

/** How the device is. */
export interface DriverHealth {
  readonly state: DriverState;
  /** False where motion must not go on. */
  readonly healthy: boolean;
  readonly fault: Fault | null;
  /** 1 while the device stopped itself because commands stopped. */
  readonly timedOut: number;
}

/** A fault to inject, with its parameters by name. */
export interface FaultSpec {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, number>>;
}

/** A device driver. All times in ns on the injected clock; nothing here waits. */
export interface Driver {
  readonly manifest: DriverManifest;
  /** Opens the device. Missing hardware is a fault, not an exception. */
  configure(nowNs: number): Result<void>;
  /** Allows commands; the device is in its safe state before and after. */
  activate(nowNs: number): Result<void>;
  deactivate(nowNs: number): Result<void>;
  cleanup(): void;
  /** Puts what arrived up to `nowNs` into the inputs; writes only sections it owns. */
  read(nowNs: number, into: KernelInputs): void;
  /** Sends one command. */
  write(nowNs: number, command: DriveCommand): void;
  /** Stops the device by its stop category, whatever state the driver is in. */
  safeState(nowNs: number): void;
  health(): DriverHealth;
  /** Injects or clears a fault where the real one would arise. */
  inject(fault: FaultSpec, active: boolean): Result<void>;
}

/** A command that stops: zero with the drives off. */
export function createCommand(): DriveCommand {
  return {
    tick: 0,
    enable: 0,
    leftRadps: 0,
    rightRadps: 0,
    leftEffort: 0,
    rightEffort: 0,
    rearLeftRadps: 0,
    rearRightRadps: 0,
    rearLeftEffort: 0,
    rearRightEffort: 0,
    steerRad: 0,
    relays: 0,
  };
}
