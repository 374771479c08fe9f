import assert from "node:assert/strict";
import { fail, ok } from "core/fault.ts";
import { modes, nameOf } from "core/messages/mod.ts";
import {
  type AuditRecord,
  type Client,
  createOperatorService,
  type OperatorService,
  verbNames,
} from "core/operator/mod.ts";
import { createTestRobot, type TestRobot } from "tests/core/operator/test_robot.ts";

type Answer = Record<string, unknown>;

/** An operator of the tests: calls are answered while the robot makes ticks. */
interface Person {
  readonly client: Client;
  readonly lines: Answer[];
  call(method: string, params?: unknown): Promise<Answer>;
}

interface Bench {
  readonly robot: TestRobot;
  readonly service: OperatorService;
  readonly audit: AuditRecord[];
  person(socket?: Client["socket"]): Person;
  run(ms: number): void;
  mode(): string;
}

function parse(line: string): Answer {
  const value: unknown = JSON.parse(line);
  assert.ok(typeof value === "object" && value !== null);
  return { ...value };
}

function field(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const key of path) {
    assert.ok(typeof found === "object" && found !== null, `no "${key}" in ${found}`);
    found = Reflect.get(found, key);
  }
  return found;
}

const codeOf = (answer: Answer): unknown => field(answer, "error", "data", "code");

function createBench(robot = createTestRobot()): Bench {
  const audit: AuditRecord[] = [];
  const tick = (): void => {
    robot.step();
    service.poll();
  };
  const service = createOperatorService({
    robot: "test",
    version: "0.0.0",
    kernel: robot.port,
    rest: robot.rest,
    config: robot.config,
    configFile: "mechos.yaml",
    params: robot.params,
    names: robot.names,
    latch: null,
    audit: (record) => audit.push(record),
    clock: {
      nowMs: robot.nowMs,
      wallMs: () => 1_764_000_000_000,
      random: () => [robot.nowMs(), 2, 3],
      pause: () => {
        tick();
        return Promise.resolve();
      },
    },
  });
  let id = 0;
  const person = (socket: Client["socket"] = "operator"): Person => {
    const lines: Answer[] = [];
    const client = service.connect(socket, (line) => lines.push(parse(line)));
    assert.ok(client !== null);
    const call = async (method: string, params?: unknown): Promise<Answer> => {
      const mine = ++id;
      service.line(client, JSON.stringify({ jsonrpc: "2.0", id: mine, method, params }));
      for (let turns = 0; turns < 2000; turns++) {
        const found = lines.find((line) => line["id"] === mine);
        if (found !== undefined) return found;
        await Promise.resolve();
      }
      throw new Error(`${method} was not answered`);
    };
    return { client, lines, call };
  };
  const run = (ms: number): void => {
    const untilMs = robot.nowMs() + ms;
    while (robot.nowMs() < untilMs) tick();
  };
  return {
    robot,
    service,
    audit,
    person,
    run,
    mode: () => nameOf(modes, robot.kernel.outputs.mode),
  };
}

/** A bench whose robot has passed its self-test. */
function readyBench(): Bench {
  const bench = createBench();
  bench.run(600);
  assert.equal(bench.mode(), "idle");
  return bench;
}

const truth = (bench: Bench): number => Math.abs(bench.robot.sim.world.robot.linearMps);
/** Below this the robot stands, m/s: what its wheels still show while they settle. */
const standing = 0.005;
const clean = (bench: Bench): void => assert.deepEqual(bench.robot.violations, []);

Deno.test("start arms, stop ends it, and both say the mode that followed", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  assert.equal(field(await call("start"), "result", "mode"), "auto");
  bench.robot.driveMps = 0.2;
  bench.run(1500);
  assert.ok(truth(bench) > 0.15);
  const stopped = await call("stop");
  assert.equal(field(stopped, "result", "mode"), "idle");
  bench.run(1000);
  assert.ok(truth(bench) < standing);
  clean(bench);
});

