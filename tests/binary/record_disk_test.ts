/**
 * The disk is taken away under a driving robot, and a long run at 1 kHz beside busy processes: the
 * wheels never notice the first, and the second replays to the same bytes.
 */
import assert from "node:assert/strict";
import { isFull } from "tests/tier.ts";
import { LiveRobot, until, wallNow } from "./live_robot.ts";
import { mechos } from "./mechos.ts";

/** Whether this machine lets us mount a file system of a few MB. */
async function mountSmall(folder: string): Promise<boolean> {
  await Deno.mkdir(folder);
  const args = ["-t", "tmpfs", "-o", "size=6m", "tmpfs", folder];
  const { success } = await new Deno.Command("mount", { args, stderr: "null" }).output()
    .catch(() => ({ success: false }));
  return success;
}

/** Writes until the disk is full. */
async function fill(path: string): Promise<void> {
  const args = ["if=/dev/zero", `of=${path}`, "bs=1M", "count=6"];
  const { success } = await new Deno.Command("dd", { args, stderr: "null" }).output();
  assert.equal(success, false, "the disk has more room than 6 MB");
}

function drives(robot: LiveRobot): boolean {
  return (robot.wheels().at(-1)?.speedRadps ?? 0) > 5;
}

Deno.test("a disk that fills up is told once, the robot drives on, and recording resumes", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mechos-disk-" });
  const small = `${folder}/small`;
  const isMounted = await mountSmall(small);
  const sets = [`record.folder=${small}`, "record.lowMiB=0", "record.stopMiB=0"];
  const robot = await LiveRobot.driving({
    set: [...sets, "record.reserveMiB=0"],
    args: ["--allow-path", small],
  });
  try {
    // Where nothing may be mounted, the folder itself is taken away instead.
    if (isMounted) await fill(`${small}/fill`);
    else await Deno.remove(small, { recursive: true });
    await robot.untilEvent("record.fault");
    await until("it drives on", () => drives(robot));
    if (isMounted) await Deno.remove(`${small}/fill`);
    else await Deno.mkdir(small);
    const again = () => robot.log.some(({ msg }) => msg.startsWith("recording again"));
    await until("recording resumes", again, 20_000);
    assert.equal(robot.count("record.fault"), 1, JSON.stringify(robot.log.slice(-6)));
    // A part replays from its first keyframe on, which comes within a second.
    const resumedMs = wallNow();
    await until("it drives still", () => drives(robot) && wallNow() - resumedMs > 2500);
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0);
    const parts = (await Array.fromAsync(Deno.readDir(small))).filter(({ name }) =>
      name.endsWith(".mcap")
    );
    const last = parts.map(({ name }) => name).sort().at(-1) ?? "";
    const replay = JSON.parse((await mechos(["replay", `${small}/${last}`, "--json"])).stdout);
    assert.equal(replay.outcome, "identical", `${last}: ${JSON.stringify(replay)}`);
  } finally {
    await robot.remove();
    if (isMounted) await new Deno.Command("umount", { args: [small] }).output();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test(`${isFull ? 60 : 8} s at 1 kHz beside busy processes replay identical`, async () => {
  const robot = await LiveRobot.driving({
    set: ["kernel.tickHz=1000"],
    args: ["--for", isFull ? "60s" : "8s"],
  });
  const busy = [1, 2].map(() =>
    new Deno.Command("sh", { args: ["-c", "while :; do :; done"], stdin: "null" }).spawn()
  );
  try {
    // On a machine that is too busy the robot may stop itself, latched: that replays too.
    const code = await robot.exit(isFull ? 90_000 : 30_000);
    assert.ok(code === 0 || code === 6, `exit ${code}`);
    const [path = ""] = robot.recordings().filter((name) => name.endsWith(".mcap"));
    const replay = JSON.parse((await mechos(["replay", path, "--json"])).stdout);
    assert.equal(replay.outcome, "identical", JSON.stringify(replay.firstDifference));
    assert.ok(replay.ticks > (isFull ? 40_000 : 2000), `${replay.ticks} ticks`);
  } finally {
    for (const child of busy) child.kill("SIGKILL");
    await robot.remove();
  }
});
