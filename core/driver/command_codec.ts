/**
 * A drive command as bytes: the same between the kernel's thread and a driver's, and on the wire
 * to a device of its own process.
 *
 * @module
 */
import type { Cursor, KernelOutputs } from "core/messages/mod.ts";
import type { DriveCommand } from "./driver.ts";

/** Bytes of a command. */
export const commandBytes = 88;

/** Visits every field of a command. */
export function visitCommand(c: Cursor, command: DriveCommand): void {
  command.tick = c.u32("tick", command.tick);
  command.enable = c.u32("enable", command.enable);
  command.relays = c.u32("relays", command.relays);
  c.u32("pad", 0);
  command.leftRadps = c.f64("leftRadps", command.leftRadps);
  command.rightRadps = c.f64("rightRadps", command.rightRadps);
  command.leftEffort = c.f64("leftEffort", command.leftEffort);
  command.rightEffort = c.f64("rightEffort", command.rightEffort);
  command.rearLeftRadps = c.f64("rearLeftRadps", command.rearLeftRadps);
  command.rearRightRadps = c.f64("rearRightRadps", command.rearRightRadps);
  command.rearLeftEffort = c.f64("rearLeftEffort", command.rearLeftEffort);
  command.rearRightEffort = c.f64("rearRightEffort", command.rearRightEffort);
  command.steerRad = c.f64("steerRad", command.steerRad);
}

/** Fills a command from what the kernel said at a tick. */
export function fillCommand(command: DriveCommand, out: KernelOutputs): void {
  command.tick = out.tick;
  command.enable = out.enable;
  command.relays = out.relays;
  command.leftRadps = out.leftSetRadps;
  command.rightRadps = out.rightSetRadps;
  command.leftEffort = out.leftEffort;
  command.rightEffort = out.rightEffort;
  command.rearLeftRadps = out.rearLeftSetRadps;
  command.rearRightRadps = out.rearRightSetRadps;
  command.rearLeftEffort = out.rearLeftEffort;
  command.rearRightEffort = out.rearRightEffort;
  command.steerRad = out.steerSetRad;
}
