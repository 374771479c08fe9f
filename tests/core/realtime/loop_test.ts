/** The kernel's pace: one step a period, late ticks counted, no burst, a gap that is a fault. */
import assert from "node:assert/strict";
import { createPaceReader, createSharedMemory, openRegion } from "core/bus/mod.ts";
import { createKernelLoop, makeTick, runKernelLoop } from "core/realtime/mod.ts";
import { operatorActBytes } from "core/messages/mod.ts";
import { compileBench } from "tests/core/kernel/bench_robot.ts";

/** A loop on a clock of the test: sleeping moves it. */
function bench(set: Readonly<Record<string, unknown>> = {}) {
  const memory = createSharedMemory();
  const loop = createKernelLoop(memory, compileBench({ set }).params);
  const clock = {
    ms: 0,
    sleeps: [] as number[],
    nowMs: () => clock.ms,
    sleep: (ms: number) => {
      clock.sleeps.push(ms);
      clock.ms += ms;
    },
  };
  return { loop, clock, memory, words: loop.region.words };
}

Deno.test("makeTick() plans the next tick a period on, and counts no tick as late in time", () => {
  const { loop, clock, words } = bench({ "kernel.tickHz": 200 });
  for (let tick = 0; tick < 50; tick++) {
    assert.equal(loop.dueMs, 5 * tick);
    clock.ms = 5 * tick + 0.07;
    makeTick(loop, clock);
  }
  assert.equal(words.get("lateTicks"), 0);
  assert.equal(words.get("latenessMaxUs"), 70);
  assert.equal(loop.kernel.outputs.tick, 49);
});

Deno.test("makeTick() leaves out the ticks that a gap displaced: no burst after it", () => {
  const { loop, clock, words } = bench({ "kernel.tickHz": 200 });
  clock.ms = 0;
  makeTick(loop, clock);
  clock.ms = 42;
  makeTick(loop, clock);
  assert.equal(words.get("lateTicks"), 1);
  assert.equal(loop.dueMs, 45, "the next of the old raster");
  assert.equal(loop.inputs.latenessNs, 37e6, "and the step was told");
  assert.equal(loop.tick, 2);
});

Deno.test("makeTick() reads the time after what it gathers, so that no sample is from the future", () => {
  const { loop, clock, memory } = bench();
  const act = openRegion(memory, "operator").ringWriter("operatorActs");
  let gathered = -1;
  clock.nowMs = () => {
    gathered = loop.inputs.operatorCount;
    return clock.ms;
  };
  act.push(0, new Int32Array((operatorActBytes + 3) >> 2), operatorActBytes);
  makeTick(loop, clock);
  assert.equal(gathered, 1);
});

Deno.test("runKernelLoop() sleeps until each tick is due, and ends when it is told to quit", () => {
  const { loop, clock, memory, words } = bench({ "kernel.tickHz": 100 });
  const { sleep } = clock;
  clock.sleep = (ms) => {
    sleep(ms);
    if (loop.tick === 250) words.set("quit", 1);
  };
  runKernelLoop(loop, clock);
  // `quit` is seen after the tick that was slept for.
  assert.ok(loop.tick === 250 || loop.tick === 251, `${loop.tick}`);
  assert.equal(words.get("kernelEnded"), 1);
  assert.ok(clock.sleeps.every((ms) => ms > 0 && ms <= 10.000_001));
  const pace = createPaceReader(openRegion(memory, "operator"))();
  assert.ok(pace.ticks >= 200, `${pace.ticks} in the histogram`);
  assert.equal(pace.lateTicks, 0);
});
