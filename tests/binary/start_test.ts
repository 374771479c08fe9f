/** How a robot comes up: nothing moves by itself unless its owner chose so, and then loudly. */
import assert from "node:assert/strict";
import { LiveRobot, modeOf, until } from "./live_robot.ts";

const set = ["run.autostart=boot"];
const args = ["--mission", "go to 500, 0"];

async function saysNo(robot: LiveRobot, reason: RegExp): Promise<void> {
  await robot.untilEvent("run.autostart");
  const said = robot.log.find(({ event }) => event === "run.autostart");
  assert.equal(said?.level, "warning");
  assert.equal(said?.fields["started"], false);
  assert.match(said?.msg ?? "", reason);
  await until("idle", async () => await modeOf(robot) === "idle");
}

Deno.test("run.autostart: boot counts after a clean stop only, and is loud", async () => {
  const first = await LiveRobot.start({ set, args });
  const { folder } = first;
  await saysNo(first, /First start/);
  first.signal("SIGTERM");
  assert.equal(await first.exit(), 0);

  const second = await LiveRobot.start({ set, args, folder });
  await second.untilDriving();
  const loud = second.log.find(({ event }) => event === "run.autostart");
  assert.equal(loud?.level, "warning");
  assert.equal(loud?.fields["started"], true);
  second.signal("SIGKILL");
  await second.exit();

  const third = await LiveRobot.start({ set, args, folder });
  try {
    await saysNo(third, /did not end cleanly/);
  } finally {
    await third.remove();
  }
});

Deno.test("run without autostart stays idle until an operator starts it", async () => {
  const robot = await LiveRobot.start({ args });
  try {
    await until("idle", async () => await modeOf(robot) === "idle");
    await until("the mind is up", () => robot.mindPid > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(robot.wheels().every(({ speedRadps }) => speedRadps < 0.01));
    assert.equal(robot.count("run.autostart"), 0);
  } finally {
    await robot.remove();
  }
});
