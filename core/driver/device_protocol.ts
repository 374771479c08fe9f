/**
 * What a device in a process of its own speaks with its driver: frames of core/link's form over a
 * Unix socket. The simulated robot of `run --hal sim` is such a device; the two sides share this
 * file and nothing else.
 *
 * @module
 */
import { encodeFrame } from "core/link/mod.ts";
import { ReadCursor, WriteCursor } from "core/messages/mod.ts";
import type { DriveCommand } from "./driver.ts";
import { unwrap } from "core/fault.ts";

/** Kinds of frames. Samples carry the bytes of kernel inputs, times on the device's clock. */
export const deviceKinds = { samples: 1, command: 2, safe: 3, fault: 4 } as const;

const commandBytes = 48;

/** The frame of a command. */
export function encodeCommand(command: DriveCommand): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(commandBytes);
  const c = new WriteCursor(new DataView(payload.buffer));
  c.u32("tick", command.tick);
  c.u32("enable", command.enable);
  c.u32("relays", command.relays);
  c.u32("pad", 0);
  c.f64("leftRadps", command.leftRadps);
  c.f64("rightRadps", command.rightRadps);
  c.f64("leftEffort", command.leftEffort);
  c.f64("rightEffort", command.rightEffort);
  return unwrap(encodeFrame(deviceKinds.command, payload));
}

/** Reads a command; false where the bytes are none. */
export function decodeCommand(payload: Uint8Array, into: DriveCommand): boolean {
  if (payload.length !== commandBytes) return false;
  const c = new ReadCursor(new DataView(payload.buffer, payload.byteOffset, payload.length));
  into.tick = c.u32("tick", 0);
  into.enable = c.u32("enable", 0);
  into.relays = c.u32("relays", 0);
  c.u32("pad", 0);
  into.leftRadps = c.f64("leftRadps", 0);
  into.rightRadps = c.f64("rightRadps", 0);
  into.leftEffort = c.f64("leftEffort", 0);
  into.rightEffort = c.f64("rightEffort", 0);
  return true;
}