Deno.test("start is refused with every arming check that fails, by name", async () => {
  const bench = createBench();
  const { call } = bench.person();
  const early = await call("start");
  assert.equal(codeOf(early), "OPERATOR_NOT_ARMED");
  bench.run(600);
  bench.robot.sim.device.driver.inject({ kind: "lidar.off", parameters: {} }, true);
  bench.run(1000);
  await call("estop");
  bench.robot.checks.push({
    check: "recorder",
    passed: false,
    text: "Recorder has no disk",
    help: "free some",
  });
  const refused = await call("start");
  const unmet = field(refused, "error", "data", "unmet");
  assert.ok(Array.isArray(unmet));
  const names = unmet.map((each) => field(each, "check"));
  assert.deepEqual(names, ["estop", "lidarStale", "recorder"]);
  assert.equal(bench.mode(), "estop");
});

Deno.test("estop latches under an id that only a reset with this id ends", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  await call("start");
  bench.robot.driveMps = 0.2;
  bench.run(1000);
  const pressed = await call("estop", { whatever: ["is", "sent"] });
  assert.equal(field(pressed, "result", "latched"), true);
  const first = field(pressed, "result", "latchId");
  assert.equal(first, 1);
  bench.run(500);
  assert.ok(truth(bench) < standing);
  assert.equal(codeOf(await call("reset", { latchId: 7 })), "OPERATOR_LATCH_ID");
  assert.equal(codeOf(await call("start")), "OPERATOR_NOT_ARMED");
  assert.equal(field(await call("reset", [1]), "result", "mode"), "idle");
  bench.run(1000);
  assert.ok(truth(bench) < standing, "a reset is no start");
  await call("estop");
  assert.equal(codeOf(await call("reset", { latchId: first })), "OPERATOR_LATCH_ID");
  assert.equal(codeOf(await call("reset", {})), "OPERATOR_PARAMS");
  assert.equal(bench.mode(), "estop");
  clean(bench);
});

Deno.test("latch ids go on where an earlier run ended", async () => {
  const robot = createTestRobot(undefined, { latchedAtStart: 0, latchesBefore: 41 });
  const bench = createBench(robot);
  bench.run(600);
  const pressed = await bench.person().call("estop");
  assert.equal(field(pressed, "result", "latchId"), 42);
});

Deno.test("reset is refused while what tripped the E-stop is still there", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  const pressed = await call("estop");
  const latchId = field(pressed, "result", "latchId");
  bench.robot.kernel.state.failsafe.condition.fill(0);
  bench.robot.sim.device.driver.inject({ kind: "imu.off", parameters: {} }, true);
  bench.robot.kernel.state.tiltRad = 1;
  bench.run(1000);
  assert.equal(codeOf(await call("reset", { latchId })), "OPERATOR_STILL_ACTIVE");
  bench.robot.kernel.state.tiltRad = 0;
  bench.run(200);
  assert.equal(field(await call("reset", { latchId }), "result", "mode"), "idle");
  clean(bench);
});

Deno.test("a tilt latches under an id too, so that a reset can end it", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  bench.robot.sim.device.driver.inject({ kind: "imu.off", parameters: {} }, true);
  bench.robot.kernel.state.tiltRad = 1;
  bench.run(1000);
  const status = await call("status");
  assert.deepEqual(field(status, "result", "estop"), { latched: true, latchId: 1 });
  bench.robot.kernel.state.tiltRad = 0;
  bench.run(100);
  assert.equal(field(await call("reset", { latchId: 1 }), "result", "mode"), "idle");
});

let seq = 0;
const frame = (linearMps: number) => ({ linearMps, angularRadps: 0, seq: ++seq });

