/**
 * The process of the simulated robot: socket, clock, log file. It outlives the robot process by a
 * few seconds, so that what the wheels did after its death is on record.
 *
 * @module
 */
import { monotonicMs, pause, steadyWallMs } from "core/clock.ts";
import { createSimProcess, type SimProcess } from "./device.ts";
import type { SimSite } from "sim/scenario/mod.ts";

/** What the process is told on its standard input, as JSON. */
export interface DeviceJob {
  readonly socketPath: string;
  /** Log of wheel speeds, CSV; null = none. */
  readonly logPath: string | null;
  readonly seed: number;
}

/** How long the device goes on after the robot process went away, ms. */
const lingerMs = 3000;
const logPeriodMs = 50;
/** Images that wait for a slow reader. */
const maxImages = 8;

/** The wall clock beside the monotonic one: the log is read against other processes' clocks. */
function wallMs(): number {
  return steadyWallMs();
}

class WheelLog {
  readonly #file: Deno.FsFile | null;
  #lines = "";
  #writtenMs = 0;
  constructor(path: string | null) {
    this.#file = path === null
      ? null
      : Deno.openSync(path, { write: true, create: true, truncate: true, mode: 0o600 });
    this.#lines = "wallMs,leftRadps,rightRadps,enabled,timedOut\n";
  }
  add(device: SimProcess): void {
    if (this.#file === null) return;
    const { leftRadps, rightRadps, enabled, timedOut } = device.entry(monotonicMs());
    const at = wallMs().toFixed(3);
    this.#lines += `${at},${leftRadps.toFixed(5)},${
      rightRadps.toFixed(5)
    },${enabled},${timedOut}\n`;
    if (monotonicMs() - this.#writtenMs > logPeriodMs) this.flush();
  }
  flush(): void {
    this.#writtenMs = monotonicMs();
    let bytes = new TextEncoder().encode(this.#lines);
    this.#lines = "";
    while (this.#file !== null && bytes.length > 0) {
      bytes = bytes.subarray(this.#file.writeSync(bytes));
    }
  }
}

/** One connection at a time: the newest wins, as a serial port has one owner. */
class Line {
  #conn: Deno.UnixConn | null = null;
  #sending = false;
  #next: Uint8Array | null = null;
  /** Images wait for samples, and give way to newer ones. */
  #images: Uint8Array[] = [];
  readonly #device: SimProcess;
  constructor(device: SimProcess) {
    this.#device = device;
  }
  get connected(): boolean {
    return this.#conn !== null;
  }
  async accept(listener: Deno.UnixListener): Promise<void> {
    for await (const conn of listener) {
      this.#conn?.close();
      this.#conn = conn;
      this.#next = null;
      this.#images = [];
      this.#device.connect();
      void this.#receive(conn);
    }
  }
  async #receive(conn: Deno.UnixConn): Promise<void> {
    const buffer = new Uint8Array(16_384);
    try {
      while (true) {
        const count = await conn.read(buffer);
        if (count === null || !this.#device.receive(buffer.subarray(0, count))) break;
      }
    } catch (error) {
      // A reset connection is how a killed robot process looks from here.
      if (!(error instanceof Error)) throw error;
    }
    if (this.#conn === conn) this.#conn = null;
  }
  /** Sends a frame, or keeps it as the next one while the last is under way. */
  send(frame: Uint8Array): void {
    this.#next = frame;
    if (!this.#sending) void this.#drain();
  }
  /** Sends images behind the samples that wait. */
  show(images: readonly Uint8Array[]): void {
    if (images.length === 0) return;
    this.#images = [...this.#images, ...images].slice(-maxImages);
    if (!this.#sending) void this.#drain();
  }
  /** The next frame to send: samples first. */
  #take(): Uint8Array | null {
    const next = this.#next;
    this.#next = null;
    return next ?? this.#images.shift() ?? null;
  }
  async #drain(): Promise<void> {
    this.#sending = true;
    while (this.#conn !== null) {
      const conn = this.#conn;
      let bytes = this.#take();
      if (bytes === null) break;
      try {
        while (bytes.length > 0) bytes = bytes.subarray(await conn.write(bytes));
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (this.#conn === conn) this.#conn = null;
      }
    }
    this.#sending = false;
  }
}

function openSocket(path: string): Deno.UnixListener {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const listener = Deno.listen({ transport: "unix", path });
  Deno.chmodSync(path, 0o600);
  return listener;
}

/** Ends when standard input does: the robot process is gone, or wants the device to go. */
async function parentGone(): Promise<void> {
  const buffer = new Uint8Array(256);
  while (await Deno.stdin.read(buffer) !== null);
}

/**
 * Runs the device until its parent has been gone for a while. `dropRights` is called once socket
 * and log are open; they go on working.
 */
export async function runDevice(
  site: SimSite,
  job: DeviceJob,
  dropRights: () => void,
): Promise<void> {
  const device = createSimProcess(site, job.seed);
  const listener = openSocket(job.socketPath);
  const log = new WheelLog(job.logPath);
  dropRights();
  const line = new Line(device);
  void line.accept(listener);
  Deno.stdout.writeSync(new TextEncoder().encode("ready\n"));
  let goneMs = Infinity;
  void parentGone().then(() => goneMs = monotonicMs());
  while (monotonicMs() - goneMs < lingerMs) {
    const frame = device.advance(monotonicMs());
    if (frame !== null) {
      log.add(device);
      if (line.connected) {
        line.send(frame);
        line.show(device.images());
      }
    }
    // A timer, not a blocking wait: sockets are looked at only while the thread is idle.
    await pause(1);
  }
  log.flush();
  listener.close();
}
