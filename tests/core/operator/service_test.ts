import assert from "node:assert/strict";
import { fail, ok } from "core/fault.ts";
import { verbNames } from "core/operator/mod.ts";
import { codeOf, createBench, field, readyBench } from "tests/core/operator/bench.ts";

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