Deno.test("teleop drives only with the lease, and an ended stream stops", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  assert.equal(codeOf(await call("teleop", frame(0.1))), "OPERATOR_NO_LEASE");
  assert.equal(field(await call("take"), "result", "mode"), "manual");
  for (let i = 0; i < 15; i++) {
    await call("teleop", frame(0.1));
    bench.run(100);
  }
  assert.ok(truth(bench) > 0.08);
  bench.run(600);
  assert.ok(truth(bench) < standing, "frames that stop coming stop the robot");
  await call("teleop", frame(0.1));
  bench.run(200);
  assert.ok(truth(bench) > 0.02);
  await call("teleop", frame(0));
  bench.run(400);
  assert.ok(truth(bench) < standing, "letting go sends zero");
  assert.equal(field(await call("release"), "result", "mode"), "idle");
  clean(bench);
});

Deno.test("teleop refuses frames that are repeated, old, held up, or not finite", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  await call("take");
  const send = (params: object) => call("teleop", { linearMps: 0.1, angularRadps: 0, ...params });
  const sentMs = bench.robot.nowMs();
  assert.ok("result" in await send({ seq: 10, sentMs }));
  assert.equal(codeOf(await send({ seq: 10 })), "OPERATOR_STALE");
  assert.equal(codeOf(await send({ seq: 9 })), "OPERATOR_STALE");
  bench.run(700);
  assert.equal(codeOf(await send({ seq: 11, sentMs: sentMs + 20 })), "OPERATOR_STALE");
  assert.ok("result" in await send({ seq: 12, sentMs: bench.robot.nowMs() }));
  for (const linearMps of [null, "1", 1e9, [1]]) {
    const answer = await call("teleop", { linearMps, angularRadps: 0, seq: 100 });
    assert.equal(codeOf(answer), "OPERATOR_PARAMS");
  }
  clean(bench);
});

Deno.test("a stick held through a stop drives only after it was let go once", async () => {
  const bench = readyBench();
  const driver = bench.person();
  const other = bench.person("stop");
  await driver.call("take");
  await driver.call("teleop", frame(0.1));
  bench.run(200);
  const pressed = await other.call("estop");
  assert.equal(codeOf(await driver.call("teleop", frame(0.1))), "OPERATOR_NO_LEASE");
  await driver.call("reset", { latchId: field(pressed, "result", "latchId") });
  await driver.call("take");
  assert.equal(codeOf(await driver.call("teleop", frame(0.1))), "OPERATOR_CENTRE");
  bench.run(500);
  assert.ok(truth(bench) < standing);
  await driver.call("teleop", frame(0));
  assert.ok("result" in await driver.call("teleop", frame(0.1)));
  clean(bench);
});

Deno.test("of two operators one holds the lease; the other may read, stop, and take it over", async () => {
  const bench = readyBench();
  const one = bench.person();
  const two = bench.person();
  await one.call("take");
  await one.call("teleop", frame(0.1));
  const cases: [string, unknown][] = [
    ["take", {}],
    ["start", {}],
    ["release", {}],
    ["ack", {}],
    ["teleop", frame(-0.1)],
    ["mission", { verb: "cancel" }],
    ["tell", { text: "go" }],
    ["grant", { agent: "brain", capability: "drive" }],
    ["tune.set", { changes: { "kernel.limits.maxLinearMps": 0.1 } }],
  ];
  for (const [method, params] of cases) {
    assert.equal(codeOf(await two.call(method, params)), "OPERATOR_LEASE", method);
  }
  assert.equal(field(await two.call("status"), "result", "lease", "mine"), false);
  bench.run(150);
  assert.ok(bench.robot.kernel.outputs.linearMps > 0.05, "the holder goes on driving");
  assert.equal(field(await two.call("take", { takeOver: true }), "result", "mode"), "manual");
  assert.ok(one.lines.some((line) => line["method"] === "lease.lost"));
  assert.equal(bench.robot.kernel.outputs.wantedLinearMps, 0, "taken over by way of zero");
  assert.equal(codeOf(await one.call("teleop", frame(0.1))), "OPERATOR_LEASE");
  assert.equal(field(await one.call("stop"), "result", "mode"), "idle");
  clean(bench);
});

