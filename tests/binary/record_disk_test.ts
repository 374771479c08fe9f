/**
 * The disk is taken away under a driving robot, and a long run at 1 kHz beside busy processes: the
 * wheels never notice the first, and the second replays to the same bytes.
 */
import assert from "node:assert/strict";
import { isFull } from "tests/tier.ts";
import { type Disaster, disasters } from "./disk_disasters.ts";
import { LiveRobot, modeOf, until, wallNow } from "./live_robot.ts";
import { mechos } from "./mechos.ts";
import { rampMs, report, starts, tickHz, times } from "./stop_times.ts";

function drives(robot: LiveRobot): boolean {
  return (robot.wheels().at(-1)?.speedRadps ?? 0) > 5;
}

/** A robot that drives and records into `folder`, to the disk's last byte. */
async function recordingInto(folder: string, ...set: readonly string[]): Promise<LiveRobot> {
  const room = ["lowMiB", "stopMiB", "reserveMiB"].map((key) => `record.${key}=0`);
  const args = ["--allow-path", folder];
  return await LiveRobot.driving(
    { set: [`record.folder=${folder}`, ...room, ...set], args },
    starts,
  );
}

/** What a robot says and does while `disaster` comes over the folder it records into. */
async function survive(disaster: Disaster, folder: string): Promise<void> {
  const robot = await recordingInto(folder);
  try {
    await disaster.strike(folder);
    await robot.untilEvent("record.fault");
    const struckMs = wallNow();
    // Long enough for it to try again, and again.
    await until("it drives on", () => drives(robot) && wallNow() - struckMs > 4500);
    assert.equal(await modeOf(robot), "auto");
    await disaster.undo(folder);
    const again = () => robot.log.some(({ msg }) => msg.startsWith("recording again"));
    await until("recording resumes", again, 20_000);
    assert.equal(robot.count("record.fault"), 1, JSON.stringify(robot.log.slice(-6)));
    // A part replays from its first keyframe on, which comes within a second.
    const resumedMs = wallNow();
    await until("it drives still", () => drives(robot) && wallNow() - resumedMs > 2500);
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0);
    const parts = (await Array.fromAsync(Deno.readDir(folder))).filter(({ name }) =>
      name.endsWith(".mcap")
    );
    const last = parts.map(({ name }) => name).sort().at(-1) ?? "";
    const replay = JSON.parse((await mechos(["replay", `${folder}/${last}`, "--json"])).stdout);
    assert.equal(replay.outcome, "identical", `${last}: ${JSON.stringify(replay)}`);
  } finally {
    await robot.remove();
  }
}

/** Stops a robot by SIGTERM whose disk is gone, so often; ms to standstill each time. */
async function stopsOn(disaster: Disaster, folder: string): Promise<number[]> {
  const stood: number[] = [];
  for (let i = 0; i < times; i++) {
    const robot = await recordingInto(folder, `kernel.tickHz=${tickHz}`);
    try {
      await disaster.strike(folder);
      await robot.untilEvent("record.fault");
      const at = robot.signal("SIGTERM");
      assert.equal(await robot.exit(), 0);
      stood.push(await robot.stillAfter(at, rampMs));
      // What is written stays in the next one's way: a robot that cannot record does not start.
      for await (const { name } of Deno.readDir(folder)) await Deno.remove(`${folder}/${name}`);
    } finally {
      await robot.remove();
    }
  }
  return stood;
}

/** Runs `use` over a disk that `disaster` can befall; says so where this machine mounts none. */
async function onDisk(disaster: Disaster, use: (disk: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mechos-disk-" });
  const disk = `${folder}/disk`;
  await Deno.mkdir(disk);
  try {
    if (await disaster.prepare(disk)) await use(disk);
    else {
      const said = `left out: nothing can be mounted here, so no folder ${disaster.name}\n`;
      Deno.stdout.writeSync(new TextEncoder().encode(said));
    }
  } finally {
    await disaster.cleanUp(disk);
    await Deno.remove(folder, { recursive: true });
  }
}

for (const disaster of disasters) {
  Deno.test(`a folder that ${disaster.name} is told once, the robot drives on, and recording resumes`, async () => {
    await onDisk(disaster, (disk) => survive(disaster, disk));
  });
}

Deno.test("run: SIGTERM stops in time and with exit 0 on a full disk (P07)", async () => {
  const full = disasters.find(({ name }) => name === "fills up");
  assert.ok(full !== undefined);
  await onDisk(
    full,
    async (disk) => report("SIGTERM, disk full", await stopsOn(full, disk), rampMs),
  );
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
