/** How a robot comes up: nothing moves by itself unless its owner chose so, and then loudly. */
import assert from "node:assert/strict";
import { call, LiveRobot, modeOf, until } from "./live_robot.ts";
import { binary } from "./mechos.ts";

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

/** Starts another robot in the folder of one that runs, of the same name; its end. */
async function another(folder: string, words: readonly string[] = []) {
  const root = new URL("../..", import.meta.url).pathname;
  const output = await new Deno.Command(binary, {
    args: [
      ...["run", "--config", `${root}sim/robots/rover.yaml`, "--allow-path", root],
      ...["--hal", "sim", "--for", "1s", "--json", ...words],
    ],
    cwd: folder,
    clearEnv: true,
    env: { XDG_RUNTIME_DIR: folder, HOME: folder },
    stdin: "null",
  }).output();
  // One document, whatever happened.
  const said: { error?: { code: string } } = JSON.parse(new TextDecoder().decode(output.stdout));
  return { code: output.code, error: said.error?.code };
}

Deno.test("run of a robot whose name is taken exits 4, and a mission that an operator starts ends its run", async () => {
  const robot = await LiveRobot.start({ args: ["--mission", "wait 1 s"] });
  try {
    const second = await another(robot.folder);
    assert.deepEqual(second, { code: 4, error: "OPERATOR_SOCKET_IN_USE" });
    await until("idle", async () => await modeOf(robot) === "idle");
    await call(robot, "start");
    assert.equal(await robot.exit(), 0);
    assert.match(robot.stdout, /"reason": "mission done/);
    // The empty battery does not let it start: the end and the refusal are one document.
    const empty = ["--start", "--set", "robot.sensors[3].initialPercent=1"];
    assert.deepEqual(await another(robot.folder, empty), { code: 1, error: "RUN_NOT_ARMED" });
  } finally {
    await robot.remove();
  }
});
