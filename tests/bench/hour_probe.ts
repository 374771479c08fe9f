/**
 * Measures in a process of its own what an hour of simulated time leaves in memory: the heap and
 * the buffers beside it after collection, once the first minute is over and at the end. Prints MB,
 * and how many times real time it ran. Needs --expose-gc.
 *
 * @module
 */
import { unwrap } from "core/fault.ts";
import { say } from ".ci/say.ts";
import { readFile } from "cli/read_file.ts";
import { createRun, finishRun, loadScenario, type Run, stepRun } from "sim/scenario/mod.ts";

/** What was allocated by then and stays: code compiled, buffers grown to their size. */
const warmUpS = 60;

function collectedMB(): number {
  const gc: unknown = Reflect.get(globalThis, "gc");
  if (typeof gc !== "function") throw new Error("Start with --v8-flags=--expose-gc");
  for (let i = 0; i < 3; i++) gc();
  const { heapUsed, external } = Deno.memoryUsage();
  return (heapUsed + external) / 1e6;
}

function stepUntil(run: Run, tick: number): void {
  while (run.tick <= tick) stepRun(run);
}

if (import.meta.main) {
  const path = new URL("./hour.yaml", import.meta.url).pathname;
  const loaded = unwrap(loadScenario(path, { readFile, env: {}, sets: [], brain: null }));
  const run = unwrap(createRun(loaded, loaded.scenario.seed));
  const began = performance.now();
  stepUntil(run, Math.round(warmUpS * 1e9 / run.periodNs));
  const startMB = collectedMB();
  stepUntil(run, run.ticks);
  const endMB = collectedMB();
  const wallS = (performance.now() - began) / 1000;
  const { outcome, simulatedS, violations, expectations } = finishRun(run, wallS);
  if (outcome !== "passed") {
    throw new Error(`The hour ${outcome}: ${JSON.stringify({ violations, expectations })}`);
  }
  say(JSON.stringify({ startMB, endMB, simulatedS, factor: simulatedS / wallS }));
}
