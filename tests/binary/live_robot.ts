/** A robot under test: the compiled binary with its simulated device, in a folder of its own. @module */
import assert from "node:assert/strict";
import { binary } from "./mechos.ts";

const root = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/** A line of the device's log. */
export interface WheelSample {
  readonly wallMs: number;
  readonly speedRadps: number;
  readonly enabled: boolean;
  readonly timedOut: boolean;
}

/** A log line of the robot. */
export interface LogLine {
  /** ISO 8601. */
  readonly at: string;
  readonly event: string;
  readonly level: string;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** How a live robot is started. */
export interface LiveOptions {
  readonly args?: readonly string[];
  readonly set?: readonly string[];
  /** More variables of its environment, made from its folder. */
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
  /** Folder of an earlier robot, to come up where it ended. */
  readonly folder?: string;
}

/**
 * Wheels that turn slower than this stand, rad/s: 9 mm/s at the rim, where a held drive settles by
 * itself (the supervisor's own measure of standstill is 10 mm/s).
 */
export const stillRadps = 0.15;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** The wall clock on the monotonic one's pace, as the device logs it. */
export function wallNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Waits until something is true, looking often; fails with what it waited for. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!await condition()) {
    assert.ok(performance.now() < end, `not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A running robot. */
export class LiveRobot {
  readonly folder: string;
  readonly #child: Deno.ChildProcess;
  readonly log: LogLine[] = [];
  stdout = "";
  #ended: Deno.CommandStatus | null = null;

  private constructor(folder: string, child: Deno.ChildProcess) {
    this.folder = folder;
    this.#child = child;
    void this.#read();
    void child.status.then((status) => this.#ended = status);
  }

  static async start(options: LiveOptions = {}): Promise<LiveRobot> {
    const folder = options.folder ?? await Deno.makeTempDir({ prefix: "mechos-live-" });
    const sets = ["kernel.realtime=auto", ...options.set ?? []].flatMap((set) => ["--set", set]);
    const child = new Deno.Command(binary, {
      args: [
        "run",
        "--config",
        `${root}/sim/robots/rover.yaml`,
        "--allow-path",
        root,
        "--hal",
        "sim",
        "--device-log",
        `${folder}/wheels.csv`,
        "--log-format",
        "json",
        "--json",
        ...sets,
        ...options.args ?? [],
      ],
      cwd: folder,
      clearEnv: true,
      env: { XDG_RUNTIME_DIR: folder, HOME: folder, ...options.env?.(folder) },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const robot = new LiveRobot(folder, child);
    await robot.untilEvent("run.ready");
    return robot;
  }

  /**
   * Starts one that drives straight on, far. On a machine that others use much a robot at 1 kHz
   * may refuse to start, rightly: `attempts` says how often that is tried, loudly.
   */
  static async driving(options: LiveOptions = {}, attempts = 1): Promise<LiveRobot> {
    const robot = await LiveRobot.start({
      ...options,
      args: ["--start", "--mission", "go to 500, 0", ...options.args ?? []],
    });
    try {
      await robot.untilDriving();
      return robot;
    } catch (error) {
      await robot.remove();
      if (attempts <= 1) throw error;
      const said = new TextEncoder().encode(`did not start, again: ${String(error).slice(-200)}\n`);
      Deno.stderr.writeSync(said);
      return await LiveRobot.driving(options, attempts - 1);
    }
  }

  async #read(): Promise<void> {
    const decode = async (stream: ReadableStream<Uint8Array>, take: (line: string) => void) => {
      let rest = "";
      for await (const text of stream.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) take(line);
      }
    };
    await Promise.all([
      decode(this.#child.stderr, (line) => this.#take(line)),
      decode(this.#child.stdout, (line) => {
        this.stdout += `${line}\n`;
      }),
    ]);
  }

  #take(line: string): void {
    if (!line.startsWith("{")) return;
    const value: unknown = JSON.parse(line);
    if (!isRecord(value)) return;
    this.log.push({
      at: String(value["ts"] ?? value["time"]),
      event: String(value["event"]),
      level: String(value["level"]),
      msg: String(value["msg"] ?? value["message"]),
      fields: isRecord(value["fields"]) ? value["fields"] : {},
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The process of the mind that came up last. */
  get mindPid(): number {
    return Number(this.log.findLast(({ event }) => event === "mind.up")?.fields["pid"]);
  }

  count(event: string): number {
    return this.log.filter((line) => line.event === event).length;
  }

  async untilEvent(event: string, times = 1, withinMs = 15_000): Promise<void> {
    await until(`${times} x ${event} in ${JSON.stringify(this.log.slice(-8))}`, () => {
      assert.equal(this.#ended === null || this.count(event) >= times, true, this.stdout);
      return this.count(event) >= times;
    }, withinMs);
  }

  async untilDriving(): Promise<void> {
    await until(`the robot drives: ${JSON.stringify(this.log.slice(-6))}`, () => {
      return (this.wheels().at(-1)?.speedRadps ?? 0) > 5;
    }).catch(async (error) => {
      throw new Error(`${error.message}; ${JSON.stringify(await call(this, "why"))}`);
    });
  }

  signal(signal: Deno.Signal, pid = this.pid): number {
    const at = wallNow();
    Deno.kill(pid, signal);
    return at;
  }

  /** Waits for the end of the process; returns its exit code. */
  async exit(withinMs = 10_000): Promise<number> {
    await until("the process ends", () => this.#ended !== null, withinMs);
    return this.#ended?.code ?? -1;
  }

  get ended(): boolean {
    return this.#ended !== null;
  }

  /** How the wheels turned so far. */
  wheels(): WheelSample[] {
    let text = "";
    try {
      text = Deno.readTextFileSync(`${this.folder}/wheels.csv`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return text.split("\n").slice(1, -1).map((line) => {
      const [wallMs = 0, left = 0, right = 0, enabled = 0, timedOut = 0] = line.split(",").map(
        Number,
      );
      const speedRadps = Math.max(Math.abs(left), Math.abs(right));
      return { wallMs, speedRadps, enabled: enabled === 1, timedOut: timedOut === 1 };
    });
  }

  /**
   * Ms from `sinceMs` until the wheels stood for good, as far as the log goes; fails where they
   * still turn at its end or where nothing was logged.
   */
  async stillAfter(sinceMs: number, withinMs: number): Promise<number> {
    const standsNow = (): boolean => {
      const after = this.wheels().filter(({ wallMs }) => wallMs > sinceMs);
      return after.length > 0 && (after.at(-1)?.speedRadps ?? 1) < stillRadps;
    };
    await until("the wheels stand", standsNow, withinMs + 3000);
    const moving = this.wheels().findLast(({ wallMs, speedRadps }) =>
      wallMs > sinceMs && speedRadps >= stillRadps
    );
    return moving === undefined ? 0 : moving.wallMs - sinceMs;
  }

  /** Paths of the recordings, oldest first. */
  recordings(): string[] {
    const folder = `${this.folder}/recordings`;
    return [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`).sort();
  }

  /** Ends what still runs and removes the folder. */
  async remove(): Promise<void> {
    if (this.#ended === null) {
      this.#child.kill("SIGKILL");
      await this.#child.status;
    }
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Sends one JSON-RPC request to an operator socket and returns its answer. */
export async function call(
  robot: LiveRobot,
  method: string,
  params: Readonly<Record<string, unknown>> = {},
  door: "sock" | "stop" = "sock",
): Promise<Record<string, unknown>> {
  const conn = await Deno.connect({
    transport: "unix",
    path: `${robot.folder}/mechos/rover.${door}`,
  });
  try {
    const request = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    await conn.write(new TextEncoder().encode(`${request}\n`));
    let text = "";
    const buffer = new Uint8Array(65_536);
    while (!text.includes("\n")) {
      const count = await conn.read(buffer);
      if (count === null) break;
      text += new TextDecoder().decode(buffer.subarray(0, count));
    }
    const answer: unknown = JSON.parse(text.split("\n")[0] ?? "");
    assert.ok(isRecord(answer), text);
    return answer;
  } finally {
    conn.close();
  }
}

/** The mode that the robot says it is in. */
export async function modeOf(robot: LiveRobot): Promise<string> {
  const answer = await call(robot, "status", {}, "stop");
  const { result } = answer;
  return isRecord(result) ? String(result["mode"]) : "unknown";
}
