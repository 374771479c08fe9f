/**
 * The wall clock jumps by an hour, forth and back, under a driving robot (P11): nothing happens,
 * for nothing that moves looks at it. libfaketime changes what the clock says to the robot process.
 */
import assert from "node:assert/strict";
import { LiveRobot, modeOf, until, wallNow } from "tests/binary/live_robot.ts";
import { mechos } from "tests/binary/mechos.ts";
import { rampMs, report, starts, tickHz, times } from "tests/binary/stop_times.ts";
import { hasProgram } from "./peer_tools.ts";

function libraryPath(): string {
  for (const { name } of Deno.readDirSync("/usr/lib")) {
    const path = `/usr/lib/${name}/faketime/libfaketime.so.1`;
    try {
      if (Deno.statSync(path).isFile) return path;
    } catch (error) {
      const absent = error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.NotADirectory;
      if (!absent) throw error;
    }
  }
  return "";
}

/** Wall time of the robot's own log lines, against ours; h. */
function hoursOff(robot: LiveRobot): number {
  const at = Date.parse(robot.log.at(-1)?.at ?? "");
  return Math.round((at - wallNow()) / 3_600_000);
}

/** Drives while the clock jumps, then stops by SIGTERM; returns ms to standstill. */
async function jumpAndStop(): Promise<number> {
  const set = [`kernel.tickHz=${tickHz}`];
  const env = (folder: string) => {
    Deno.writeTextFileSync(`${folder}/clock`, "+0");
    return {
      LD_PRELOAD: libraryPath(),
      FAKETIME_TIMESTAMP_FILE: `${folder}/clock`,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
  };
  const robot = await LiveRobot.driving({ set, env }, starts);
  try {
    const from = wallNow();
    for (const shift of ["+3600", "-3600"]) {
      await Deno.writeTextFile(`${robot.folder}/clock`, shift);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.equal(await modeOf(robot), "auto", `after ${shift} s`);
    }
    const slowest = Math.min(
      ...robot.wheels().filter(({ wallMs }) => wallMs > from + 500).map((w) => w.speedRadps),
    );
    // Full speed is 10 rad/s; a machine that makes ticks late halves it, rightly.
    assert.ok(slowest > 4, `drove on all the while; slowest ${slowest} rad/s`);
    const at = robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0);
    await until("its own clock was an hour behind", () => hoursOff(robot) === -1, 1000);
    const [path = ""] = robot.recordings();
    const { code, stdout, stderr } = await mechos(["replay", path]);
    assert.equal(code, 0, stdout + stderr);
    return await robot.stillAfter(at, rampMs);
  } finally {
    await robot.remove();
  }
}

Deno.test({
  name: "a wall clock that jumps an hour forth and back changes nothing about motion",
  ignore: !hasProgram("faketime"), // #4: a machine without Debian's packages passes
  fn: async () => {
    const stood: number[] = [];
    for (let i = 0; i < times; i++) stood.push(await jumpAndStop());
    report("SIGTERM after clock jumps", stood, rampMs);
  },
});
