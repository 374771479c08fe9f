/**
 * Every way of dying, in the compiled binary, with the robot driving: what counts is the log of
 * the simulated device, which is a process of its own. Times to standstill are printed against
 * their deadline; stop_times.ts says how often each is tried.
 */
import assert from "node:assert/strict";
import { mechos } from "./mechos.ts";
import { deviceTimeoutMs, rampMs, report, starts, tickHz, times } from "./stop_times.ts";
import { call, LiveRobot, modeOf, until, wallNow } from "./live_robot.ts";

const set = [`kernel.tickHz=${tickHz}`];

async function repeat(
  what: string,
  deadlineMs: number,
  once: (robot: LiveRobot) => Promise<number>,
  args: readonly string[] = [],
): Promise<void> {
  const measured: number[] = [];
  for (let i = 0; i < times; i++) {
    const robot = await LiveRobot.driving({ set, args }, starts);
    try {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300));
      measured.push(await once(robot));
    } finally {
      await robot.remove();
    }
  }
  report(what, measured, deadlineMs);
}

async function verifies(path: string): Promise<void> {
  const { code, stdout, stderr } = await mechos(["replay", path]);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^identical/);
}

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  Deno.test(`run: ${signal} while driving stops gracefully, exit 0, recording whole`, async () => {
    await repeat(signal, rampMs, async (robot) => {
      const at = robot.signal(signal);
      assert.equal(await robot.exit(), 0, robot.stdout);
      assert.ok(wallNow() - at < 3000, "within run.stopTimeoutMs");
      const [path = ""] = robot.recordings();
      const info = await mechos(["record", "info", path]);
      assert.match(info.stdout, /: whole,/);
      await verifies(path);
      return await robot.stillAfter(at, rampMs);
    });
  });
}

Deno.test("run: SIGKILL of the robot process: the device stops by itself", async () => {
  await repeat("SIGKILL", deviceTimeoutMs + rampMs, async (robot) => {
    const at = robot.signal("SIGKILL");
    const ms = await robot.stillAfter(at, deviceTimeoutMs + rampMs);
    assert.ok(robot.wheels().some(({ timedOut }) => timedOut), "its own timeout did it");
    return ms;
  });
});

Deno.test("run: SIGSTOP for 2 s stops the robot, and waking moves nothing until start", async () => {
  await repeat("SIGSTOP", deviceTimeoutMs + rampMs, async (robot) => {
    const at = robot.signal("SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 2000));
    robot.signal("SIGCONT");
    const ms = await robot.stillAfter(at, 2000);
    const woken = wallNow();
    await until("the robot says that it holds", async () => await modeOf(robot) !== "auto");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const moved = robot.wheels().some(({ wallMs, speedRadps }) =>
      wallMs > woken && speedRadps > 0.05
    );
    assert.equal(moved, false, "moved after waking");
    // A start is refused until sensors have been fresh for 2 to 3 s again, as their clear rules say.
    await until("the start is accepted", async () => {
      return (await call(robot, "start"))["error"] === undefined;
    });
    await robot.untilDriving();
    return ms;
  });
});

/** Kills or freezes the mind: the robot holds, its kernel ticks on, and it waits for `resume`. */
async function loseMind(robot: LiveRobot, lose: () => number): Promise<number> {
  const at = lose();
  const ms = await robot.stillAfter(at, 2000);
  await robot.untilEvent("mind.up", 2, 20_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const last = robot.wheels().at(-1);
  assert.ok(last !== undefined && last.speedRadps < 0.05, "waits, although the mind is back");
  const why = await call(robot, "why");
  assert.match(JSON.stringify(why), /mind is silent|resume|operator/);
  await call(robot, "resume");
  await robot.untilDriving();
  return ms;
}

/** Silence of the mind is noticed within 500 ms. */
const mindMs = 500 + rampMs;

Deno.test("run: SIGKILL of the mind: hold, a new mind, and nothing moves until resume", async () => {
  await repeat(
    "mind SIGKILL",
    mindMs,
    (robot) => loseMind(robot, () => robot.signal("SIGKILL", robot.mindPid)),
  );
});

Deno.test("run: SIGSTOP of the mind: its heartbeat is missed, not its end awaited", async () => {
  await repeat(
    "mind SIGSTOP",
    mindMs,
    (robot) => loseMind(robot, () => robot.signal("SIGSTOP", robot.mindPid)),
  );
});

Deno.test("run: SIGUSR1 is an E-stop: latched, exit 6, and still latched when started again", async () => {
  await repeat("SIGUSR1", rampMs, async (robot) => {
    const at = robot.signal("SIGUSR1");
    const ms = await robot.stillAfter(at, rampMs);
    await until("estop", async () => await modeOf(robot) === "estop");
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 6);
    const again = await LiveRobot.start({ set, folder: robot.folder });
    try {
      assert.equal(await modeOf(again), "estop");
    } finally {
      again.signal("SIGTERM");
      assert.equal(await again.exit(), 6);
    }
    return ms;
  });
});

Deno.test("run: E-stop and SIGKILL together stay latched after the restart (X01)", async () => {
  await repeat("X01", deviceTimeoutMs + rampMs, async (robot) => {
    await call(robot, "estop", {}, "stop");
    const at = robot.signal("SIGKILL");
    const ms = await robot.stillAfter(at, deviceTimeoutMs + rampMs);
    const again = await LiveRobot.start({ set, folder: robot.folder });
    try {
      assert.equal(await modeOf(again), "estop");
    } finally {
      again.signal("SIGTERM");
      await again.exit();
    }
    return ms;
  });
});

Deno.test("run: a second SIGINT goes at once, with zeroed drives and exit 130", async () => {
  await repeat("second SIGINT", rampMs, async (robot) => {
    const at = robot.signal("SIGINT");
    // Two signals that are pending at once are one.
    await new Promise((resolve) => setTimeout(resolve, 50));
    robot.signal("SIGINT");
    assert.equal(await robot.exit(), 130);
    return await robot.stillAfter(at, rampMs);
  });
});
