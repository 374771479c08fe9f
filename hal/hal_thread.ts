/** What the HAL thread does: opens its driver and turns the driver's host. @module */
import { drill, openRegion, type Words } from "core/bus/mod.ts";
import { createImageBoard } from "core/cameras/mod.ts";
import { createHost, type Driver, hostTurn, type StartPose } from "core/driver/mod.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { createDeviceDriver } from "./device/mod.ts";
import { drivers } from "./drivers.ts";

/** What the HAL thread is told. */
export interface HalJob {
  readonly memory: SharedArrayBuffer;
  /** A driver of hal/drivers.ts, or `sim`: the simulated robot behind `socketPath`. */
  readonly driver: string;
  readonly socketPath: string | null;
  readonly lagS: number;
  readonly rateHz: number;
  readonly deviceTimeoutMs: number;
  readonly stopCategory: 0 | 1;
  readonly stopRampMs: number;
  readonly stopRadps2: number;
  readonly kernelStaleMs: number;
  readonly start: StartPose | null;
}

/** What the HAL thread says. */
export type HalSaid =
  | { readonly kind: "ready"; readonly driver: string }
  | { readonly kind: "fault"; readonly fault: Fault };

interface OpenDriver {
  readonly driver: Driver;
  /** Carries bytes on the event loop; null for drivers that read and write by themselves. */
  readonly pump: (() => void) | null;
  /** Records of images that came; null for drivers of devices without cameras. */
  readonly images: (() => readonly Uint8Array[]) | null;
}

const connectTries = 100;
const connectPauseMs = 20;

async function connect(path: string): Promise<Result<Deno.UnixConn>> {
  let last = "";
  for (let attempt = 0; attempt < connectTries; attempt++) {
    try {
      return ok(await Deno.connect({ transport: "unix", path }));
    } catch (error) {
      last = error instanceof Error ? error.message : "refused";
      await new Promise((resolve) => setTimeout(resolve, connectPauseMs));
    }
  }
  return fail({
    code: "RUN_DEVICE",
    message: `Cannot reach the device at "${path}": ${last}`,
    help: "the robot stays disarmed; see mechos doctor",
  });
}

async function open(job: HalJob): Promise<Result<OpenDriver>> {
  if (job.driver !== "sim") {
    const make = drivers[job.driver];
    if (make === undefined) {
      return fail({
        code: "HAL_UNKNOWN_DRIVER",
        message: `Cannot use driver "${job.driver}": it does not exist`,
        value: job.driver,
      });
    }
    return ok({ driver: make(job), pump: null, images: null });
  }
  const conn = await connect(job.socketPath ?? "");
  if (!conn.ok) return conn;
  return ok(createDeviceDriver(conn.value, job));
}

function idle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

/** A device that is not there: the robot degrades, the thread stays to say so. */
async function stayWithout(words: Words): Promise<void> {
  words.set("halState", 2);
  while (words.get("quit") === 0) {
    words.count("beatHal");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs until the process quits; the device is in its safe state afterwards. */
export async function runHal(job: HalJob, say: (message: HalSaid) => void): Promise<void> {
  const region = openRegion(job.memory, "hal");
  const { words } = region;
  const opened = await open(job);
  if (!opened.ok) {
    say({ kind: "fault", fault: opened.fault });
    return await stayWithout(words);
  }
  const { driver, pump, images } = opened.value;
  const showImages = createImageBoard(region);
  const began = performance.now();
  const clock = (): number => performance.now() - began;
  for (const moved of [driver.configure(0), driver.activate(0)]) {
    if (!moved.ok) say({ kind: "fault", fault: moved.fault });
  }
  const host = createHost(driver, region, {
    kernelStaleMs: job.kernelStaleMs,
    stopRampMs: job.stopRampMs,
    start: job.start,
  });
  say({ kind: "ready", driver: driver.manifest.name });
  let told = false;
  while (words.get("quit") === 0) {
    // Sockets are only looked at when the thread is idle (the event loop of a thread that never
    // sleeps polls them every 61st turn, measured), so those drivers sleep on a timer of 1 ms.
    if (pump === null) words.wait("tick", host.tick, job.kernelStaleMs / 4);
    else await idle();
    drill(words.get("drill"), "hal");
    hostTurn(host, clock);
    if (images !== null) showImages(images());
    const { fault } = driver.health();
    if (fault !== null && !told) {
      told = true;
      say({ kind: "fault", fault });
    }
    pump?.();
  }
  driver.safeState(0);
  pump?.();
  await new Promise((resolve) => setTimeout(resolve, 10));
  driver.cleanup();
}
