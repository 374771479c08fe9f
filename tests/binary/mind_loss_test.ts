/**
 * The mind dies, and the kernel does not care: ticks come as punctually while it is dead as while
 * it lived, in the same run. The recording tells, since lateness is an input of every tick.
 */
import assert from "node:assert/strict";
import { clearInputs, createInputs, decodeInputs } from "core/messages/mod.ts";
import { readMessages } from "core/record/mod.ts";
import { percentile } from "tests/bench/result.ts";
import { LiveRobot } from "./live_robot.ts";
import { tickHz } from "./stop_times.ts";

/** A tick as recorded. */
interface Tick {
  readonly nowMs: number;
  readonly lateMs: number;
  readonly beat: boolean;
}

function ticksOf(path: string): Tick[] {
  const inputs = createInputs();
  const ticks: Tick[] = [];
  for (const { data } of readMessages(Deno.readFileSync(path), { topics: ["/kernel/inputs"] })) {
    clearInputs(inputs);
    decodeInputs(data, inputs);
    const { nowNs, latenessNs, mind } = inputs;
    ticks.push({ nowMs: nowNs * 1e-6, lateMs: latenessNs * 1e-6, beat: mind.beat === 1 });
  }
  return ticks;
}

/** The longest while without a sign of life of the mind, after the first one; ms. */
function silence(ticks: readonly Tick[]): { readonly fromMs: number; readonly toMs: number } {
  let best = { fromMs: 0, toMs: 0 };
  let last = Infinity;
  for (const { nowMs, beat } of ticks) {
    if (!beat) continue;
    if (nowMs - last > best.toMs - best.fromMs) best = { fromMs: last, toMs: nowMs };
    last = nowMs;
  }
  return best;
}

function summary(name: string, ticks: readonly Tick[]) {
  const late = ticks.map(({ lateMs }) => lateMs).sort((a, b) => a - b);
  const periodMs = 1000 / tickHz;
  const p50 = percentile(late, 0.5);
  const p99 = percentile(late, 0.99);
  const missed = late.reduce((sum, ms) => sum + Math.floor(ms / periodMs), 0);
  const line = `${name}: ${ticks.length} ticks, lateness p50 ${p50.toFixed(3)} ms, ` +
    `p99 ${p99.toFixed(3)} ms, max ${(late.at(-1) ?? NaN).toFixed(3)} ms, missed ${missed}\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(line));
  return { p99, share: missed / ticks.length };
}

Deno.test("run: the kernel misses no tick because the mind is dead", async () => {
  const robot = await LiveRobot.driving({ set: [`kernel.tickHz=${tickHz}`] });
  try {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    robot.signal("SIGKILL", robot.mindPid);
    await robot.untilEvent("mind.up", 2, 20_000);
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0);
    const [path = ""] = robot.recordings();
    const ticks = ticksOf(path);
    const { fromMs, toMs } = silence(ticks);
    assert.ok(toMs - fromMs > 300, `the mind was silent for ${toMs - fromMs} ms only`);
    const alive = summary("mind alive", ticks.filter(({ nowMs }) => nowMs < fromMs));
    const dead = summary(
      "mind dead",
      ticks.filter(({ nowMs }) => nowMs >= fromMs && nowMs < toMs),
    );
    const periodMs = 1000 / tickHz;
    assert.ok(dead.p99 <= Math.max(3 * alive.p99, periodMs), `p99 ${alive.p99} -> ${dead.p99} ms`);
    assert.ok(dead.share <= 3 * alive.share + 0.01, `missed ${alive.share} -> ${dead.share}`);
  } finally {
    await robot.remove();
  }
});
