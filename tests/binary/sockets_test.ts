/**
 * The operator sockets of the compiled binary while it drives: whatever is thrown at them, nothing
 * moves that should not, and an E-stop is answered. tests/core/operator has the finer cases.
 */
import assert from "node:assert/strict";
import { codeOf, connectRaw, field, type RawClient } from "tests/core/operator/raw_client.ts";
import { garbageLines } from "tests/fixtures/garbage_lines.ts";
import { LiveRobot, modeOf, until } from "./live_robot.ts";

/** E-stops are answered within this (issue 4), ms; and on a machine that others use, at worst. */
const estopMs = 50;
const busyMs = 1000;

const operatorOf = (robot: LiveRobot): string => `${robot.folder}/mechos/rover.sock`;
const stopOf = (robot: LiveRobot): string => `${robot.folder}/mechos/rover.stop`;

async function withRobot(driving: boolean, use: (robot: LiveRobot) => Promise<void>) {
  const args = ["--mission", "go to 500, 0"];
  const robot = driving ? await LiveRobot.driving() : await LiveRobot.start({ args });
  try {
    await until("the mind is up", () => robot.mindPid > 0);
    if (!driving) await until("idle", async () => await modeOf(robot) === "idle");
    await use(robot);
  } finally {
    await robot.remove();
  }
}

function fastest(robot: LiveRobot): number {
  return Math.max(...robot.wheels().map(({ speedRadps }) => speedRadps));
}

/** Sends garbage in connections of 50 lines, eight at once, which is what the socket takes. */
async function garbage(robot: LiveRobot, count: number): Promise<number> {
  const lines = garbageLines(count);
  let refusals = 0;
  const send = async (): Promise<void> => {
    while (lines.length > 0) {
      const client = await connectRaw(operatorOf(robot));
      await client.write(`${lines.splice(0, 50).join("\n")}\n`);
      await Promise.race([client.ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
      client.close();
      for (const line of client.lines) assert.ok("error" in line, JSON.stringify(line));
      refusals += client.lines.length;
    }
  };
  await Promise.all(Array.from({ length: 8 }, send));
  return refusals;
}

Deno.test("run: 10,000 malformed lines move nothing, and the next line is served", async () => {
  await withRobot(false, async (robot) => {
    assert.ok(await garbage(robot, 400) >= 8);
    assert.ok(fastest(robot) < 0.01, "it stands");
    assert.equal(await modeOf(robot), "idle");
    const client = await connectRaw(operatorOf(robot));
    // A sensor may hiccup on a busy machine; what is asked is that an honest client is served.
    await until("start is taken", async () => "result" in await client.call("start"));
    client.close();
    await robot.untilDriving();
  });
});

async function pressTimes(robot: LiveRobot, presses: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < presses; i++) {
    const client = await connectRaw(stopOf(robot));
    const began = performance.now();
    const answer = await client.call("estop");
    times.push(performance.now() - began);
    assert.equal(field(answer, "result", "latched"), true);
    client.close();
    // Under the limit of a connection's rate.
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return times.sort((a, b) => a - b);
}

Deno.test("run: an E-stop is answered under 50 clients, floods and a slow reader", async () => {
  await withRobot(true, async (robot) => {
    const idle = await Promise.all(Array.from({ length: 50 }, () => connectRaw(stopOf(robot))));
    const slow = await Deno.connect({ transport: "unix", path: stopOf(robot) });
    const ask = '{"jsonrpc":"2.0","id":1,"method":"status"}\n'.repeat(500);
    void slow.write(new TextEncoder().encode(ask)).catch(() => "let go");
    let flooding = true;
    const flood = (async () => {
      while (flooding) await garbage(robot, 100);
    })();
    const times = await pressTimes(robot, 15);
    flooding = false;
    await flood;
    for (const client of idle) client.close();
    slow.close();
    const p50 = times[times.length >> 1] ?? NaN;
    const max = times.at(-1) ?? NaN;
    const figures = `estop on the binary under load: p50 ${p50.toFixed(1)} ms, max ${
      max.toFixed(1)
    } ms, goal ${estopMs} ms\n`;
    Deno.stdout.writeSync(new TextEncoder().encode(figures));
    assert.ok(p50 <= estopMs && max <= busyMs, figures);
    assert.equal(await modeOf(robot), "estop");
    await until("the wheels stand", () => (robot.wheels().at(-1)?.speedRadps ?? 1) < 0.15);
  });
});

async function refused(client: RawClient, method: string, params?: unknown): Promise<string> {
  const answer = await client.call(method, params);
  assert.ok("error" in answer, `${method} was taken: ${JSON.stringify(answer)}`);
  return String(codeOf(answer));
}

Deno.test("run: of two operators one has control, and the other takes it over by name only", async () => {
  await withRobot(false, async (robot) => {
    const one = await connectRaw(operatorOf(robot));
    const two = await connectRaw(operatorOf(robot));
    assert.ok("result" in await one.call("take"));
    assert.match(await refused(two, "take"), /^OPERATOR_/);
    assert.match(await refused(two, "start"), /^OPERATOR_/);
    const frame = { linearMps: 0.2, angularRadps: 0, seq: 1 };
    assert.match(await refused(two, "teleop", frame), /^OPERATOR_/);
    assert.ok(fastest(robot) < 0.01, "nothing unauthorised moved");
    assert.ok("result" in await two.call("take", { takeOver: true }));
    assert.match(await refused(one, "teleop", { ...frame, seq: 2 }), /^OPERATOR_/);
    // Whoever has no lease may stop all the same.
    assert.ok("result" in await one.call("estop"));
    assert.equal(await modeOf(robot), "estop");
    one.close();
    two.close();
  });
});

Deno.test("run: a reset with an old latch id resets nothing", async () => {
  await withRobot(false, async (robot) => {
    const client = await connectRaw(operatorOf(robot));
    const first = Number(field(await client.call("estop"), "result", "latchId"));
    assert.ok("result" in await client.call("reset", { latchId: first }));
    await until("idle", async () => await modeOf(robot) === "idle");
    const second = Number(field(await client.call("estop"), "result", "latchId"));
    assert.notEqual(second, first);
    await refused(client, "reset", { latchId: first });
    assert.equal(await modeOf(robot), "estop");
    await refused(client, "start");
    assert.ok("result" in await client.call("reset", { latchId: second }));
    client.close();
  });
});

Deno.test("a stop is answered after more calls than a listener's backlog", async () => {
  await withRobot(true, async (robot) => {
    // Deno 2.6.10 went deaf after 513 connections of one socket's life.
    for (let i = 0; i < 600; i++) {
      const client = await connectRaw(stopOf(robot));
      client.close();
    }
    const last = await connectRaw(stopOf(robot));
    await last.write(`{"jsonrpc":"2.0","id":1,"method":"estop"}\n`);
    await until("the E-stop is latched", async () => await modeOf(robot) === "estop", 3000);
    last.close();
  });
});
