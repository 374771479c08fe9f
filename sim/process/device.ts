/**
 * The simulated robot in real time, as a device of its own: it listens on a Unix socket, moves its
 * world against the monotonic clock, stops by itself when commands stop, and writes down how its
 * wheels really turned. Killing the robot process cannot stop this one from measuring that.
 *
 * @module
 */
import { createCommand, decodeCommand, deviceKinds, type DriveCommand } from "core/driver/mod.ts";
import { unwrap } from "core/fault.ts";
import { writeImageRecord } from "core/image/mod.ts";
import { createFrameDecoder, encodeFrame } from "core/link/mod.ts";
import { clearInputs, createInputs, createInputsEncoder } from "core/messages/mod.ts";
import { createSimRobot, type SimRobot, type SimSite } from "sim/scenario/mod.ts";
import { newestImage } from "sim/sensors/mod.ts";

/** What the device needs of its process. */
export interface DeviceClock {
  /** Monotonic, ms. */
  nowMs(): number;
}

/** A line of the log: how the wheels turned at a moment. */
export interface WheelLogEntry {
  /** Monotonic ms since the device began. */
  readonly atMs: number;
  readonly leftRadps: number;
  readonly rightRadps: number;
  readonly enabled: number;
  readonly timedOut: number;
}

/** The device. */
export interface SimProcess {
  readonly robot: SimRobot;
  readonly periodMs: number;
  /** Moves the world up to `nowMs`; returns the frame to send, or null between samples. */
  advance(nowMs: number): Uint8Array | null;
  /** Frames of the images that arrived since the last call of this. */
  images(): Uint8Array[];
  /** Bytes from the socket. False where they are no frames: close the connection. */
  receive(bytes: Uint8Array): boolean;
  /** A new connection begins with a clean decoder and the safe state. */
  connect(): void;
  /** The state of the wheels now. */
  entry(nowMs: number): WheelLogEntry;
}

/** Ticks made up at once after a stall; what was missed beyond is skipped. */
const maxCatchUp = 50;

/** Gives the frames of a robot's new images. */
function createImageFrames({ suite: { cameras } }: SimRobot): SimProcess["images"] {
  const sent = cameras.map(() => 0);
  return () => {
    const frames: Uint8Array[] = [];
    for (const [index, camera] of cameras.entries()) {
      if (camera.newest.seq === sent[index]) continue;
      sent[index] = camera.newest.seq;
      const image = newestImage(camera);
      const record = image === null ? null : writeImageRecord(image, index);
      if (record !== null) frames.push(unwrap(encodeFrame(deviceKinds.image, record)));
    }
    return frames;
  };
}

/** Makes the device; time begins at its first `advance`. */
export function createSimProcess(site: SimSite, seed: number): SimProcess {
  const robot = createSimRobot(site, seed);
  const { driver } = robot.device;
  driver.configure(0);
  driver.activate(0);
  const periodNs = Math.round(1e9 / site.config.kernel.tickHz);
  const periodMs = periodNs * 1e-6;
  const inputs = createInputs();
  const encoder = createInputsEncoder();
  const command: DriveCommand = createCommand();
  let decoder = createFrameDecoder();
  let originMs = -1;
  let tick = 0;

  const frame = (nowNs: number): Uint8Array => {
    inputs.tick = tick;
    inputs.nowNs = nowNs;
    const length = encoder.encode(inputs);
    return unwrap(encodeFrame(deviceKinds.samples, encoder.bytes.subarray(0, length)));
  };

  const advance = (nowMs: number): Uint8Array | null => {
    if (originMs < 0) originMs = nowMs;
    const due = Math.floor((nowMs - originMs) / periodMs);
    if (due <= tick) return null;
    if (due - tick > maxCatchUp) tick = due - maxCatchUp;
    clearInputs(inputs);
    while (tick < due) {
      tick += 1;
      robot.device.advance(tick, tick * periodNs);
      driver.read(tick * periodNs, inputs);
    }
    return frame(tick * periodNs);
  };

  const receive = (bytes: Uint8Array): boolean => {
    const frames = decoder.push(bytes);
    if (!frames.ok) return false;
    for (const { kind, payload } of frames.value) {
      const nowNs = tick * periodNs;
      if (kind === deviceKinds.safe) driver.safeState(nowNs);
      if (kind === deviceKinds.command && decodeCommand(payload, command)) {
        driver.write(nowNs, command);
      }
    }
    return true;
  };

  return {
    robot,
    periodMs,
    advance,
    images: createImageFrames(robot),
    receive,
    connect: () => {
      decoder = createFrameDecoder();
      driver.safeState(tick * periodNs);
    },
    entry: (nowMs) => ({
      atMs: nowMs - Math.max(0, originMs),
      leftRadps: robot.world.robot.leftRadps,
      rightRadps: robot.world.robot.rightRadps,
      enabled: robot.world.robot.enabled,
      timedOut: driver.health().timedOut,
    }),
  };
}
