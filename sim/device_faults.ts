/**
 * What a failing drive board does with commands and acknowledgements, and how drive faults reach
 * the motors of the world (sim/faults/drive.ts).
 *
 * @module
 */
import { createPrng, type Prng, uniform } from "core/math/mod.ts";
import { driveKinds } from "core/world/mod.ts";
import { createCommand, type DriveCommand } from "core/driver/mod.ts";
import { type FaultSet, faultValue } from "sim/faults/mod.ts";
import { createDelayLine, type DelayLine, pushSlot, takeNewest } from "sim/sensors/mod.ts";
import type { WheelDrive, World } from "sim/physics/mod.ts";

/** Commands under way to a board that is slow. */
export interface CommandPath {
  readonly line: DelayLine<DriveCommand>;
  readonly chance: Prng;
}

const sides = ["left", "right"] as const;

/** An idle path. */
export function createCommandPath(seed: number): CommandPath {
  return { line: createDelayLine(1024, createCommand), chance: createPrng(seed, "motor.garbage") };
}

/** True where a fault of this verb is on for either wheel: one board serves both. */
export function boardHas(faults: FaultSet, verb: string): boolean {
  return faults.has(`motor.left.${verb}`) || faults.has(`motor.right.${verb}`);
}

function boardValue(faults: FaultSet, verb: string, name: string): number {
  return Math.max(
    faultValue(faults, `motor.left.${verb}`, name, 0),
    faultValue(faults, `motor.right.${verb}`, name, 0),
  );
}

/** True where a command never reaches the board. */
export function losesCommand(path: CommandPath, faults: FaultSet): boolean {
  if (faults.size === 0) return false;
  if (boardHas(faults, "hang") || boardHas(faults, "reconnect")) return true;
  const p = boardValue(faults, "garbage", "p");
  return p > 0 && uniform(path.chance) < p;
}

/** Sends a command on its way; it is carried out `motor.*.delay` later. */
export function sendCommand(
  path: CommandPath,
  faults: FaultSet,
  nowNs: number,
  command: DriveCommand,
): void {
  const lateNs = boardValue(faults, "delay", "ms") * 1e6;
  Object.assign(pushSlot(path.line, nowNs + lateNs), command);
}

/** The newest command that has reached the board; null where none has. */
export function takeCommand(path: CommandPath, nowNs: number): DriveCommand | null {
  return takeNewest(path.line, nowNs);
}

function applyTo(drive: WheelDrive, faults: FaultSet, side: string, effort: number): void {
  const has = (verb: string): boolean => faults.has(`motor.${side}.${verb}`);
  const value = (verb: string, name: string, otherwise: number): number =>
    faultValue(faults, `motor.${side}.${verb}`, name, otherwise);
  if (has("stuck") && drive.stuck === 0) drive.heldEffort = effort;
  drive.dead = has("off") ? 1 : 0;
  drive.jammed = has("blocked") ? 1 : 0;
  drive.stuck = has("stuck") ? 1 : 0;
  drive.runaway = has("runaway") ? 1 : 0;
  drive.scale = value("scale", "factor", 1);
  drive.lagS = value("lag", "ms", 0) * 1e-3;
  drive.extraA = value("overcurrent", "amps", 0);
  drive.heatCps = value("overtemp", "degCps", 0);
}

/**
 * Brings motors and wheels into the state that the faults which are on ask for. `motor.left` and
 * `motor.right` are the two motors of a diff or skid drive, the front ones of an omni drive, and of
 * a steered one the motor of the axle and that of the steering.
 */
export function applyDriveFaults(world: World, faults: FaultSet): void {
  const { robot, spec } = world;
  const steers = spec.drive.kind === driveKinds.ackermann;
  for (const side of sides) {
    const right = steers ? robot.steerRad : robot.rightEffort;
    applyTo(world.drives[side], faults, side, side === "left" ? robot.leftEffort : right);
  }
  world.traction = faultValue(faults, "odom.scale", "factor", 1);
}
