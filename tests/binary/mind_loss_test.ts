/**
 * The mind dies, and the kernel does not care: ticks come as punctually while it is dead as while
 * it lived, in the same run. The recording tells, since lateness is an input of every tick. It dies
 * three times, for the machine itself may take 20 ms away from everybody once: what a death costs
 * shows each time, what the machine costs does not.
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

/** A while without a sign of life of the mind, ms. */
interface Silence {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The longest silences of the mind after its first sign of life, so many, in order of time. */
function silences(ticks: readonly Tick[], count: number): Silence[] {
  const all: Silence[] = [];
  let last = Infinity;
  for (const { nowMs, beat } of ticks) {
    if (!beat) continue;
    if (nowMs > last) all.push({ fromMs: last, toMs: nowMs });
    last = nowMs;
  }
  const length = ({ fromMs, toMs }: Silence): number => toMs - fromMs;
  all.sort((a, b) => length(b) - length(a));
  return all.slice(0, count).sort((a, b) => a.fromMs - b.fromMs);
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

/** Deaths in one run. */
const deaths = 3;

Deno.test("run: the kernel misses no tick because the mind is dead", async () => {
  const robot = await LiveRobot.driving({ set: [`kernel.tickHz=${tickHz}`] });
  try {
    for (let death = 0; death < deaths; death++) {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      robot.signal("SIGKILL", robot.mindPid);
      await robot.untilEvent("mind.up", death + 2, 20_000);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0);
    const [path = ""] = robot.recordings();
    const ticks = ticksOf(path);
    const dead = silences(ticks, deaths);
    const shortest = Math.min(...dead.map(({ fromMs, toMs }) => toMs - fromMs));
    assert.ok(shortest > 300, `the mind was silent for ${shortest} ms only`);
    const within = ({ nowMs }: Tick, { fromMs, toMs }: Silence): boolean =>
      nowMs >= fromMs && nowMs < toMs;
    const alive = summary("mind alive", ticks.filter((t) => !dead.some((one) => within(t, one))));
    const each = dead.map((one) => summary("mind dead", ticks.filter((t) => within(t, one))));
    const p99 = percentile(each.map((one) => one.p99).sort((a, b) => a - b), 0.5);
    const share = percentile(each.map((one) => one.share).sort((a, b) => a - b), 0.5);
    const periodMs = 1000 / tickHz;
    assert.ok(p99 <= Math.max(3 * alive.p99, periodMs), `p99 ${alive.p99} -> ${p99} ms`);
    assert.ok(share <= 3 * alive.share + 0.01, `missed ${alive.share} -> ${share}`);
  } finally {
    await robot.remove();
  }
});
