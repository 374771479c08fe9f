/**
 * Figures of the robot in real time: the ring against postMessage, how soon the first tick comes,
 * and what the processes hold. The binary is measured; it must have been built.
 *
 * @module
 */
import { createRingWriter, ringBytes } from "core/bus/mod.ts";
import { call, LiveRobot, until } from "tests/binary/live_robot.ts";
import { binary } from "tests/binary/mechos.ts";
import { type BenchResult, judge, percentile, quickestMs } from "./result.ts";

const messages = 20_000;
const payloadBytes = 128;

/** Cost of a push into the ring against a postMessage of the same bytes, in one run. */
export async function ringBench(): Promise<BenchResult[]> {
  const worker = new Worker(new URL("./sink_worker.ts", import.meta.url), { type: "module" });
  const bytes = new Uint8Array(payloadBytes).fill(7);
  const postMs = await quickestMs(5, () => {
    for (let i = 0; i < messages; i++) worker.postMessage(bytes);
  });
  worker.terminate();
  const size = ringBytes(1 << 22);
  const memory = new SharedArrayBuffer(size);
  const words = new Int32Array(bytes.buffer);
  const pushMs = await quickestMs(5, () => {
    new Uint8Array(memory).fill(0, 0, 16);
    const ring = createRingWriter(memory, 0, size);
    for (let i = 0; i < messages; i++) ring.push(1, words, payloadBytes);
  });
  return [judge("ring.pushVsPostMessage", pushMs / postMs, "1", "lower", 0.2)];
}

function residentMB(pid: number): number {
  const text = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? NaN) / 1024;
}

const starts = 5;

async function helloMs(): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < starts; i++) {
    const began = performance.now();
    await new Deno.Command(binary, { args: ["--version"], clearEnv: true, stdin: "null" }).output();
    took.push(performance.now() - began);
  }
  return percentile(took.sort((a, b) => a - b), 0.5);
}

/** Ms from the start of the process to the line that says that the kernel is about to tick. */
async function firstTickMs(): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < starts; i++) {
    const began = performance.timeOrigin + performance.now();
    const robot = await LiveRobot.start({ args: ["--for", "1s"] });
    const line = robot.log.find(({ event }) => event === "kernel.realtime");
    took.push(Date.parse(line?.at ?? "") - began);
    robot.signal("SIGTERM");
    await robot.exit();
    await robot.remove();
  }
  return percentile(took.sort((a, b) => a - b), 0.5);
}

/** Start-up of `run` and of the program alone. */
export async function startupBench(): Promise<BenchResult[]> {
  const first = await firstTickMs();
  const hello = await helloMs();
  return [
    judge("startup.firstTickMs", first, "ms", "lower", 250),
    judge("startup.vsHello", first / hello, "1", "lower", 5),
  ];
}

/** The least resident memory over a minute, MB: what stays when garbage has been taken away. */
async function leastMB(pid: number): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 12; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5000));
    least = Math.min(least, residentMB(pid));
  }
  return least;
}

/**
 * Resident memory of a driving robot after ten seconds, and how it grows once rings and the black
 * box are full, which takes a minute: from the second minute to the fifth.
 */
export async function memoryBench(): Promise<BenchResult[]> {
  const robot = await LiveRobot.driving();
  try {
    await until("the mind is up", () => robot.mindPid > 0);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const robotMB = residentMB(robot.pid);
    const mindMB = residentMB(robot.mindPid);
    await new Promise((resolve) => setTimeout(resolve, 50_000));
    const second = await leastMB(robot.pid);
    await new Promise((resolve) => setTimeout(resolve, 120_000));
    const grownMB = (await leastMB(robot.pid) - second) * 3600 / 180;
    return [
      judge("memory.robotRssMB", robotMB, "MB", "lower", 120),
      judge("memory.mindRssMB", mindMB, "MB", "lower", 130),
      judge("memory.growthMBPerHour", Math.max(0, grownMB), "MB/h", "lower", 200),
    ];
  } finally {
    await robot.remove();
  }
}

const latenessS = 20;

function field(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, name) => typeof found === "object" && found !== null ? Reflect.get(found, name) : null,
    value,
  );
}

/** Lateness that a share of cyclictest's wake-ups stays below, us, from its histogram. */
function cyclictestUs(text: string, share: number): number {
  const rows = [...text.matchAll(/^(\d{6}) (\d{6})$/gm)].map(([, us, count]) => ({
    us: Number(us),
    count: Number(count),
  }));
  const overflow = Number(/Histogram Overflows: (\d+)/.exec(text)?.[1] ?? 0);
  const total = rows.reduce((sum, { count }) => sum + count, overflow);
  let seen = 0;
  for (const { us, count } of rows) {
    seen += count;
    if (seen >= total * share) return us + 1;
  }
  return NaN;
}

/**
 * Lateness of the kernel at 1 kHz against cyclictest's, at the same time under the same policy and
 * priority, while something computes without pause as a busy mind does. NaN where the machine has
 * no cyclictest (Debian's rt-tests; `.ci/peers.ts` installs it).
 */
export async function latenessBench(): Promise<BenchResult[]> {
  const busy = new Deno.Command("sh", { args: ["-c", "while :; do :; done"] }).spawn();
  const robot = await LiveRobot.driving({ set: ["kernel.tickHz=1000"] });
  try {
    const granted = robot.log.some(({ event, fields }) =>
      event === "kernel.realtime" && fields["granted"] === true
    );
    const policy = granted ? ["--policy=fifo", "-p", "50"] : ["--policy=other"];
    const { stdout } = await new Deno.Command("cyclictest", {
      args: [...policy, "-t", "1", "-i", "1000", "-D", `${latenessS}`, "-h", "30000", "-q"],
    }).output();
    const status = await call(robot, "status");
    const kernelUs = Number(field(status, "result", "pace", "latenessUs", "p999"));
    const systemUs = cyclictestUs(new TextDecoder().decode(stdout), 0.999);
    return [
      judge("kernel.lateness.p999Us", kernelUs, "us", "lower", 1000),
      judge("kernel.lateness.p999VsCyclictest", kernelUs / systemUs, "1", "lower", 3),
    ];
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return [judge("kernel.lateness.p999VsCyclictest", NaN, "1", "lower", 3)];
  } finally {
    await robot.remove();
    busy.kill();
    await busy.status;
  }
}
