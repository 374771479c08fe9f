import assert from "node:assert/strict";
import {
  clean,
  codeOf,
  createBench,
  createFrames,
  field,
  readyBench,
  standing,
  truth,
} from "tests/core/operator/bench.ts";
import { createTestRobot } from "tests/core/operator/test_robot.ts";

const frame = createFrames();

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
  bench.run(500);
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

Deno.test("take is refused with the reason while a cause leaves the operator nothing", async () => {
  const bench = readyBench();
  const { call } = bench.person();
  const gone = bench.robot.sim.device.driver.inject({ kind: "odom.off", parameters: {} }, true);
  assert.ok(gone.ok);
  bench.run(1000);
  const refused = await call("take");
  assert.equal(codeOf(refused), "OPERATOR_MODE");
  assert.match(String(field(refused, "error", "message")), /wheel/);
  assert.equal(field(await call("status"), "result", "lease", "holder"), null);
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
