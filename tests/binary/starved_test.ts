/**
 * Other processes take every core (P13): stops stay in time, late ticks are counted, and what the
 * robot cannot keep up with makes it slower or stand, never run on unseen.
 */
import assert from "node:assert/strict";
import * as v from "valibot";
import { call, LiveRobot, until, wallNow } from "./live_robot.ts";
import { deviceTimeoutMs, rampMs, report, tickHz, times } from "./stop_times.ts";

const statusSchema = v.object({
  tick: v.number(),
  uptimeS: v.number(),
  counters: v.object({ lateTicks: v.number() }),
});
const whySchema = v.object({ line: v.string() });
const hogs = 2 * navigator.hardwareConcurrency;

async function starved(use: () => Promise<void>): Promise<void> {
  const running = Array.from(
    { length: hogs },
    () => new Deno.Command("sh", { args: ["-c", "while :; do :; done"], stdin: "null" }).spawn(),
  );
  try {
    await use();
  } finally {
    for (const hog of running) hog.kill("SIGKILL");
    await Promise.all(running.map((hog) => hog.status));
  }
}

/** Stops a driving robot on a starved machine, so often; ms to standstill each time. */
async function stop(signal: "SIGTERM" | "SIGKILL" | "SIGUSR1"): Promise<number[]> {
  const stood: number[] = [];
  for (let i = 0; i < times; i++) {
    const robot = await LiveRobot.driving({ set: [`kernel.tickHz=${tickHz}`] }, 4);
    try {
      await starved(async () => {
        await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 300));
        const at = robot.signal(signal);
        stood.push(await robot.stillAfter(at, deviceTimeoutMs + rampMs));
      });
    } finally {
      await robot.remove();
    }
  }
  return stood;
}

for (const signal of ["SIGTERM", "SIGUSR1", "SIGKILL"] as const) {
  Deno.test(`run: ${signal} stops in time while others take every core`, async () => {
    const deadlineMs = signal === "SIGKILL" ? deviceTimeoutMs + rampMs : rampMs;
    report(`${signal}, starved`, await stop(signal), deadlineMs);
  });
}

Deno.test("run: a starved robot makes up for no tick, and counts those that came late", async () => {
  const robot = await LiveRobot.driving({}, 4);
  try {
    await starved(async () => {
      const from = wallNow();
      await until("two seconds", () => wallNow() > from + 2000);
      const { result } = await call(robot, "status");
      const { tick, uptimeS, counters } = v.parse(statusSchema, result);
      const missed = uptimeS * 200 - tick;
      assert.ok(missed > -3, `${tick} ticks in ${uptimeS} s: a burst`);
      assert.ok(missed < 3 || counters.lateTicks > 0, `${missed} missed, none counted`);
      const why = v.parse(whySchema, (await call(robot, "why")).result);
      assert.ok(why.line.length > 0);
    });
  } finally {
    await robot.remove();
  }
});
