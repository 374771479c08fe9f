/**
 * SIGKILL of a recording robot at random moments: the recording ends at most one flush period and
 * 5 ms before the kernel's last tick that anybody saw, has no gap, and replays to the same bytes.
 */
import assert from "node:assert/strict";
import { readMessages } from "core/record/mod.ts";
import { verifyRecording } from "core/replay/mod.ts";
import { isFull } from "tests/tier.ts";
import { call, LiveRobot } from "./live_robot.ts";
import { mechos } from "./mechos.ts";

const kills = isFull ? 50 : 4;
const flushMs = 20;
const tickHz = 1000;
/** A flush period, 5 ms, and the tick that the answer to `status` was older than. */
const boundMs = flushMs + 5 + 1000 / tickHz;

async function tickOf(robot: LiveRobot): Promise<number> {
  const { result } = await call(robot, "status");
  assert.ok(typeof result === "object" && result !== null && "tick" in result);
  return Number(result.tick);
}

/** Ticks of a recording that was cut off; fails on a gap or a damaged message. */
function ticksOf(bytes: Uint8Array): number {
  let ticks = 0;
  for (const { sequence, damaged } of readMessages(bytes, { topics: ["/kernel/inputs"] })) {
    assert.equal(damaged, false);
    assert.equal(sequence, ticks, "a gap");
    ticks++;
  }
  return ticks;
}

/** Kills a robot once; returns how many ms of it are missing. */
async function lostByKill(kill: number): Promise<number> {
  const robot = await LiveRobot.start({
    set: [`kernel.tickHz=${tickHz}`, `record.flushMs=${flushMs}`],
    args: ["--start", "--mission", "go to 500, 0"],
  });
  try {
    await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 1500));
    const seen = await tickOf(robot);
    robot.signal("SIGKILL");
    await robot.exit();
    const [path = ""] = robot.recordings().filter((name) => name.endsWith(".mcap"));
    const bytes = await Deno.readFile(path);
    const ticks = ticksOf(bytes);
    const found = verifyRecording(bytes);
    assert.ok(found.ok && found.value.outcome === "identical", `kill ${kill}: ${path}`);
    if (kill === 0) {
      const whole = `${robot.folder}/whole.mcap`;
      assert.equal((await mechos(["record", "recover", path, "--out", whole])).code, 0);
      assert.equal((await mechos(["replay", whole])).code, 0);
    }
    return (seen + 1 - ticks) * 1000 / tickHz;
  } finally {
    await robot.remove();
  }
}

Deno.test(`${kills} kills of a robot at 1 kHz lose at most ${flushMs} + 5 ms, and leave no gap`, async () => {
  const lost: number[] = [];
  for (let kill = 0; kill < kills; kill++) lost.push(await lostByKill(kill));
  const worst = Math.max(...lost);
  const said = `${kills} kills: ${Math.max(0, worst).toFixed(0)} ms lost at most\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(said));
  assert.ok(worst <= boundMs, `lost, ms: ${lost.map((ms) => ms.toFixed(0)).join(" ")}`);
});
