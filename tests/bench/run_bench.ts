/**
 * Figures of the robot in real time: the ring against postMessage, how soon the first tick comes,
 * and what the processes hold. The binary is measured; it must have been built.
 *
 * @module
 */
import { createRingWriter, ringBytes } from "core/bus/mod.ts";
import { LiveRobot, until } from "tests/binary/live_robot.ts";
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

/** Resident memory of a driving robot after ten seconds, and how it grows over the next twenty. */
export async function memoryBench(): Promise<BenchResult[]> {
  const robot = await LiveRobot.driving();
  try {
    await until("the mind is up", () => robot.mindPid > 0);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const robotMB = residentMB(robot.pid);
    const mindMB = residentMB(robot.mindPid);
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    const grownMB = (residentMB(robot.pid) - robotMB) * 3600 / 20;
    return [
      judge("memory.robotRssMB", robotMB, "MB", "lower", 120),
      judge("memory.mindRssMB", mindMB, "MB", "lower", 130),
      judge("memory.growthMBPerHour", Math.max(0, grownMB), "MB/h", "lower", 200),
    ];
  } finally {
    await robot.remove();
  }
}
