/** A running robot whose model server answers, stalls, drips, cuts, lies and refuses. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { readMessages } from "core/record/mod.ts";
import type { FaultName } from "tests/fixtures/model_faults.ts";
import { startModelServer } from "tests/fixtures/model_server.ts";
import { call, LiveRobot, until } from "./live_robot.ts";

/** Faults that end a call: the robot goes on without a model, and comes back to it. */
const ending: readonly FaultName[] = [
  "reset",
  "noHeaders",
  "drip",
  "stall",
  "cut",
  "cutBetweenLines",
  "garbageLine",
  "doneFalse",
  "wrongType",
  "notHttp",
  "missingModel",
  "quota",
  "serverError",
  "htmlDown",
  "overloaded",
  "redirect",
  "huge",
  "empty",
  "repeats",
  "midStreamError",
  "late",
];
/** Faults that are answers: read or refused, and the next question follows. */
const lies: readonly FaultName[] = [
  "slowHeaders",
  "duplicateKeys",
  "prototype",
  "overflow",
  "prose",
  "refusal",
  "usageMissing",
  "usageAbsurd",
];
const deadlineMs = 500;
const tickHz = 200;
/** The brain is looked at every 20 ms, on a machine that others use, ms. */
const slackMs = 300;

function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    found = typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined;
  }
  return found;
}

/** What the robot says of itself, and every cause that was ever seen. */
class Watch {
  readonly causes = new Set<string>();
  readonly #robot: LiveRobot;

  constructor(robot: LiveRobot) {
    this.#robot = robot;
  }

  async look(): Promise<{ readonly brain: string; readonly late: number; readonly tick: number }> {
    const status = at(await call(this.#robot, "status"), "result");
    const causes = at(status, "failsafe", "causes");
    if (Array.isArray(causes)) { for (const cause of causes) this.causes.add(String(cause)); }
    return {
      brain: String(at(status, "brain", "state")),
      late: Number(at(status, "counters", "lateTicks")),
      tick: Number(at(status, "tick")),
    };
  }
}

/** How long each call took, from its prompt to its answer in the recording, ms. */
function callTimes(bytes: Uint8Array): number[] {
  const asked = new Map<unknown, number>();
  const took: number[] = [];
  const topics = ["/brain/prompt", "/brain/response"];
  for (const { channel, data, logTimeNs } of readMessages(bytes, { topics })) {
    const value: unknown = JSON.parse(new TextDecoder().decode(data));
    const callId = at(value, "callId");
    if (channel.topic === "/brain/prompt") asked.set(callId, Number(logTimeNs));
    const since = asked.get(callId);
    if (channel.topic === "/brain/response" && since !== undefined) {
      took.push((Number(logTimeNs) - since) * 1e-6);
      asked.delete(callId);
    }
  }
  return took;
}

/** A brain that asks often, gives up early and has the steps of its mission to fall back to. */
function settings(url: string): readonly string[] {
  return [
    "brain.driver=ollama",
    "brain.model=test-model",
    `brain.url=${url}`,
    `brain.deadlineMs=${deadlineMs}`,
    "brain.idleMs=300",
    "brain.retries=0",
    "brain.hz=20",
    "brain.heartbeatMs=300",
    "brain.fallback=[scripted]",
    "brain.breaker.failures=100",
    "brain.breaker.restMs=10",
    "brain.breaker.maxRestMs=20",
    "brain.guard.idleCalls=10000",
    "brain.guard.repeats=100",
    "brain.guard.refusals=100",
  ];
}

Deno.test("run: whatever a model server does, no call outlasts its deadline and the kernel does not notice", async () => {
  const server = startModelServer();
  server.answer = () => `{"action":"drive","linearMps":0.1,"angularRadps":0,"durationMs":300}`;
  const began = performance.now();
  const robot = await LiveRobot.start({
    args: ["--start", "--mission", "go to 500, 0"],
    set: settings(server.url),
  });
  try {
    const watch = new Watch(robot);
    const questions = (count: number) =>
      until(`${count} questions`, () => server.asked.length >= count);
    await questions(2);
    const quiet = await watch.look();
    await questions(8);
    const before = await watch.look();
    for (const name of [...ending, ...lies]) {
      server.fault = () => name;
      const asked = server.asked.length;
      if (ending.includes(name)) {
        await until(
          `${name}: the fallback is entered`,
          async () => (await watch.look()).brain === "fallback",
        );
      } else await questions(asked + 2);
      server.fault = () => null;
      await until(
        `${name}: the model is back`,
        async () => (await watch.look()).brain === "ok" && server.asked.length > asked,
      );
    }
    const after = await watch.look();
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0);
    const took = callTimes(await Deno.readFile(robot.recordings()[0] ?? ""));
    const longest = Math.max(...took);
    const rate = (from: typeof quiet, to: typeof quiet) =>
      1000 * (to.late - from.late) / Math.max(1, to.tick - from.tick);
    const [usual, faulty] = [rate(quiet, before), rate(before, after)];
    const figures = `${ending.length + lies.length} faults, ${took.length} calls, longest ` +
      `${longest.toFixed(0)} ms of ${deadlineMs}; late ticks in 1000: ${usual.toFixed(1)} with ` +
      `good answers, ${faulty.toFixed(1)} with faults; ` +
      `${((performance.now() - began) / 1000).toFixed(0)} s\n`;
    await Deno.stdout.write(new TextEncoder().encode(figures));
    assert.ok(longest <= deadlineMs + slackMs, `a call took ${longest} ms`);
    assert.ok(faulty <= 2 * usual + 5, "the kernel ran as punctually as with good answers");
    assert.equal(after.tick - before.tick > 5 * tickHz, true, "it ran on throughout");
    for (const cause of ["linkLost", "mindLost", "supervisorLost"]) {
      assert.ok(!watch.causes.has(cause), `${cause} in ${[...watch.causes].join()}`);
    }
    assert.equal(robot.count("brain.died") + robot.count("mind.down"), 0);
    const db = new DatabaseSync(`${robot.folder}/memory/mechos.db`, { readOnly: true });
    const total = db.prepare("SELECT requests FROM budget_total WHERE scope = 'lifetime'").get();
    db.close();
    assert.equal(total?.["requests"], took.length, "each call is in the ledger, once");
  } finally {
    await server.close();
    await robot.remove();
  }
});
