/**
 * Driver of a device that is a process of its own behind a Unix socket: the simulated robot of
 * `run --hal sim`. Sending never waits: a command that the socket does not take yet is replaced by
 * the next, since only the newest counts.
 *
 * @module
 */
import {
  deviceKinds,
  type DriveCommand,
  type Driver,
  type DriverManifest,
  type DriverState,
  encodeCommand,
  isSound,
  nextState,
} from "core/driver/mod.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { imageHeadBytes, restampRecord } from "core/image/mod.ts";
import { createFrameDecoder, encodeFrame } from "core/link/mod.ts";
import { createInputs, decodeInputs, type KernelInputs, type Stamp } from "core/messages/mod.ts";
import { unwrap } from "core/fault.ts";

/** The two directions of a connected socket. */
export interface DeviceSocket {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

/** The driver, and what its worker must do beside calling it. */
export interface DeviceDriver {
  readonly driver: Driver;
  /** Lets the event loop carry bytes; call once a turn. */
  pump(): void;
  /** Records of the images that came since the last call, on the kernel's clock. */
  images(): readonly Uint8Array[];
}

interface Device {
  readonly socket: DeviceSocket;
  state: DriverState;
  fault: Fault | null;
  outgoing: Uint8Array | null;
  sending: boolean;
  /** Whole frames of samples that were not read yet. */
  samples: Uint8Array[];
  /** Images as they came, and those that were moved onto the kernel's clock. */
  images: Uint8Array[];
  seen: Uint8Array[];
  offsetNs: number;
  lastNs: number;
}

/** Frames that may wait between two reads; older ones are stale by then. */
const maxSamples = 64;
const maxImages = 8;
/** Crystals differ by less than 100 ppm: how fast the learned offset may rise again, ns per ns. */
const drift = 1e-4;
const safeFrame = unwrap(encodeFrame(deviceKinds.safe, new Uint8Array(0)));

function lose(d: Device, what: string): void {
  d.state = "error";
  d.fault ??= {
    code: "RUN_DEVICE",
    message: `Device does not answer: ${what}`,
    help: "the robot stays disarmed until it is back; see mechos status",
  };
}

async function receive(d: Device): Promise<void> {
  const decoder = createFrameDecoder();
  const buffer = new Uint8Array(65_536);
  try {
    while (true) {
      const count = await d.socket.read(buffer);
      if (count === null) return lose(d, "its process ended");
      const frames = decoder.push(buffer.subarray(0, count));
      if (!frames.ok) return lose(d, frames.fault.message);
      for (const frame of frames.value) {
        if (frame.kind === deviceKinds.image) {
          if (d.images.length >= maxImages) d.images.shift();
          d.images.push(frame.payload);
          continue;
        }
        if (frame.kind !== deviceKinds.samples) continue;
        if (d.samples.length >= maxSamples) d.samples.shift();
        d.samples.push(frame.payload);
      }
    }
  } catch (error) {
    lose(d, error instanceof Error ? error.message : "connection broke");
  }
}

async function sendAll(d: Device): Promise<void> {
  d.sending = true;
  try {
    while (d.outgoing !== null) {
      let bytes = d.outgoing;
      d.outgoing = null;
      while (bytes.length > 0) bytes = bytes.subarray(await d.socket.write(bytes));
    }
  } catch (error) {
    lose(d, error instanceof Error ? error.message : "connection broke");
  } finally {
    d.sending = false;
  }
}

/** Names of the sections that carry stamps. */
const stamped = Object.entries(createInputs()).flatMap(([name, value]) =>
  typeof value === "object" && value !== null && "measuredNs" in value
    ? [name as keyof KernelInputs]
    : []
);

function isStamp(value: unknown): value is Stamp {
  return typeof value === "object" && value !== null && "measuredNs" in value;
}

/** Moves the device's times onto the clock of `nowNs`; the offset is learned from the quickest frame. */
function restamp(d: Device, nowNs: number, into: KernelInputs): void {
  const seen = nowNs - into.nowNs;
  const risen = d.offsetNs + drift * (nowNs - d.lastNs);
  d.offsetNs = Math.min(risen, seen);
  d.lastNs = nowNs;
  for (const name of stamped) {
    const section = into[name];
    if (!isStamp(section) || section.fresh === 0) continue;
    section.measuredNs = Math.round(Math.min(nowNs, section.measuredNs + d.offsetNs));
    section.arrivedNs = nowNs;
  }
}

function readSamples(d: Device, nowNs: number, into: KernelInputs): void {
  const { samples } = d;
  d.samples = [];
  const heard: Stamp[] = [];
  for (const bytes of samples) {
    if (!decodeInputs(bytes, into).ok) return lose(d, "its samples are damaged");
    restamp(d, nowNs, into);
    // A section that a later frame leaves out keeps the stamp that it has: out of the way until
    // all frames are read, so that it is not moved onto the kernel's clock twice.
    for (const name of stamped) {
      const section = into[name];
      if (!isStamp(section) || section.fresh === 0) continue;
      heard.push(section);
      section.fresh = 0;
    }
  }
  for (const section of heard) section.fresh = 1;
  readImages(d, nowNs);
}

/** The clocks' offset is known from samples, which come far oftener than images. */
function readImages(d: Device, nowNs: number): void {
  if (d.images.length === 0 || !Number.isFinite(d.offsetNs)) return;
  for (const record of d.images) {
    if (record.length < imageHeadBytes) continue;
    restampRecord(record, d.offsetNs, nowNs);
    d.seen.push(record);
  }
  d.images = [];
}

function createDevice(socket: DeviceSocket): Device {
  return {
    socket,
    state: "unconfigured",
    fault: null,
    outgoing: null,
    sending: false,
    samples: [],
    images: [],
    seen: [],
    offsetNs: Infinity,
    lastNs: 0,
  };
}

/** What is known of the device behind the socket. */
export type DeviceTraits = Pick<DriverManifest, "deviceTimeoutMs" | "stopCategory">;

/** Makes the driver over a connected socket. */
export function createDeviceDriver(socket: DeviceSocket, traits: DeviceTraits): DeviceDriver {
  const d = createDevice(socket);
  const manifest: DriverManifest = {
    name: "device",
    rights: ["read", "write"],
    commands: "effort",
    deviceTimeoutMs: traits.deviceTimeoutMs,
    stopCategory: traits.stopCategory,
    hosted: false,
    faults: [],
  };
  const move = (kind: "configure" | "activate" | "deactivate"): Result<void> => {
    const next = nextState(manifest.name, d.state, kind);
    if (!next.ok) return next;
    d.state = next.value;
    // The device is in its safe state before and after it takes commands.
    d.outgoing = safeFrame;
    return ok(undefined);
  };
  const driver: Driver = {
    manifest,
    configure: () => {
      const moved = move("configure");
      if (moved.ok) void receive(d);
      return moved;
    },
    activate: () => move("activate"),
    deactivate: () => move("deactivate"),
    cleanup: () => {
      d.state = "unconfigured";
      d.socket.close();
    },
    read: (nowNs, into) => readSamples(d, nowNs, into),
    write: (_nowNs, command: DriveCommand) => {
      if (d.state !== "active") return;
      d.outgoing = isSound(command) ? encodeCommand(command) : safeFrame;
    },
    safeState: () => {
      d.outgoing = safeFrame;
    },
    health: () => ({
      state: d.state,
      healthy: d.state !== "error",
      fault: d.fault,
      timedOut: 0,
    }),
    inject: (fault) =>
      fail({
        code: "HAL_UNSUPPORTED_FAULT",
        message:
          `Cannot inject "${fault.kind}" into driver "device": its process runs in real time`,
      }),
  };
  return {
    driver,
    pump: () => {
      if (d.outgoing !== null && !d.sending && d.state !== "error") void sendAll(d);
    },
    images: () => d.seen.splice(0),
  };
}
