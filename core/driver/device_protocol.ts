/**
 * What a device in a process of its own speaks with its driver: frames of core/link's form over a
 * Unix socket. The simulated robot of `run --hal sim` is such a device; the two sides share this
 * file and nothing else.
 *
 * @module
 */
import { encodeFrame } from "core/link/mod.ts";
import { ReadCursor, WriteCursor } from "core/messages/mod.ts";
import { commandBytes, visitCommand } from "./command_codec.ts";
import type { DriveCommand } from "./driver.ts";
import { unwrap } from "core/fault.ts";

/**
 * Kinds of frames. Samples carry the bytes of kernel inputs, images their record (core/image); times
 * are on the device's clock.
 */
export const deviceKinds = { samples: 1, command: 2, safe: 3, fault: 4, image: 5 } as const;

/** The frame of a command. */
export function encodeCommand(command: DriveCommand): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(commandBytes);
  visitCommand(new WriteCursor(new DataView(payload.buffer)), command);
  return unwrap(encodeFrame(deviceKinds.command, payload));
}

/** Reads a command; false where the bytes are none. */
export function decodeCommand(payload: Uint8Array, into: DriveCommand): boolean {
  if (payload.length !== commandBytes) return false;
  visitCommand(
    new ReadCursor(new DataView(payload.buffer, payload.byteOffset, payload.length)),
    into,
  );
  return true;
}