Deno.test("a holder that goes silent or away loses the lease within its time, at a stand", async () => {
  for (const leaves of [true, false]) {
    const bench = readyBench();
    const one = bench.person();
    const two = bench.person();
    await one.call("take");
    for (let i = 0; i < 10; i++) {
      await one.call("teleop", frame(0.1));
      bench.run(100);
    }
    if (leaves) bench.service.disconnect(one.client);
    bench.run(700);
    assert.ok(truth(bench) < standing, `${truth(bench)} m/s, holder ${leaves ? "left" : "silent"}`);
    if (leaves) assert.equal(field(await two.call("take"), "result", "mode"), "manual");
    else {
      bench.run(1500);
      assert.equal(bench.mode(), "idle");
      assert.equal(field(await two.call("status"), "result", "lease", "holder"), null);
      assert.equal(codeOf(await one.call("teleop", frame(0.1))), "OPERATOR_NO_LEASE");
    }
    clean(bench);
  }
});

Deno.test("the stop socket takes stop, estop and status, and nothing else", async () => {
  const bench = readyBench();
  const { call } = bench.person("stop");
  for (const method of verbNames) {
    if (["stop", "estop", "status"].includes(method)) continue;
    assert.equal(codeOf(await call(method)), "OPERATOR_METHOD", method);
    bench.run(200);
  }
  const status = await call("status");
  assert.equal(field(status, "result", "mode"), "idle");
  assert.equal(field(status, "result", "questions"), undefined, "what is private stays so");
  assert.equal(field(await call("estop"), "result", "latched"), true);
});

Deno.test("a flood is refused, and the stop within it is still taken", async () => {
  const bench = readyBench();
  const { call, lines } = bench.person("stop");
  for (let i = 0; i < 200; i++) await call("status");
  assert.ok(lines.filter((line) => "error" in line).length > 150);
  assert.equal(field(await call("estop"), "result", "latched"), true);
  for (let i = 0; i < 100; i++) await call("estop");
  const presses = bench.audit.filter((record) => record.verb === "estop");
  assert.ok(presses.length >= 1 && presses.length < 50, `${presses.length} records`);
});

Deno.test("tune changes several parameters at one tick, checked as a whole", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  const watcher = bench.person();
  await watcher.call("tune.watch");
  const speed = "kernel.limits.maxLinearMps";
  const gain = "kernel.wheelPid.kp";
  const { tuning } = bench.robot.kernel.state;
  const before = { ...tuning };
  const bad = await call("tune.set", { changes: { [gain]: 0.5, [speed]: 5 } });
  assert.equal(codeOf(bad), "CONFIG_LIMIT_ABOVE_ROBOT");
  bench.run(50);
  assert.deepEqual({ ...tuning }, before);
  const set = await call("tune.set", { changes: { [gain]: 0.5, [speed]: 0.1 } });
  assert.ok("result" in set);
  bench.run(10);
  assert.deepEqual([tuning.wheelKp, tuning.maxLinearMps], [0.5, 0.1]);
  const heard = watcher.lines.filter((line) => line["method"] === "tune.changed");
  assert.equal(heard.length, 2);
  const got = await call("tune.get", { path: speed });
  assert.deepEqual(
    [field(got, "result", "value"), field(got, "result", "configured")],
    [0.1, before.maxLinearMps],
  );
  const wrong = await call("tune.get", { path: "kernel.limits.maxLinearMp" });
  assert.match(String(field(wrong, "error", "data", "help")), /maxLinearMps/);
  const unsaved = field(await call("tune.save"), "result", "parameters");
  assert.ok(Array.isArray(unsaved) && unsaved.length === 2);
});

