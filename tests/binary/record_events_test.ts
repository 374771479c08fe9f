/**
 * What changes a run while it is recorded stands in the recording: a parameter tuned live, a worker
 * that crashed and came back, an E-stop and its reset. All of it replays to the same bytes.
 */
import assert from "node:assert/strict";
import { createInputs, decodeInputs } from "core/messages/mod.ts";
import { readMessages } from "core/record/mod.ts";
import { call, LiveRobot, modeOf, until } from "./live_robot.ts";
import { fromSource, mechos } from "./mechos.ts";

/** What came into the kernel from outside, counted over the ticks of a recording. */
function eventsOf(bytes: Uint8Array): { tuned: number; acts: number; ticks: number } {
  const found = { tuned: 0, acts: 0, ticks: 0 };
  for (const { data } of readMessages(bytes, { topics: ["/kernel/inputs"] })) {
    const inputs = createInputs();
    assert.equal(decodeInputs(data, inputs).ok, true);
    found.tuned += inputs.params.count;
    found.acts += inputs.operatorCount;
    found.ticks++;
  }
  return found;
}

/** Asks the robot for something; fails where it refuses. */
async function ask(
  robot: LiveRobot,
  method: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, unknown>> {
  const answer = await call(robot, method, params);
  assert.equal(answer["error"], undefined, `${method}: ${JSON.stringify(answer)}`);
  const { result } = answer;
  return typeof result === "object" && result !== null ? { ...result } : {};
}

Deno.test("a live change, a worker's restart and an E-stop in a recording replay identical", async () => {
  const robot = await LiveRobot.driving({ args: ["--drill", "brain.crash@5s"] }, 3);
  try {
    await ask(robot, "tune.set", { changes: { "kernel.limits.maxLinearMps": 0.31 } });
    await robot.untilEvent("brain.died");
    await until("it drives on", () => (robot.wheels().at(-1)?.speedRadps ?? 0) > 1);
    await ask(robot, "tune.set", { changes: { "kernel.wheelPid.kp": 0.21 } });
    await ask(robot, "estop");
    await until("it is latched", async () => await modeOf(robot) === "estop");
    const { estop } = await ask(robot, "status");
    assert.ok(typeof estop === "object" && estop !== null && "latchId" in estop);
    await until("it stands", () => (robot.wheels().at(-1)?.speedRadps ?? 1) < 0.15);
    await ask(robot, "reset", { latchId: estop.latchId });
    await until("it is idle", async () => await modeOf(robot) === "idle");
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0, robot.stdout);
    const [path = ""] = robot.recordings().filter((name) => name.endsWith(".mcap"));
    const found = eventsOf(await Deno.readFile(path));
    assert.equal(found.tuned, 2);
    assert.ok(found.acts >= 2, `${found.acts} acts`);
    for (const run of [mechos, fromSource]) {
      const { code, stdout } = await run(["replay", path, "--json"]);
      const replay = JSON.parse(stdout);
      assert.equal(code, 0, JSON.stringify(replay.firstDifference));
      assert.equal(replay.outcome, "identical");
      assert.equal(replay.ticks, found.ticks);
    }
  } finally {
    await robot.remove();
  }
});
