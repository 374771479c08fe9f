/** Ledger and memory of a running robot: kept on disk by a thread of the mind, whatever dies. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { startModelServer } from "tests/fixtures/model_server.ts";
import { call, LiveRobot, until } from "./live_robot.ts";

function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    found = typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined;
  }
  return found;
}

Deno.test("run: the budget survives SIGKILL of the mind and of the robot, and memories are kept", async () => {
  const server = startModelServer();
  server.answer = () => `{"action":"turn","angleRad":0.3}`;
  const set = [
    "brain.driver=ollama",
    "brain.model=test-model",
    `brain.url=${server.url}`,
    "brain.budget.lifetime.requests=6",
    "brain.hz=10",
  ];
  const asked = (count: number) => until(`${count} questions`, () => server.asked.length >= count);
  const brain = async (robot: LiveRobot) => at(await call(robot, "status"), "result", "brain");
  const args = ["--start", "--mission", "look around"];
  const first = await LiveRobot.start({ set, args });
  let second: LiveRobot | null = null;
  try {
    await asked(2);
    // The answer of the next call never comes: its worst case stays booked.
    server.fault = (index) => index === 2 ? "stall" : null;
    await asked(3);
    first.signal("SIGKILL", first.mindPid);
    await first.untilEvent("mind.up", 2);
    await until("the robot goes on", async () => {
      await call(first, "mission", { verb: "resume" });
      return server.asked.length >= 4;
    });
    first.signal("SIGKILL");
    await first.exit();
    const before = server.asked.length;
    assert.ok(before < 6, `${before} questions`);
    second = await LiveRobot.start({ set, args, folder: first.folder });
    await until(
      "the budget is used up",
      async () => at(await brain(second ?? first), "state") === "budget",
    );
    assert.equal(server.asked.length, 6, "no question beyond the cap, over three lives");
    assert.equal(at(await brain(second), "store"), "ok");
    const budget = at(await call(second, "status"), "result", "budget");
    assert.deepEqual(at(budget, "caps"), [
      { window: "lifetime", cap: "requests", used: 6, limit: 6 },
    ]);
    assert.match(String(at(budget, "warning")), /^100 % of the lifetime budget is used/);
    assert.ok(second.count("brain.budget") >= 1, "the operator was told");
    second.signal("SIGTERM");
    assert.equal(await second.exit(), 0);
    const db = new DatabaseSync(`${first.folder}/memory/mechos.db`, { readOnly: true });
    const count = (text: string) => Number(Object.values(db.prepare(text).get() ?? {})[0]);
    assert.equal(count("SELECT requests FROM budget_total WHERE scope = 'lifetime'"), 6);
    assert.ok(count("SELECT count(*) FROM episode WHERE text LIKE '%turn%'") >= 1, "it remembers");
    db.close();
  } finally {
    await server.close();
    if (second !== null && !second.ended) second.signal("SIGKILL");
    await first.remove();
  }
});

Deno.test("run: a damaged store is put aside; one that cannot be opened costs no motion", async () => {
  const state = async (robot: LiveRobot) =>
    at(await call(robot, "status"), "result", "brain", "store");
  const damaged = await Deno.makeTempDir({ prefix: "mechos-live-" });
  await Deno.mkdir(`${damaged}/memory`);
  await Deno.writeTextFile(`${damaged}/memory/mechos.db`, "no database, ".repeat(1000));
  const robot = await LiveRobot.driving({ folder: damaged });
  try {
    await until("the store is there", async () => await state(robot) === "ok");
    assert.ok((await Deno.stat(`${damaged}/memory/mechos.db.damaged`)).size > 1000);
    assert.equal(robot.count("store.damaged"), 1);
  } finally {
    await robot.remove();
  }
  const closed = await Deno.makeTempDir({ prefix: "mechos-live-" });
  await Deno.mkdir(`${closed}/memory/mechos.db`, { recursive: true });
  const other = await LiveRobot.driving({ folder: closed });
  try {
    await until("the store is given up", async () => await state(other) === "failed");
    assert.equal(other.count("store.fault"), 1);
  } finally {
    await other.remove();
  }
});