Deno.test("tune.reload takes a good file over as a whole and leaves a bad one", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  const { config } = bench.robot;
  bench.robot.reload = () => fail({ code: "CONFIG_SYNTAX", message: "Not valid YAML" });
  assert.equal(codeOf(await call("tune.reload")), "CONFIG_SYNTAX");
  const limits = { ...config.kernel.limits, maxLinearMps: 0.11 };
  const next = { ...config, kernel: { ...config.kernel, limits, tickHz: 100 } };
  bench.robot.reload = () => ok(next);
  const done = await call("tune.reload");
  assert.deepEqual(field(done, "result", "needsRestart"), ["kernel.tickHz"]);
  bench.run(10);
  assert.equal(bench.robot.kernel.state.tuning.maxLinearMps, 0.11);
});

Deno.test("wait answers when the mode comes, or after its time", async () => {
  const bench = createBench();
  const { call } = bench.person();
  const came = await call("wait", { mode: "idle", timeoutMs: 5000 });
  assert.equal(field(came, "result", "mode"), "idle");
  const not = await call("wait", { mode: "auto", timeoutMs: 100 });
  assert.equal(codeOf(not), "OPERATOR_TIMEOUT");
  assert.equal(codeOf(await call("wait", { mode: "flying" })), "OPERATOR_PARAMS");
});

Deno.test("tell, answer and mission reach the mind; an unknown question does not", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  bench.robot.questions.push({ questionId: "q1", question: "Left?", options: ["yes", "no"] });
  assert.ok("result" in await call("tell", { text: "look left" }));
  assert.ok("result" in await call("answer", { questionId: "q1", text: "yes" }));
  assert.equal(
    codeOf(await call("answer", { questionId: "q2", text: "yes" })),
    "OPERATOR_UNKNOWN",
  );
  assert.equal(codeOf(await call("tell", { text: "x".repeat(4097) })), "OPERATOR_PARAMS");
  await call("start");
  bench.robot.driveMps = 0.2;
  bench.run(1000);
  assert.ok("result" in await call("mission", { verb: "pause" }));
  assert.deepEqual(bench.robot.told.map((message) => message.kind), ["tell", "answer", "mission"]);
});

Deno.test("grant and revoke change what an agent may do, unknown names are refused", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  const drive = { agent: "mission", capability: "drive" };
  await call("start");
  bench.robot.driveMps = 0.2;
  bench.run(1000);
  assert.ok(truth(bench) > 0.1);
  assert.ok("result" in await call("revoke", drive));
  bench.run(1500);
  assert.ok(truth(bench) < standing);
  assert.ok("result" in await call("grant", drive));
  bench.run(1000);
  assert.ok(truth(bench) > 0.1);
  assert.equal(
    codeOf(await call("grant", { agent: "operator", capability: "drive" })),
    "OPERATOR_UNKNOWN",
  );
  assert.equal(
    codeOf(await call("grant", { agent: "brain", capability: "fly" })),
    "OPERATOR_UNKNOWN",
  );
});

Deno.test("each act is audited with who, what and what became of it; reading is not", async () => {
  const bench = readyBench();
  const { call, client } = bench.person();
  await call("status");
  await call("start");
  await call("reset", { latchId: 3 });
  await call("nonsense");
  const seen = bench.audit.map(({ operator, verb, outcome, code }) => [
    operator,
    verb,
    outcome,
    code,
  ]);
  assert.deepEqual(seen, [
    [client.operator, "start", "done", ""],
    [client.operator, "reset", "refused", "OPERATOR_NOT_LATCHED"],
    [client.operator, "nonsense", "refused", "OPERATOR_METHOD"],
  ]);
});

Deno.test("a robot that shuts down takes stops only", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  bench.service.close();
  assert.equal(codeOf(await call("start")), "OPERATOR_MODE");
  assert.equal(field(await call("estop"), "result", "latched"), true);
});
