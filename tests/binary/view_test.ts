/** A running robot is seen live and recorded from outside, and is not affected by who looks. */
import assert from "node:assert/strict";
import { LiveRobot, until } from "./live_robot.ts";
import { binary, mechos } from "./mechos.ts";

/** Runs `mechos record` beside a robot; `stop` ends it by SIGINT. */
function startRecord(robot: LiveRobot, args: readonly string[]) {
  const child = new Deno.Command(binary, {
    args: ["record", "--json", ...args],
    cwd: robot.folder,
    clearEnv: true,
    env: { XDG_RUNTIME_DIR: robot.folder, HOME: robot.folder },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  return {
    stop: async () => {
      child.kill("SIGINT");
      const { code, stdout } = await child.output();
      return { code, found: JSON.parse(new TextDecoder().decode(stdout)) };
    },
  };
}

Deno.test("mechos record beside a robot replays identical, and SIGINT ends the file whole", async () => {
  const robot = await LiveRobot.driving();
  try {
    const all = startRecord(robot, ["--out", "all.mcap"]);
    const some = startRecord(robot, ["--out", "some.mcap", "--topics", "/sensors/*"]);
    const path = `${robot.folder}/all.mcap`;
    await until("something is recorded", () => {
      try {
        return Deno.statSync(path).size > 200_000;
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return false;
        throw error;
      }
    });
    const ended = await all.stop();
    const part = await some.stop();
    assert.equal(ended.code, 0);
    assert.equal(ended.found.ended, "signal");
    assert.equal(ended.found.lost, 0);
    assert.equal(ended.found.isReplayable, true);
    const topics = Object.keys(part.found.topics);
    assert.ok(topics.length > 2 && topics.every((topic) => topic.startsWith("/sensors/")));
    const info = JSON.parse((await mechos(["record", "info", path, "--json"])).stdout);
    assert.equal(info.outcome, "whole");
    assert.equal(info.messages, ended.found.messages);
    const replay = JSON.parse((await mechos(["replay", path, "--json"])).stdout);
    assert.equal(replay.outcome, "identical", JSON.stringify(replay.firstDifference));
    assert.ok(replay.ticks > 100);
  } finally {
    await robot.remove();
  }
});

Deno.test("a robot with --serve shows itself to whoever has the token; a hung server thread changes nothing", async () => {
  const args = ["--serve", "0", "--drill", "server.hang@1s"];
  const robot = await LiveRobot.driving({ args });
  try {
    await robot.untilEvent("server.ready");
    // The drill: the thread hangs, is found, and comes back with its port.
    await robot.untilEvent("server.ready", 2, 20_000);
    const line = robot.log.findLast(({ event }) => event === "server.ready");
    const url = /ws:\S+/.exec(line?.msg ?? "")?.[0] ?? "";
    const socket = new WebSocket(url, ["foxglove.sdk.v1"]);
    const topics = new Set<string>();
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") return;
      const message = JSON.parse(data);
      for (const channel of message.channels ?? []) topics.add(channel.topic);
    };
    await until("channels are told", () => topics.has("/kernel/command") && topics.has("/tf"));
    socket.close();
    await robot.untilDriving();
    assert.equal(robot.ended, false);
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0);
  } finally {
    await robot.remove();
  }
});
